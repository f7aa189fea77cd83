"""Threads without a page."""

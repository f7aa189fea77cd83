"""Panels and browser widgets: traits wired to the core, and no maths of their own."""

"""Tests that drive real pages in a real browser; a package, so that one browser serves it."""

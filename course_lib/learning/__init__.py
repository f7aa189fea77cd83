"""Training that knows no page."""

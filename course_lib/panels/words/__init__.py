"""The panels of chapters 4 and 5."""

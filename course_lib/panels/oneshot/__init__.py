"""The panels of chapter 6."""

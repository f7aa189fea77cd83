"""The panels of chapter 2."""

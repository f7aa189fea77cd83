"""Panels of chapters 1 and 3: labels from the data, games against networks, the bench."""

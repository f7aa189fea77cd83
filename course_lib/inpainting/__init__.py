"""Chapter 2: a hole in a photo, and everything that fills it."""

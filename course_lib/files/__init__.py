"""Files: places, downloads, and what the course ships."""

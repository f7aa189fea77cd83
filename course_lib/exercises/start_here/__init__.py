"""Chapter 0 has questions alone: nothing is to be programmed before one knows where one is."""

"""What a bare machine needs: an environment, a browser."""

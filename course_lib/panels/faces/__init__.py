"""Face recognition: the front door, its threshold, and the methods side by side."""

"""What a hand moves: one control a file, with the script of the same name."""

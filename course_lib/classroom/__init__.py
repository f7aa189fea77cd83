"""A lesson together: one session that the teacher opens and everybody's own screen joins."""

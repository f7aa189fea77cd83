"""From one text source a notebook: learner's copy, solutions."""

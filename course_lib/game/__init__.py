"""A learner against machines, on the same questions: guess first, then see."""

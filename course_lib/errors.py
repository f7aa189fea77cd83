"""The one exception whose text is meant for the learner's eyes."""


class LearnerError(ValueError):
    """Something the learner can mend; ``str(error)`` says what and how in one plain sentence."""

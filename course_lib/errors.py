"""The one exception whose text is meant for the learner's eyes."""


class LearnerError(ValueError):
    """Something the learner can mend; ``str(error)`` is one plain sentence that says what and how."""

"""The exercises of chapter 1, pretext tasks, in the chapter's order."""

from course_lib.exercises.pretext_tasks import features, labels

EXERCISES = (
    labels.PATCH_CORNER,
    features.PRETEXT_LOSS,
    labels.TURN,
    labels.FARTHEST_ORDER,
    labels.COLOUR_LABELS,
    features.STANDARDISE,
)

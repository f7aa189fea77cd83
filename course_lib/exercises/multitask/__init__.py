"""The exercises of chapter 3, multi-task learning, in the chapter's order."""

from course_lib.exercises.multitask import fairness, sharing

EXERCISES = (
    sharing.TWO_HEADS,
    sharing.GRADIENT_COSINE,
    *fairness.EXERCISES,
    sharing.MIRRORED,
)

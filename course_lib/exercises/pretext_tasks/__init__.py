"""The exercises of chapter 1, pretext tasks, in the chapter's order."""

from course_lib.exercises.pretext_tasks import features, labels

EXERCISES = (*labels.EXERCISES, *features.EXERCISES)

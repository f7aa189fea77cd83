"""The exercises of chapter 6, one-shot learning, in the chapter's order."""

from course_lib.exercises.one_shot import distances, networks, trial

EXERCISES = (*trial.EXERCISES, *distances.EXERCISES, *networks.EXERCISES)

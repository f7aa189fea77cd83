"""The exercises of chapter 2, the context encoder, in the chapter's order."""

from course_lib.exercises.context_encoder import layer, losses, masks, pair

EXERCISES = (*pair.EXERCISES, *masks.EXERCISES, *layer.EXERCISES, *losses.EXERCISES)

"""The exercises of chapter 4, word embeddings, in the chapter's order."""

from course_lib.exercises.word_embeddings import contexts, lookup, prediction, similarity

EXERCISES = (
    *lookup.EXERCISES,
    *similarity.EXERCISES,
    *prediction.EXERCISES,
    *contexts.EXERCISES,
)

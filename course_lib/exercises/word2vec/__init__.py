"""The exercises of chapter 5, word2vec, in the chapter's order."""

from course_lib.exercises.word2vec import negative_sampling, pairs, picture, sampling

EXERCISES = (
    *pairs.EXERCISES,
    *sampling.EXERCISES,
    *negative_sampling.EXERCISES,
    *picture.EXERCISES,
)

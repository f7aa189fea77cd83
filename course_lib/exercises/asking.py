"""Where the questions of a chapter are: the tuple QUESTIONS of its module ``questions``."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from course_lib.errors import LearnerError
from course_lib.exercises.question import Question

# Chapter 0 has questions and no exercises.
CHAPTERS = {
    "00_start_here": "start_here",
    "01_pretext_tasks": "pretext_tasks",
    "02_context_encoder": "context_encoder",
    "03_multitask": "multitask",
    "04_word_embeddings": "word_embeddings",
    "05_word2vec": "word2vec",
    "06_one_shot": "one_shot",
    "07_face_recognition": "face_recognition",
}


@cache
def questions_of(chapter: str) -> tuple[Question, ...]:
    """The questions of a chapter, by the name of its notebook, in its order. LearnerError."""
    if chapter not in CHAPTERS:
        raise LearnerError(
            f"There is no chapter “{chapter}” with questions; there is {', '.join(CHAPTERS)}."
        )
    return import_module(f"course_lib.exercises.{CHAPTERS[chapter]}.questions").QUESTIONS


@cache
def question(name: str) -> tuple[str, Question]:
    """The chapter and the question of this name; LearnerError where there is none."""
    for chapter in CHAPTERS:
        for one in questions_of(chapter):
            if one.name == name:
                return chapter, one
    raise LearnerError(f"There is no question “{name}” in this course.")


__all__ = ["CHAPTERS", "question", "questions_of"]

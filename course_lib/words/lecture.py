"""The lecture's own sentence and numbers, in one place: every figure and panel takes them here.

The vocabulary of 10,000 words is the lecture's, sorted by the alphabet; ours is sorted by how often
a word occurs, so our indices differ and stand beside these.
"""

from __future__ import annotations

SENTENCE = "I want a glass of orange juice to go along with my cereal."
BLANK = "I want a glass of orange"  # … and the word to be guessed is “juice”

VOCABULARY_SIZE = 10_000
INDICES = (4343, 9665, 1, 3852, 6163, 6257)  # one for each word of BLANK
ORANGE = 6257
JUICE = 4834

# Context words c and the target word of each pair that the lecture draws from SENTENCE.
CONTEXT = "orange"
TARGETS = ("juice", "glass", "with")  # “with” stands five words after “orange”

# Negative sampling: with the context “orange”, one true target and k = 4 words drawn as noise.
# “of” stands in the window of “orange” and is drawn all the same: noise is drawn blindly.
NEGATIVE_TABLE = (("juice", 1), ("king", 0), ("book", 0), ("the", 0), ("of", 0))

__all__ = [
    "BLANK",
    "CONTEXT",
    "INDICES",
    "JUICE",
    "NEGATIVE_TABLE",
    "ORANGE",
    "SENTENCE",
    "TARGETS",
    "VOCABULARY_SIZE",
]

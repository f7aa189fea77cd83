"""Chapter 2: a photo makes its own pair of question and label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.exercise import Diagnosis, Exercise
from course_lib.exercises.failing import Failing, failing


@dataclass(frozen=True, eq=False)
class Pair:
    """What the function made of ``photo`` (H, W, 3) float and ``mask`` (H, W) bool."""

    photo: np.ndarray
    mask: np.ndarray
    holed: np.ndarray
    label: np.ndarray
    photo_after: np.ndarray


def _attempt(answer: Callable, salt: int) -> list[Pair]:
    rng, pairs = np.random.default_rng(21 + salt), []
    asked = [(np.array([[[0.2, 0.4, 0.6], [0.8, 0.8, 0.8]]]), np.array([[True, False]]))]
    for _ in range(3):
        photo = rng.uniform(0.1, 0.9, (8, 8, 3))
        mask = np.zeros((8, 8), bool)
        mask[rng.integers(0, 5) :, 2:5] = True
        asked.insert(0, (photo, mask))
    for photo, mask in asked:
        given = photo.copy()
        holed, label = expect.pair(answer(given, mask.copy()), "holed, label")
        holed = expect.array(holed, photo.shape, "the holed photo")
        label = expect.array(label, photo.shape, "the label")
        pairs.append(Pair(photo, mask, holed, label, given))
    return pairs


def _all(test: Callable[[Pair], bool]) -> Callable[[list[Pair]], bool]:
    return lambda pairs: all(test(p) for p in pairs)


def _hide(p: Pair) -> np.ndarray:
    return p.photo * ~p.mask[..., None]


def _keep(p: Pair) -> np.ndarray:
    return p.photo * p.mask[..., None]


def _is(holed: np.ndarray, label: np.ndarray, p: Pair) -> bool:
    return np.allclose(p.holed, holed) and np.allclose(p.label, label)


def _right(p: Pair) -> bool:
    return _is(_hide(p), _keep(p), p) and np.array_equal(p.photo, p.photo_after)


def _failing(pairs: list[Pair]) -> Failing:
    """The smallest photo on which it fails: two pixels, where it fails there."""
    wrong = min((p for p in pairs if not _right(p)), key=lambda p: p.photo.size)
    came, due, where = (wrong.holed, wrong.label), (_hide(wrong), _keep(wrong)), ""
    if _is(*due, wrong):
        came, due, where = wrong.photo_after, wrong.photo, " in the photo, after the call"
    told = failing("training_pair(photo, mask)", (wrong.photo, wrong.mask), came, due)
    return replace(told, where=where) if where else told


TRAINING_PAIR = Exercise(
    name="training_pair",
    signature="training_pair(photo, mask)",
    asks="Return two arrays of the photo's shape: what the network may see, and what it must find.",
    attempt=_attempt,
    accepts=_all(_right),
    failing=_failing,
    diagnoses=(
        Diagnosis(
            lambda pairs: any(not np.array_equal(p.photo, p.photo_after) for p in pairs),
            "Your function painted the hole into the photo that it was given, so the label is lost "
            "for whoever uses that photo next: work on a copy or on a product.",
        ),
        Diagnosis(
            _all(lambda p: _is(_keep(p), _hide(p), p)),
            "The two arrays are the wrong way round: yours shows the network the hidden pixels and "
            "asks it for the visible ones. Which pixels does the factor 1 − M̂ keep?",
        ),
        Diagnosis(
            _all(lambda p: _is(_hide(p), p.photo, p)),
            "The network's view is right, but your label is the whole photo: it also asks for "
            "pixels that the network can already see. Keep only what M̂ hides.",
        ),
        Diagnosis(
            _all(lambda p: np.allclose(p.holed, p.photo)),
            "Nothing is hidden: the network's view is the whole photo, so copying it would be "
            "enough and nothing has to be understood.",
        ),
        Diagnosis(
            _all(lambda p: _is(_hide(p), _hide(p), p)),
            "The network's view is right, but your label is that same view: in the hole it is "
            "zero, so the network would learn to answer black.",
        ),
        Diagnosis(
            _all(
                lambda p: (
                    np.allclose(p.holed[~p.mask], p.photo[~p.mask])
                    and not np.allclose(p.holed[p.mask], 0)
                )
            ),
            "The visible pixels are right, but the hole is not zero: the product (1 − M̂) ⊙ x "
            "leaves 0 there.",
        ),
    ),
    otherwise="Look at one hidden and one visible pixel of each of your arrays: "
    "which two of the four should be zero?",
    shows="The photo itself is question and answer. Added up, your two arrays give back the photo: "
    "this is a pseudo-label, and no person was asked for it.",
)

EXERCISES = (TRAINING_PAIR,)

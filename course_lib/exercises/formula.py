"""Exercises whose right answer is a formula: mistakes are recognised by what they would compute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.exercises.exercise import Diagnosis, Exercise


@dataclass(frozen=True, eq=False)
class Trial:
    """The inputs of one call and the number or array that the learner's function made of them."""

    inputs: tuple
    output: np.ndarray


def formula_exercise(
    *,
    name: str,
    signature: str,
    asks: str,
    cases: Callable[[], Sequence[tuple]],
    call: Callable[[Callable, tuple], Any],
    right: Callable[..., Any],
    mistakes: Sequence[tuple[Callable[..., Any], str]],
    otherwise: str,
    shows: str,
) -> Exercise:
    """``call(answer, inputs)`` gives one trial's output; ``right(*inputs)`` is what it should be.

    A mistake (formula, sentence) is recognised when its formula gives the learner's outputs in
    every case. Formulas may be written in numpy or torch.
    """

    def attempt(answer: Callable) -> list[Trial]:
        return [Trial(inputs, np.asarray(call(answer, inputs))) for inputs in cases()]

    def gives(formula: Callable[..., Any]) -> Callable[[list[Trial]], bool]:
        return lambda trials: all(_same(t.output, formula(*t.inputs)) for t in trials)

    return Exercise(
        name=name,
        signature=signature,
        asks=asks,
        attempt=attempt,
        accepts=gives(right),
        diagnoses=tuple(Diagnosis(gives(formula), sentence) for formula, sentence in mistakes),
        otherwise=otherwise,
        shows=shows,
    )


def _same(output: np.ndarray, expected: Any) -> bool:
    wanted = np.asarray(expected.detach() if hasattr(expected, "detach") else expected)
    return output.shape == wanted.shape and np.allclose(
        output.astype(float), wanted.astype(float), rtol=1e-4, atol=1e-6
    )

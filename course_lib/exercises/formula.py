"""Exercises whose right answer is a formula: mistakes are recognised by what they would compute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.exercise import Diagnosis, Exercise


@dataclass(frozen=True, eq=False)
class Trial:
    """The inputs of one call and the number or array that the learner's function made of them."""

    inputs: tuple
    output: np.ndarray


@dataclass(frozen=True, eq=False)
class Trials:
    """All that an answer was tried on."""

    ordinary: list[Trial]
    edge: list[Trial]


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
    edge: Callable[[], Sequence[tuple]] = tuple,
    edge_says: str = "",
    shape_says: str = "Your result has shape {found}; it should be {wanted}.",
) -> Exercise:
    """``call(answer, inputs)`` gives one trial's output; ``right(*inputs)`` is what it should be.

    A mistake (formula, sentence) is recognised when its formula gives the learner's outputs in
    every case. Formulas may be written in numpy or torch. A wrong shape that no mistake explains
    is told with ``shape_says``. ``edge`` gives more cases, where an answer that is right in all of
    ``cases`` may still fail (an overflow, say): it is then told ``edge_says``.
    """

    def attempt(answer: Callable) -> Trials:
        def tried(some: Sequence[tuple]) -> list[Trial]:
            return [Trial(inputs, np.asarray(call(answer, inputs))) for inputs in some]

        with np.errstate(all="ignore"):  # our sentence says it; numpy's warning would come before
            return Trials(tried(cases()), tried(edge()))

    def gives(formula: Callable[..., Any], trials: Sequence[Trial]) -> bool:
        with np.errstate(all="ignore"):
            return all(_same(t.output, formula(*t.inputs)) for t in trials)

    def mistake(formula: Callable[..., Any], sentence: str) -> Diagnosis:
        return Diagnosis(lambda trials: gives(formula, trials.ordinary), sentence)

    at_the_edge = Diagnosis(lambda trials: gives(right, trials.ordinary), edge_says)
    wrong_shape = Diagnosis(
        lambda trials: _shape_gap(trials, right) is not None,
        lambda trials: shape_says.format(**_shape_gap(trials, right)),
    )
    return Exercise(
        name=name,
        signature=signature,
        asks=asks,
        attempt=attempt,
        accepts=lambda trials: gives(right, [*trials.ordinary, *trials.edge]),
        diagnoses=(*(mistake(*known) for known in mistakes), at_the_edge, wrong_shape),
        otherwise=otherwise,
        shows=shows,
    )


def on_arrays(expected: Callable[..., Any]) -> Callable[[Callable, tuple], Any]:
    """A ``call`` for numpy: the answer gets copies, ``expected`` checks what it gives back."""

    def call(answer: Callable, inputs: tuple) -> Any:
        copies = (i.copy() if isinstance(i, np.ndarray) else i for i in inputs)
        return expected(answer(*copies))

    return call


def on_tensors(
    what: str,
    needing: int = 1,
    shape: Callable[..., tuple[int, ...]] = lambda *_: (),
) -> Callable[[Callable, tuple], np.ndarray]:
    """A ``call`` for torch: of the copies, the first ``needing`` want a gradient.

    The answer must be a tensor of ``shape(*inputs)`` (one number if not told) tied to them.
    """

    def call(answer: Callable, inputs: tuple) -> np.ndarray:
        copies = [t.clone().requires_grad_(i < needing) for i, t in enumerate(inputs)]
        return expect.tensor(answer(*copies), tuple(shape(*inputs)), what)

    return call


def _shape_gap(trials: Trials, right: Callable[..., Any]) -> dict[str, tuple] | None:
    """The first output's shape that is not what is wanted, and the wanted one; None if all are."""
    for trial in trials.ordinary:
        wanted = np.shape(right(*trial.inputs))
        if trial.output.shape != wanted:
            return {"found": trial.output.shape, "wanted": wanted}
    return None


def _same(output: np.ndarray, expected: Any) -> bool:
    wanted = np.asarray(expected.detach() if hasattr(expected, "detach") else expected)
    return output.shape == wanted.shape and np.allclose(
        output.astype(float), wanted.astype(float), rtol=1e-4, atol=1e-6
    )

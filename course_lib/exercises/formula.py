"""Exercises whose right answer is a formula: mistakes are recognised by what they would compute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course_lib.exercises import expect
from course_lib.exercises.exercise import Diagnosis, Exercise
from course_lib.exercises.failing import Failing, failing, size


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
    small: list[Trial]


def formula_exercise(
    *,
    name: str,
    signature: str,
    asks: str,
    cases: Callable[[int], Sequence[tuple]],
    call: Callable[[Callable, tuple], Any],
    right: Callable[..., Any],
    mistakes: Sequence[tuple[Callable[..., Any], str]],
    otherwise: str,
    shows: str,
    edge: Callable[[], Sequence[tuple]] = tuple,
    edge_says: str = "",
    shape_says: str = "Your result has shape {found}; it should be {wanted}.",
    small: Callable[[], Sequence[tuple]] = tuple,
    as_returned: Callable[[tuple, np.ndarray], Any] = lambda inputs, output: output,
    shown: str = "",
) -> Exercise:
    """``call(answer, inputs)`` gives one trial's output; ``right(*inputs)`` is what it should be.

    A mistake (formula, sentence) is recognised when its formula gives the learner's outputs in
    every case. ``cases(salt)`` are the inputs: those that learners know for 0, others for another
    salt. Formulas may be written in numpy or torch. A wrong shape that no mistake explains
    is told with ``shape_says``. ``edge`` gives more cases, where an answer that is right in all of
    ``cases`` may still fail (an overflow, say): it is then told ``edge_says``.

    A wrong answer is shown the smallest input on which it fails: of ``small``, which can be
    reckoned by hand, if it fails there, else of the others. Where ``call`` makes something else of
    what the learner returned, ``as_returned`` makes it that again, and ``shown`` says what is left
    of the difference.
    """

    def attempt(answer: Callable, salt: int) -> Trials:
        def tried(some: Sequence[tuple]) -> list[Trial]:
            return [Trial(inputs, np.asarray(call(answer, inputs))) for inputs in some]

        with np.errstate(all="ignore"):  # our sentence says it; numpy's warning would come before
            ordinary, at_edge = tried(cases(salt)), tried(edge())
            try:
                return Trials(ordinary, at_edge, tried(small()))
            except Exception:
                if gives(right, [*ordinary, *at_edge]):
                    raise
                return Trials(ordinary, at_edge, [])  # the others say better what is wrong

    def gives(formula: Callable[..., Any], trials: Sequence[Trial]) -> bool:
        with np.errstate(all="ignore"):
            return all(_same(t.output, formula(*t.inputs)) for t in trials)

    def everything(trials: Trials) -> list[Trial]:
        return [*trials.small, *trials.ordinary, *trials.edge]

    def mistake(formula: Callable[..., Any], sentence: str) -> Diagnosis:
        return Diagnosis(lambda trials: gives(formula, trials.ordinary), sentence)

    at_the_edge = Diagnosis(
        lambda trials: gives(right, [*trials.small, *trials.ordinary]), edge_says
    )

    def smallest(trials: Trials) -> Failing:
        """Of the trials that went wrong the one with the fewest numbers."""
        wrong = [t for t in everything(trials) if not gives(right, [t])]
        least = min(wrong, key=lambda t: size(t.inputs))
        with np.errstate(all="ignore"):
            both = (least.output, right(*least.inputs))
            came, due = (as_returned(least.inputs, output) for output in both)
            found = failing(signature, least.inputs, came, due)
            return replace(found, where=found.where or shown)

    wrong_shape = Diagnosis(
        lambda trials: _shape_gap(trials, right) is not None,
        lambda trials: shape_says.format(**_shape_gap(trials, right)),
    )
    return Exercise(
        name=name,
        signature=signature,
        asks=asks,
        attempt=attempt,
        accepts=lambda trials: gives(right, everything(trials)),
        diagnoses=(*(mistake(*known) for known in mistakes), at_the_edge, wrong_shape),
        otherwise=otherwise,
        shows=shows,
        failing=smallest,
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

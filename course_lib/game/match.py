"""A learner and machines on the same trials: the learner guesses first, then sees the machines.

Machines think while the learner does. What they answer early is kept back until the learner has
answered; those still busy with an earlier trial finish it, so that everybody is counted on the same
trials. A trial that the learner leaves unanswered counts for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from course_lib.game.score import YOU, Kind, Score
from course_lib.running.latest_wins import Job, LatestWins, Outcome


class Answer(Protocol):
    """What a machine makes of a trial: its ``choice``, and the ``seconds`` it took."""

    choice: int
    seconds: float


@dataclass(frozen=True, eq=False)
class Asked:
    """A trial of a ``kind``, called ``name``; ``question`` is what machines are given, ``truth``
    the right choice, ``number`` the board's, which rises with each trial."""

    number: int
    kind: Kind
    name: str
    question: Any
    truth: int


class Match:
    """``ask`` a trial, ``answer`` it for the learner. ``score`` is what counts so far.

    ``think(machine, question)`` is called in a thread. ``on_machine(machine, answer)`` hears of an
    answer to the trial on show, or of the sentence why there is none, and never before the
    learner's; ``on_score()`` of a score that a machine's late answer has changed.
    """

    def __init__(
        self,
        machines: Sequence[str],
        think: Callable[[str, Any], Answer],
        on_machine: Callable[[str, Answer | str], None],
        on_score: Callable[[], None],
        background: Callable[[str, Callable[[Outcome], None]], LatestWins],
    ) -> None:
        """``background(name, on_outcome)`` makes the thread that the machines think in."""
        self.score = Score()
        self.asked: Asked | None = None
        self._machines, self._think = tuple(machines), think
        self._on_machine, self._on_score = on_machine, on_score
        self._worker = background("machines", self._thought)
        self._waiting: dict[tuple[int, str], Job] = {}  # of this trial and of earlier ones
        self._trials: dict[int, Asked] = {}  # those that a machine still thinks about
        self._early: dict[str, Answer | str] = {}  # before the learner's answer
        self._answered = False

    def seat(self, machine: str) -> None:
        """One more machine plays, from the next trial on."""
        if machine not in self._machines:
            self._machines += (machine,)

    def ask(self, asked: Asked) -> None:
        """Put a trial to everybody; the one before is over."""
        self.asked, self._early, self._answered = asked, {}, False
        self._trials[asked.number] = asked
        for number, machine in list(self._waiting):
            earlier = self._trials[number]
            if not self.score.has(earlier.kind, earlier.name):
                del self._waiting[number, machine]
        for machine in self._machines:
            job = Job(f"{asked.number} {machine}", partial(self._think, machine, asked.question))
            self._waiting[asked.number, machine] = job
        wanted = {number for number, _ in self._waiting}
        self._trials = {number: trial for number, trial in self._trials.items() if number in wanted}
        self._worker.submit(list(self._waiting.values()))

    def pause(self) -> None:
        """There is no trial now."""
        self.asked = None

    def answer(self, choice: int, seconds: float) -> None:
        """The learner's answer to the trial on show. LearnerError: it counts no more, for the score
        is full; the machines' answers are shown all the same."""
        asked, self._answered = self.asked, True
        try:
            right = choice == asked.truth
            self.score = self.score.answered(asked.kind, asked.name, YOU, right, seconds)
        finally:
            for machine, answer in self._early.items():
                self._on_machine(machine, answer)
                self._count(asked, machine, answer)

    def _thought(self, outcome: Outcome) -> None:
        number, machine = outcome.key.split(" ")
        asked = self._trials.get(int(number))
        if self._waiting.pop((int(number), machine), None) is None or asked is None:
            return
        answer = outcome.error or outcome.value
        if self.asked is None or asked.number != self.asked.number:
            self._count(asked, machine, answer)
            self._on_score()
            return
        self._early[machine] = answer
        if self._answered:
            self._on_machine(machine, answer)
            self._count(asked, machine, answer)
            self._on_score()

    def _count(self, asked: Asked, machine: str, answer: Answer | str) -> None:
        if isinstance(answer, str) or not self.score.has(asked.kind, asked.name):
            return
        right = answer.choice == asked.truth
        self.score = self.score.answered(asked.kind, asked.name, machine, right, answer.seconds)


__all__ = ["Answer", "Asked", "Match"]

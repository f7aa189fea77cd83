"""Questions of a chapter: choose one, choose several, a number, an order. Data and marking alone.

What a learner answers is what JSON can hold: the number of an option, several of them, a text, an
order of numbers. ``shown`` is what the page needs to ask, without a word of what is right.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from course_lib.errors import LearnerError

LONGEST = 60  # characters of a number: nobody needs more


@dataclass(frozen=True)
class Marked:
    """Whether an answer is right, and the sentences that say why."""

    right: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """An option, or a step: what it says, and the sentence that explains it once it is chosen."""

    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """``asks`` is for the learner. With ``predicts`` it is asked before something is shown, and
    answered once. Text between backquotes is code."""

    name: str
    asks: str
    predicts: bool = False
    kind: ClassVar[str] = ""

    def shown(self) -> dict[str, Any]:
        """What the page needs; options stand in an order of their own, the same at every call."""
        return {"kind": self.kind, "asks": self.asks, "predicts": self.predicts}

    def mark(self, answer: Any) -> Marked:
        """Judge an answer. LearnerError, one plain sentence, where it is none."""
        raise NotImplementedError

    def _mixed(self, options: Sequence[Said]) -> list[dict[str, Any]]:
        order = list(range(len(options)))
        random.Random(self.name).shuffle(order)
        return [{"value": i, "text": options[i].text} for i in order]


@dataclass(frozen=True, kw_only=True)
class ChooseOne(Question):
    """The first option is the right one."""

    options: tuple[Said, ...]
    kind: ClassVar[str] = "one"

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"options": self._mixed(self.options)}

    def mark(self, answer: Any) -> Marked:
        if not _is_number_of(answer, self.options):
            raise LearnerError("Choose one of the answers first.")
        said = (self.options[answer].why,)
        if answer and self.predicts:  # there is no second guess
            said += (f"What holds: “{self.options[0].text}”.",)
        return Marked(answer == 0, said)


@dataclass(frozen=True, kw_only=True)
class ChooseSeveral(Question):
    """All of ``right`` and none of ``wrong``."""

    right: tuple[Said, ...]
    wrong: tuple[Said, ...]
    kind: ClassVar[str] = "several"

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"options": self._mixed((*self.right, *self.wrong))}

    def mark(self, answer: Any) -> Marked:
        options = (*self.right, *self.wrong)
        if not isinstance(answer, list) or not all(_is_number_of(a, options) for a in answer):
            raise LearnerError("Choose among the answers.")
        if not answer:
            raise LearnerError("Choose at least one of the answers first.")
        chosen, due = set(answer), set(range(len(self.right)))
        if chosen == due:
            return Marked(True, tuple(option.why for option in self.right))
        said = [options[i].why for i in sorted(chosen - due)]
        if missed := len(due - chosen):
            said.append(
                f"{'One' if missed == 1 else missed} more of them hold{'s' * (missed == 1)}."
            )
        return Marked(False, tuple(said))


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """``value`` give or take ``tolerance``; ``mistakes`` are (what it would give, its sentence)."""

    value: float
    tolerance: float
    why: str
    mistakes: tuple[tuple[float, str], ...]
    otherwise: str
    unit: str = ""
    kind: ClassVar[str] = "number"

    def shown(self) -> dict[str, Any]:
        return super().shown() | {"unit": self.unit}

    def mark(self, answer: Any) -> Marked:
        found = readings(answer, self.unit)
        if any(self._near(number, self.value) for number in found):
            return Marked(True, (self.why,))
        for wrong, sentence in self.mistakes:
            if any(self._near(number, wrong) for number in found):
                return Marked(False, (sentence,))
        return Marked(False, (self.otherwise,))

    def _near(self, number: float, value: float) -> bool:
        return abs(number - value) <= self.tolerance * (1 + 1e-9)


@dataclass(frozen=True, kw_only=True)
class Order(Question):
    """``steps`` stand in the right order; each one's ``why`` says why it comes where it does."""

    steps: tuple[Said, ...]
    why: str
    kind: ClassVar[str] = "order"

    def shown(self) -> dict[str, Any]:
        mixed = self._mixed(self.steps)
        if [step["value"] for step in mixed] == list(range(len(mixed))):
            mixed.reverse()
        return super().shown() | {"options": mixed}

    def mark(self, answer: Any) -> Marked:
        if not isinstance(answer, list) or not all(_is_number_of(a, self.steps) for a in answer):
            raise LearnerError("Put the steps into an order first.")
        if sorted(answer) != list(range(len(self.steps))):
            raise LearnerError("Each step comes once.")
        for place, step in enumerate(answer):
            if step != place:
                so_far = f"The first {place} are right. " if place > 1 else ""
                so_far = "The first one is right. " if place == 1 else so_far
                return Marked(False, (f"{so_far}{self.steps[place].why}",))
        return Marked(True, (self.why,))


def readings(text: Any, unit: str = "") -> list[float]:
    """The numbers that a text may mean: 1/8, 0.125, 0,125 and 12.5 % are one; 1,250 may be two.

    LearnerError for anything that is no finite number.
    """
    if not isinstance(text, str) or not text.strip():
        raise LearnerError("Type a number first, such as 0.25 or 1/4.")
    bare = re.sub(r"[\s_’'\u2009\u202f]", "", text[: LONGEST + 1]).replace("−", "-")
    percent = bare.endswith("%")
    bare = bare.removesuffix("%").removesuffix(re.sub(r"\s", "", unit).removesuffix("%"))
    found = []
    for reading in dict.fromkeys((bare.replace(",", "."), bare.replace(",", ""))):
        if len(bare) <= LONGEST and (number := _number(reading)) is not None:
            found.append(number / 100 if percent and unit != "%" else number)
            if unit == "%" and not percent and abs(number) <= 1:
                found.append(100 * number)  # 1/8 and 0.125 are ways to say 12.5 %
    if not found:
        raise LearnerError(f"“{text.strip()[:40]}” is not a number; type one such as 0.25 or 1/4.")
    return found


def _number(text: str) -> float | None:
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?(/\d+\.?\d*)?", text, re.I):
        return None
    above, _, below = text.partition("/")
    try:
        number = float(above) / float(Fraction(below)) if below else float(above)
    except (ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _is_number_of(answer: Any, options: Sequence) -> bool:
    return type(answer) is int and 0 <= answer < len(options)


def said(*pairs: tuple[str, str]) -> tuple[Said, ...]:
    """Options or steps from (text, why)."""
    return tuple(Said(*pair) for pair in pairs)


__all__ = ["ChooseOne", "ChooseSeveral", "Marked", "Number", "Order", "Question", "Said", "said"]

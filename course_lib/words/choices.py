"""The four choices of a context, as the lecture names them: which words a predictor is given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """A context reaches ``before`` and ``after`` the word asked for; ``drawn``: of the words there
    one is drawn, and given alone."""

    key: str
    name: str
    before: int
    after: int
    drawn: bool = False

    @property
    def offsets(self) -> tuple[int, ...]:
        """The places it looks at, counted from the word asked for, left to right."""
        return (*range(-self.before, 0), *range(1, self.after + 1))

    @property
    def given(self) -> int:
        """Words in a context."""
        return 1 if self.drawn else self.before + self.after


CHOICES: dict[str, Choice] = {
    choice.key: choice
    for choice in (
        Choice("last_4", "last 4 words", 4, 0),
        Choice("around_4", "4 words on left and right", 4, 4),
        Choice("last_1", "last 1 word", 1, 0),
        Choice("nearby_1", "nearby 1 word", 5, 5, drawn=True),
    )
}
REACH = max(max(choice.before, choice.after) for choice in CHOICES.values())

__all__ = ["CHOICES", "REACH", "Choice"]

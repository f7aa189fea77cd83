"""Who may open a page when many come at once: seats, a queue, and what a machine has room for.

No clock and no server of its own: whoever asks says what time it is and how many seats are taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PAGES_EACH = 12  # open pages of one browser: one learner must not take the room of a class
FORGOTTEN = 20.0  # seconds after which somebody who no longer asks has left the queue
KERNEL_MB, SERVER_MB, SHARE = 130, 900, 0.8  # of a page with its work, of all else, of memory
KERNEL_FILES, SERVER_FILES = 30, 200  # a page holds 15 at rest, 26 while all open theirs


@dataclass
class Seats:
    """``limit`` pages at most; who comes later waits in the order of coming."""

    limit: int
    _waiting: dict[str, float] = field(default_factory=dict)  # by visitor: when he last asked

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise ValueError(f"{self.limit} seats")

    def place(self, visitor: str, taken: int, now: float) -> int:
        """0: come in. Else the place in the queue, from 1; ask again to keep it."""
        self._forget(now)
        free = self.limit - taken
        ahead = list(self._waiting)
        number = ahead.index(visitor) if visitor in self._waiting else len(ahead)
        if number < free:
            self._waiting.pop(visitor, None)
            return 0
        self._waiting[visitor] = now
        return number + 1 - max(free, 0)

    def waiting(self, now: float) -> int:
        """How many stand in the queue."""
        self._forget(now)
        return len(self._waiting)

    def _forget(self, now: float) -> None:
        self._waiting = {v: at for v, at in self._waiting.items() if now - at < FORGOTTEN}


def room_for(memory_mb: float, files: int) -> int:
    """How many pages have room with so much memory and so many files that may be open."""
    by_memory = int((SHARE * memory_mb - SERVER_MB) / KERNEL_MB)
    return max(1, min(by_memory, (files - SERVER_FILES) // KERNEL_FILES))


__all__ = ["PAGES_EACH", "Seats", "room_for"]

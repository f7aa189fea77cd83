"""What events say: time spent, and the wrong turn that was taken most often. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from course_lib.progress.store import Event

PAUSE = 15 * 60  # seconds: who does nothing for longer was away
STUCK = 3  # wrong tries of something unsolved


@dataclass(frozen=True)
class WrongTurn:
    """A message, the item that it was about, and how often it was seen."""

    item: str
    message: str
    times: int


def seconds_spent(found: Iterable[Event]) -> dict[str, float]:
    """By page: the time from each event to the next, as long as it is no PAUSE.

    A lower bound: what follows the last event of a sitting is not known.
    """
    spent: Counter[str] = Counter()
    before: Event | None = None
    for event in sorted(found, key=lambda event: event.at):
        if before is not None and event.at - before.at <= PAUSE:
            spent[page_of(before)] += event.at - before.at
        before = event
    return dict(spent)


def page_of(event: Event) -> str:
    """The page on which it happened."""
    return event.chapter or (event.item if event.kind == "visit" else "")


def wrong_turn(found: Iterable[Event]) -> WrongTurn | None:
    """The message seen most often, of equals the last one; None where nothing went wrong twice."""
    seen: Counter[tuple[str, str]] = Counter()
    for event in found:
        if event.outcome == "wrong" and event.message:
            key = event.item, event.message
            times = seen.pop(key, 0) + 1
            seen[key] = times  # now the last one
    if not seen or max(seen.values()) < 2:
        return None
    most = max(seen.values())
    item, message = [key for key, times in seen.items() if times == most][-1]
    return WrongTurn(item, message, most)


def stuck_on(found: Iterable[Event]) -> set[str]:
    """Exercises and questions that are unsolved after STUCK wrong tries."""
    wrong: Counter[str] = Counter()
    passed = set()
    for event in found:
        if event.kind in ("exercise", "question"):
            wrong[event.item] += event.outcome == "wrong"
            if event.outcome == "passed":
                passed.add(event.item)
    return {item for item, times in wrong.items() if times >= STUCK and item not in passed}


__all__ = ["PAUSE", "STUCK", "WrongTurn", "page_of", "seconds_spent", "stuck_on", "wrong_turn"]

"""Who is stuck where: what the class tried in the exercises, as counts.

It comes from the course's pages, where they are served beside the session, and from the files that
*Your progress* saves, which learners share. Of a file only which exercises were tried, with what
outcome and message, is kept: no name and no answer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from course_lib.classroom.kept import Kept
from course_lib.errors import LearnerError
from course_lib.progress import exported
from course_lib.progress.store import Event

NAME = "exercises"
MOST_EVENTS = 5000  # of one learner: years of work
MESSAGE = 160  # letters of a message that are kept
SHOWN = 8  # exercises on the projector


class Exercises:
    """What the class tried so far; ``here()`` is what it did in the course's pages, by nickname."""

    title = "Stuck in the exercises"

    def __init__(self, kept: Kept, here: Callable[[], Sequence[Event]] = tuple) -> None:
        self._kept, self._here = kept, here
        nicknames = kept.learners()
        self._files = {
            nicknames[learner]: exported.read(body.encode(), learner)
            for learner, body in kept.given(NAME)
        }
        self._seen: tuple[Event, ...] = ()
        self._count()

    def look(self) -> bool:
        """Look again at what was done in the pages: whether there is more. LearnerError when it
        cannot be read."""
        seen = tuple(self._here())
        if seen == self._seen:
            return False
        self._seen = seen
        self._count()
        return True

    def _count(self) -> None:
        done: dict[str, list[Event]] = defaultdict(list)
        for nickname, file in self._files.items():
            done[nickname] += file.events
        for event in self._seen:
            done[event.learner] += [replace(event, message=event.message[:MESSAGE])]
        self._rows = exported.of_class(
            (nickname, exported.Export(nickname, tuple(events)))
            for nickname, events in done.items()
        )
        self._learners = len(done)

    def load(self) -> None:
        """Nothing takes time here."""

    def give(self, learner: str, nickname: str, sent: dict) -> dict:
        """Take a learner's file, ``{"progress": …}``, instead of the one before. LearnerError for
        what is none."""
        export = exported.read(json.dumps(sent.get("progress")).encode(), "This file")
        if len(export.events) > MOST_EVENTS:
            raise LearnerError(f"This file has more than {MOST_EVENTS:,} entries.")
        events = [
            replace(event, chapter="", answer="", message=event.message[:MESSAGE])
            for event in export.events
            if event.kind in ("exercise", "question")
        ]
        body = (
            exported.as_json("", events).encode("utf-8", "replace").decode()
        )  # no half characters
        self._kept.give(learner, NAME, body, instead=True)
        self._files[nickname] = exported.read(body.encode(), learner)
        self._count()
        return {"tried": len({event.item for event in events})}

    def for_learner(self, learner: str) -> dict:
        """Nothing but what the page says anyway."""
        return {}

    def for_screen(self) -> dict:
        """Counts an exercise, those first where most are stuck; whose they are never."""
        return {
            "learners": self._learners,
            "more": max(0, len(self._rows) - SHOWN),
            "rows": [
                {
                    "item": row.item[:60],
                    "tried": row.tried,
                    "solved": row.solved,
                    "stuck": len(row.stuck),
                    "message": row.message,
                    "times": row.times,
                }
                for row in self._rows[:SHOWN]
            ],
        }


__all__ = ["NAME", "Exercises"]

"""Who is stuck where: learners share what they tried in the exercises, and the class sees counts.

What is shared is the file that *Your progress* saves. Of it only which exercises were tried, with
what outcome and message, is kept: no name and no answer.
"""

from __future__ import annotations

import json
from dataclasses import replace

from course_lib.classroom.kept import Kept
from course_lib.errors import LearnerError
from course_lib.progress import exported

NAME = "exercises"
MOST_EVENTS = 5000  # of one learner: years of work
MESSAGE = 160  # letters of a message that are kept
SHOWN = 8  # exercises on the projector


class Exercises:
    """What the class shared so far."""

    title = "Stuck in the exercises"

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._files = {
            learner: exported.read(body.encode(), learner) for learner, body in kept.given(NAME)
        }
        self._rows = exported.of_class(self._files.items())

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
        self._files[learner] = exported.read(body.encode(), learner)
        self._rows = exported.of_class(self._files.items())
        return {"tried": len({event.item for event in events})}

    def for_learner(self, learner: str) -> dict:
        """Whether this learner has shared."""
        return {"shared": learner in self._files}

    def for_screen(self) -> dict:
        """Counts an exercise, those first where most are stuck; whose they are never."""
        return {
            "shared": len(self._files),
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

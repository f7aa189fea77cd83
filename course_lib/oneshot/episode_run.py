"""The training by episodes that a learner watches, with looks at alphabets kept out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.running.fit_run import FitRun

if TYPE_CHECKING:
    from course_lib.oneshot.quick_training import Asked


class EpisodeRun(FitRun):
    """Trains a ``QuickTask``; each look asks it trials of alphabets that it never sees."""

    def look(self, step: int, last: bool) -> Asked:
        """How many of 100 trials it answers rightly, at the end of all that there are."""
        from course_lib.oneshot.quick_training import ASKED

        return self.task.ask(step, ASKED if last else 100)

    def text(self) -> str:
        """The network as it is now, as a text that a browser keeps."""
        from course_lib.oneshot import own_network

        return own_network.as_text(self.task.weights()["prototypical"])


__all__ = ["EpisodeRun"]

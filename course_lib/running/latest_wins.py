"""Work that must not hold up the page: one background thread, and the latest request wins.

A request is a list of jobs. They run one after the other in a worker thread; a newer request drops
what is left of the older one, and an answer that comes too late is never shown. Outcomes are handed
over on the event loop of whoever asked, so that a panel's traits are set where its events arrive.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.errors import LearnerError
from course_lib.running.handover import Handover

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """One thing to compute: ``run()`` is called in the worker thread, at most once."""

    key: str
    run: Callable[[], Any]


@dataclass(frozen=True)
class Outcome:
    """What became of a job: its value, or one sentence for the learner."""

    key: str
    value: Any = None
    error: str | None = None


def sentence(error: BaseException) -> str:
    """What the learner reads about an error: a LearnerError's own words, else the kind and text."""
    if isinstance(error, LearnerError):
        return str(error)
    if isinstance(error, MemoryError):
        return "The computer has no memory left for this: close other notebooks and try again."
    return f"This could not be computed ({type(error).__name__}: {error})."


def perform(job: Job) -> Outcome:
    """Run a job; whatever it raises becomes an outcome with a sentence, and is logged."""
    try:
        return Outcome(job.key, job.run())
    except LearnerError as error:
        return Outcome(job.key, error=str(error))
    except Exception as error:
        log.exception("job %s failed", job.key)
        return Outcome(job.key, error=sentence(error))


class LatestWins:
    """Runs the jobs of the newest request; ``on_outcome`` receives them one by one, in order.

    ``on_outcome`` is called on the asyncio loop that was running where ``submit`` was called (a
    kernel's, in a notebook) and in the worker thread where there is none (a plain script).
    """

    def __init__(self, on_outcome: Callable[[Outcome], None], name: str = "course-jobs") -> None:
        self._on_outcome = on_outcome
        self._name = name
        self._change = threading.Condition()
        self._waiting: list[Job] = []
        self._ticket = 0
        self._running = 0  # jobs running or on their way to on_outcome
        self._hand_over = Handover()
        self._thread: threading.Thread | None = None

    def submit(self, jobs: Sequence[Job]) -> None:
        """Replace whatever is still to be done by ``jobs``; returns at once."""
        with self._change:
            self._hand_over.remember()
            self._ticket += 1
            self._waiting = list(jobs)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
            self._change.notify_all()

    def cancel(self) -> None:
        """Forget what is still to be done; a job that is running is not shown any more."""
        self.submit([])

    def wait(self, timeout: float = 10.0) -> bool:
        """Block until everything asked for is handed over; False when that takes too long.

        For scripts and tests. On the loop's own thread it would wait for itself.
        """
        with self._change:
            return self._change.wait_for(lambda: not self._waiting and not self._running, timeout)

    def _work(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting)
                job, ticket = self._waiting.pop(0), self._ticket
                self._running += 1
            outcome = perform(job)
            with self._change:
                stale = ticket != self._ticket
            if stale or not self._hand_over(self._deliver, ticket, outcome):
                self._finish()

    def _deliver(self, ticket: int, outcome: Outcome) -> None:
        try:
            if ticket != self._ticket:
                return
            try:
                self._on_outcome(outcome)
            except Exception as error:  # a result that cannot be shown is an error to show
                if not isinstance(error, LearnerError):
                    log.exception("showing %s failed", outcome.key)
                self._on_outcome(Outcome(outcome.key, error=sentence(error)))
        except Exception:
            log.exception("not even the error of %s could be shown", outcome.key)
        finally:
            self._finish()

    def _finish(self) -> None:
        with self._change:
            self._running -= 1
            self._change.notify_all()

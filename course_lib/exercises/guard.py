"""Run the learner's code so that whatever it does becomes one sentence: errors, endless loops."""

from __future__ import annotations

import linecache
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

SECONDS = 10.0


class WrongAnswer(Exception):
    """Raised while an answer is tried, when it cannot be right; ``str`` is the sentence."""


class LearnersFault(Exception):
    """The learner's code stopped; ``str`` is the sentence that says where and why."""


class _TimeIsUp(BaseException):
    """Not an Exception, so that an ``except Exception`` in the learner's loop cannot swallow it."""


def guarded(run: Callable[[], Any], answer: Callable, signature: str) -> Any:
    """``run()``, where ``answer`` is the learner's function that it calls.

    NotImplementedError and our own exceptions about the answer's value pass through; everything
    else that stops the learner's code raises LearnersFault.
    """
    try:
        with _time_limit(SECONDS):
            return run()
    except (NotImplementedError, WrongAnswer):
        raise
    except _TimeIsUp:
        raise LearnersFault(
            f"Your function was still running after {SECONDS:.0f} seconds, so it was stopped: "
            "is there a loop whose condition never becomes false?"
        ) from None
    except (Exception, SystemExit) as error:
        raise LearnersFault(_sentence(error, answer, signature)) from None


def _sentence(error: BaseException, answer: Callable, signature: str) -> str:
    kind, text = type(error).__name__, " ".join(str(error).split())
    if len(text) > 160:
        text = text[:159] + "…"
    what = f"{kind}: {text.rstrip('.')}." if text else f"{kind}."
    own = getattr(getattr(answer, "__code__", None), "co_filename", None)
    places = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == own]
    if not places:
        if isinstance(error, TypeError) and "argument" in text:
            return f"Your function could not be called as {signature}: {text}."
        return f"The check could not use your function as {signature}: {what}"
    number = places[-1].lineno
    line = (linecache.getline(places[-1].filename, number or 0) or places[-1].line or "").strip()
    where = f"line {number} of its cell" + (f" (`{line}`)" if line else "")
    return f"Your function stopped at {where} with a {what}"


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the block after ``seconds``, where the system can: main thread, not Windows."""
    able = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not able or signal.getitimer(signal.ITIMER_REAL)[0]:  # somebody else's clock is ticking
        yield
        return

    def stop(*_: object) -> None:
        raise _TimeIsUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

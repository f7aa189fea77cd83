"""Run the learner's code so that whatever it does becomes one sentence: errors, endless loops."""

from __future__ import annotations

import _thread
import linecache
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SECONDS = 10.0
AGAIN = 0.5  # seconds between two rings of the alarm
# Nobody else's clock, where there is one; Windows knows few signals, and sends none of them itself.
SIGNAL = getattr(signal, "SIGVTALRM", signal.SIGTERM)


TOO_LONG = (
    f"Your function was still running after {SECONDS:.0f} seconds, so it was stopped: "
    "is there a loop whose condition never becomes false?"
)


class WrongAnswer(Exception):
    """Raised while an answer is tried, when it cannot be right; ``str`` is the sentence."""


class LearnersFault(Exception):
    """The learner's code stopped; ``str`` is the sentence that says where and why."""


class _TimeIsUp(BaseException):
    """Not an Exception, so that an ``except Exception`` in the learner's loop cannot swallow it."""


def guarded(
    run: Callable[[], Any], answer: Callable, signature: str, seconds: float | None = None
) -> Any:
    """``run()``, where ``answer`` is the learner's function that it calls, for so many seconds
    (SECONDS if none are given).

    NotImplementedError and our own exceptions about the answer's value pass through; everything
    else that stops the learner's code raises LearnersFault.
    """
    late = LearnersFault(TOO_LONG)
    try:
        with _alarm(SECONDS if seconds is None else seconds) as rings:
            value = _answer(run)
    except _TimeIsUp:
        raise late from None
    except (NotImplementedError, WrongAnswer, LearnersFault):
        raise
    except (Exception, SystemExit) as error:
        own = getattr(getattr(answer, "__code__", None), "co_filename", None)
        raise (late if rings else LearnersFault(sentence(error, own, signature))) from None
    if rings:  # it swallowed what should have stopped it
        raise late
    return value


def _answer(run: Callable[[], Any]) -> Any:
    """``run()``: the alarm stops what stands above this frame, and nothing else."""
    return run()


def sentence(error: BaseException, own: str | None, signature: str) -> str:
    """Where and why an answer stopped; ``own`` is the file name of the cell that it stands in."""
    kind, text = type(error).__name__, " ".join(str(error).split())
    if len(text) > 160:
        text = text[:159] + "…"
    what = f"{kind}: {text.rstrip('.')}." if text else f"{kind}."
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
def _alarm(seconds: float) -> Iterator[list[int]]:
    """Stop ``_answer`` after ``seconds``; the list has an entry for each time it had to be told.

    In the main thread, where notebooks run their cells; elsewhere nothing is stopped. The first
    ring raises once. An answer that swallows that is told at every step that Python makes from the
    next ring on: then also the lines that handle the exception, and the way back to a loop's
    beginning, raise it, until nothing of the answer is left.
    """
    rings: list[int] = []
    main = threading.main_thread()
    if threading.current_thread() is not main:
        yield rings
        return

    def stop(_: int, frame: FrameType | None) -> None:
        while frame is not None and frame.f_code is not _answer.__code__:
            frame = frame.f_back
        if frame is None:  # the answer is over: this is our own code
            return
        rings.append(1)
        if len(rings) == 1:
            raise _TimeIsUp
        # The signal is set again by the loop's own step and not by a call: at a call's end Python
        # would take it here. So it waits, and is the first thing that the answer's next step meets.
        for _ in map(_thread.interrupt_main, (SIGNAL,)):
            raise _TimeIsUp

    def watch() -> None:
        wait = seconds
        while not over.wait(wait):
            if hasattr(signal, "pthread_kill"):
                signal.pthread_kill(main.ident, SIGNAL)  # ends a sleep as well
            else:
                _thread.interrupt_main(SIGNAL)
            wait = AGAIN

    over = threading.Event()
    watcher = threading.Thread(target=watch, daemon=True)
    before = signal.signal(SIGNAL, stop)
    watcher.start()
    try:
        yield rings
    finally:
        over.set()
        watcher.join()  # no ring may come after its handler is gone
        signal.signal(SIGNAL, signal.SIG_DFL if before is None else before)

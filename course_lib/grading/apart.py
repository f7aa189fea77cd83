"""Judge an answer that runs in another process: same checks, same sentences, nothing to cheat with.

The check itself stays here, with the right formula and the inputs; only calls of the learner's
function travel. Whatever the answer does to its own process (an endless loop, all the memory, an
exit), its process ends within the limit and the sentence says why.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from course_lib.errors import LearnerError
from course_lib.exercises.exercise import Exercise, judge
from course_lib.exercises.graded import OTHER_INPUTS
from course_lib.exercises.guard import SECONDS, TOO_LONG, LearnersFault
from course_lib.exercises.result import NOT_YET, TRY_AGAIN, Result
from course_lib.files import places
from course_lib.grading import needed
from course_lib.grading.wire import LONG, Unreadable, pack, unpack
from course_lib.grading.worker import MOST

START = 60.0  # seconds that a worker may take to begin, with torch to import
# What the check itself may take. Its alarm must not ring while a late answer is being ended.
ALARM = SECONDS + 50.0
ENDED = "Your function ended the Python that it ran in, so nothing came back."
STRANGE = "What came back from your function could not be read."
NOWHERE = "There is no function {name} in your notebook: is its cell still there?"
CELL = "cell {number} of your notebook"


class Gone(Exception):
    """The worker ended, or was ended because its time was over (``late``)."""

    def __init__(self, late: bool = False) -> None:
        super().__init__()
        self.late = late


class Worker:
    """The process that runs answers, one after the other; started when first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._child: int | None = None
        self._scratch: str | None = None  # the only folder that the present answer may write to

    def begin(self, name: str, signature: str, cells: Sequence[tuple[str, str]]) -> list:
        """Give it an answer; what it says of it: ["ready", kind] or ["fault", sentence]."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "course_lib.grading.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd=places.project(),
                env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
        self._scratch = tempfile.mkdtemp(prefix="answer-")
        self._send([name, signature, [list(cell) for cell in cells], self._scratch])
        self._child = self.hear(time.monotonic() + START)[1]
        return self.hear(time.monotonic() + SECONDS)

    def ask(self, arguments: tuple, until: float) -> list:
        """Call the answer; what came of it."""
        self._send(["call", arguments])
        return self.hear(until)

    def end(self) -> None:
        """Done with this answer; whatever is left of it goes, and so does a worker in disorder."""
        try:
            self._send(["done", ()])
        except Gone:
            self.stop()
        else:
            self.over()

    def over(self) -> None:
        """The answer ends by itself: only the worker's word for that is waited for."""
        if not self._is_over(2.0):
            self.stop()
        self.clean()

    def _is_over(self, seconds: float) -> bool:
        """Whether the worker says within this time that its copy has ended."""
        until = time.monotonic() + seconds
        try:
            while self.hear(until)[0] != "over":
                pass
        except Gone:
            return False
        return True

    def clean(self) -> None:
        """Away with what the answer wrote."""
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch = None

    def stop(self) -> None:
        """End the worker and its copy."""
        if self._process is not None and self._child not in (None, self._process.pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self._child, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
            self._is_over(5.0)  # before its folder goes, or it might still write there
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                stream.close()
        self._process = self._child = None
        self.clean()

    def _send(self, value: Any) -> None:
        data = pack(value)
        try:
            self._process.stdin.write(LONG.pack(len(data)) + data)
        except (OSError, AttributeError):
            raise Gone from None

    def hear(self, until: float) -> list:
        """The next message; Gone where there is none in time, or it is none."""
        (size,) = LONG.unpack(self._exactly(LONG.size, until))
        try:
            if size > MOST:
                raise Unreadable
            said = unpack(self._exactly(size, until))
            if not (isinstance(said, list) and len(said) == 2 and isinstance(said[0], str)):
                raise Unreadable
        except Unreadable:
            raise Gone from None
        return said

    def _exactly(self, count: int, until: float) -> bytes:
        if self._process is None:
            raise Gone
        stream, parts, have = self._process.stdout, [], 0
        with selectors.DefaultSelector() as ready:
            ready.register(stream, selectors.EVENT_READ)
            while have < count:
                left = until - time.monotonic()
                if left <= 0 or not ready.select(left):
                    raise Gone(late=True)
                more = os.read(stream.fileno(), min(count - have, 1 << 20))
                if not more:
                    raise Gone
                parts.append(more)
                have += len(more)
        return b"".join(parts)


_worker = Worker()
atexit.register(_worker.stop)


def judge_apart(
    exercise: Exercise,
    cells: Sequence[str],
    at: int,
    salts: Sequence[int] = (0,),
    given: Sequence[str] = (),
) -> Result:
    """The first result that is not "passed", else the last one, over ``salts``.

    ``cells`` are a notebook's cells (of code; "" for others), ``at`` is the number of the answer's
    own, ``given`` are those that the chapter came with. The same sentences as ``judge`` of the
    function, and some more about what it may not do here.
    """
    result = _judged(exercise, cells, at, salts, given)
    if TOO_LONG in result.message:
        # Was it the answer, or did the computer have much else to do? An endless loop is so twice.
        result = _judged(exercise, cells, at, salts, given)
    return result


def _judged(
    exercise: Exercise,
    cells: Sequence[str],
    at: int,
    salts: Sequence[int],
    given: Sequence[str],
) -> Result:
    """As ``judge_apart``, once."""

    def said(message: str, state: str = TRY_AGAIN) -> Result:
        return Result(exercise.name, state, message)

    try:
        parts = needed.needed(exercise.name, cells, at, given)
    except needed.Unreadable as error:
        return said(str(error))
    if not parts:
        return said(NOWHERE.format(name=exercise.name), NOT_YET)
    labelled = [(CELL.format(number=number + 1), text) for number, text in parts]
    if os.name != "posix":
        raise LearnerError("Grading runs answers in a process apart: on Linux or macOS, not here.")
    try:
        kind, what = _worker.begin(exercise.name, exercise.signature, labelled)
        if kind == "over":
            _worker.clean()
            return said(ENDED)
        if kind != "ready":
            _worker.over()
            return said(str(what) if kind == "fault" else STRANGE)
    except Gone as gone:
        _worker.stop()
        return said(TOO_LONG if gone.late else ENDED)
    answer = _Answer(exercise.signature) if not what else type(str(what), (), {})()
    result = said("")
    for salt in salts:
        if isinstance(answer, _Answer):
            answer.until = time.monotonic() + SECONDS
        result = judge(exercise, answer, salt, ALARM)
        if not result.passed:
            if salt and result.state == TRY_AGAIN:
                result = replace(result, message=OTHER_INPUTS.format(message=result.message))
            break
    if not getattr(answer, "gone", False):
        _worker.end()
    return result


class _Answer:
    """What stands for the learner's function here: a call travels to its process and back."""

    def __init__(self, signature: str) -> None:
        self.signature = signature
        self.until = 0.0
        self.gone = False

    def __call__(self, *arguments: Any) -> Any:
        if self.gone:
            raise LearnersFault(ENDED)
        try:
            kind, what = _worker.ask(arguments, self.until)
            if kind == "over":
                self.gone = True
                _worker.clean()
                raise LearnersFault(ENDED)
            if kind == "not yet":
                raise NotImplementedError
            if kind == "fault":
                raise LearnersFault(str(what))
            value, changed, reached = what
            self._change(arguments, changed)
            return self._tied(value, [arguments[int(i)] for i in reached])
        except Gone as gone:
            self.gone = True
            _worker.stop()
            raise LearnersFault(TOO_LONG if gone.late else ENDED) from None
        except (TypeError, ValueError, IndexError):
            raise LearnersFault(STRANGE) from None
        except BaseException as error:
            # The alarm of the check itself: the answer is still running and must not be heard.
            if not isinstance(error, (NotImplementedError, LearnersFault)):
                self.gone = True
                _worker.stop()
            raise

    @staticmethod
    def _change(arguments: tuple, changed: Any) -> None:
        """What the answer did to its inputs in place is done to ours, as if it had run here."""
        for mine, theirs in zip(arguments, changed, strict=True):
            if isinstance(theirs, np.ndarray) and isinstance(mine, np.ndarray):
                np.copyto(mine, theirs)
            elif isinstance(theirs, np.random.Generator):
                mine.bit_generator.state = theirs.bit_generator.state

    @staticmethod
    def _tied(value: Any, inputs: list[Any]) -> Any:
        """A tensor hangs on those inputs that its gradient reached, with nothing added to it."""
        if not inputs:
            return value
        return value.detach() + sum((one - one.detach()).sum() for one in inputs)


__all__ = ["judge_apart"]

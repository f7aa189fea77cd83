"""The process that runs learners' code: it gets an answer's text and inputs, and gives values back.

Started once and asked many times. For each answer it makes a copy of itself (a fork; where there is
none, the process serves one answer and ends), puts a fence around the copy and runs the answer
there, so that no answer meets what another one left.
"""

from __future__ import annotations

import builtins
import linecache
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from course_lib.exercises.guard import sentence
from course_lib.grading import fence
from course_lib.grading.wire import LARGEST, LONG, Unreadable, pack, unpack

MOST = LARGEST + 1_000_000  # bytes that a message takes with its lengths
TOO_LARGE = "What your function gave back is too large to look at: more than {size} MB."


def read(stream: BinaryIO) -> Any:
    """The next message; EOFError where there is none, Unreadable for what is not one."""
    head = _exactly(stream, LONG.size)
    (size,) = LONG.unpack(head)
    if size > MOST:
        raise Unreadable("It is too large.")
    return unpack(_exactly(stream, size))


def write(stream: BinaryIO, value: Any) -> None:
    data = pack(value)
    stream.write(LONG.pack(len(data)) + data)
    stream.flush()


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = stream.read(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def main() -> None:
    """Serve answers from standard input to standard output until it closes."""
    # Nothing may be read ahead: the copy goes on reading where this process stopped.
    asked, said = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # what an answer prints goes nowhere
        os.dup2(nowhere, standard)
    import torch

    torch.set_num_threads(1)
    while True:
        try:
            order = read(asked)
        except EOFError:
            return
        child = os.fork() if hasattr(os, "fork") else 0
        if child == 0:
            write(said, ["begun", os.getpid()])
            _serve(order, asked, said)
            os._exit(0)
        os.waitpid(child, 0)
        write(said, ["over", None])


def _serve(order: list, asked: BinaryIO, said: BinaryIO) -> None:
    """Run one answer: its cells, then each call that is asked for, until "done"."""
    name, signature, cells, scratch = order
    os.chdir(scratch)
    if hasattr(os, "setsid"):
        os.setsid()
    fence.limit()
    fence.close(Path(scratch))
    answer, trouble = _made(name, signature, cells)
    if trouble is not None:
        write(said, ["fault", trouble])
        return
    write(said, ["ready", type(answer).__name__ if not callable(answer) else ""])
    while True:
        order, arguments = read(asked)
        if order == "done":
            return
        write(said, _call(answer, signature, arguments))


def _made(name: str, signature: str, cells: list[tuple[str, str]]) -> tuple[Any, str | None]:
    """The answer that these cells define, or the sentence that says why there is none."""
    rooms: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
    for label, text in cells:
        # So that a sentence can quote the line of the learner's cell.
        linecache.cache[label] = (len(text), None, text.splitlines(True), label)
        try:
            exec(compile(text, label, "exec"), rooms)
        except BaseException as error:
            return None, sentence(error, label, signature)
    if name not in rooms:
        return None, f"There is no function {name} in your notebook."
    return rooms[name], None


def _call(answer: Callable, signature: str, arguments: tuple) -> list:
    """What the answer gives for ``arguments``, with those that it changed in place."""
    before = [_state(value) for value in arguments]
    try:
        given = answer(*arguments)
    except NotImplementedError:
        return ["not yet", None]
    except BaseException as error:
        code = getattr(answer, "__code__", None)
        return ["fault", sentence(error, getattr(code, "co_filename", None), signature)]
    after = [
        value if _state(value) != was else None
        for was, value in zip(before, arguments, strict=True)
    ]
    message = ["gave", [given, after, _reached(given, arguments)]]
    try:
        pack(message)
    except Unreadable:
        return ["fault", TOO_LARGE.format(size=LARGEST // 1_000_000)]
    return message


def _state(value: Any) -> Any:
    """Something that differs when ``value`` was changed."""
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if isinstance(value, np.random.Generator):
        return repr(value.bit_generator.state)
    torch = sys.modules["torch"]
    return value.detach().numpy().tobytes() if isinstance(value, torch.Tensor) else None


def _reached(given: Any, arguments: tuple) -> list[int]:
    """The numbers of the arguments that a gradient of ``given`` reaches."""
    torch = sys.modules["torch"]
    tied = isinstance(given, torch.Tensor) and given.requires_grad
    wanting = [i for i, a in enumerate(arguments) if getattr(a, "requires_grad", False) is True]
    if not tied or not wanting:
        return []
    found = torch.autograd.grad(
        given.sum(), [arguments[i] for i in wanting], allow_unused=True, retain_graph=True
    )
    return [i for i, gradient in zip(wanting, found, strict=True) if gradient is not None]


if __name__ == "__main__":
    main()

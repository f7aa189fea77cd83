"""When a learner may compare with the course's own solution, and what that is.

It is read from the chapter's one source, so no copy of a chapter holds it. It opens when the
exercise is solved, or after three honest tries: three answers that differ.
"""

from __future__ import annotations

import hashlib
from types import CodeType
from typing import Any

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.progress import events

ENOUGH = 3


def fingerprint(answer: Any) -> str:
    """A few letters that differ when the function's code does; "" for what has no code."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return ""
    return hashlib.sha256(_written(code).encode("utf-8", "replace")).hexdigest()[:12]


def _written(code: CodeType) -> str:
    """What the code does, without line numbers, and without the address of an inner function."""
    constants = [_written(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return repr((code.co_code, code.co_names, code.co_varnames, constants))


def honest_tries(name: str) -> int:
    """How many different answers to an exercise were wrong; ``ENOUGH`` at least once it passed."""
    mine = events(kind="exercise", item=name)[0]
    tries = len({e.answer for e in mine if e.outcome == "wrong"})
    return max(tries, ENOUGH) if any(e.outcome == "passed" for e in mine) else tries


def solution(chapter: str, name: str) -> str:
    """The course's own answer to an exercise. LearnerError where its source did not come along."""
    source = places.project() / "notebooks" / "src" / "chapters" / f"{chapter}.py"
    try:
        lines = source.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise LearnerError(
            "The solutions did not come with this copy of the course: ask whoever gave it to you."
        ) from None
    begin = next(i for i, line in enumerate(lines) if line.startswith(f"def {name}("))
    end = next(i for i in range(begin, len(lines)) if lines[i].startswith(f"check.{name}("))
    kept = [line for line in lines[begin:end] if not line.strip().startswith(("# BEGIN", "# END"))]
    return "\n".join(kept).strip()


__all__ = ["ENOUGH", "fingerprint", "honest_tries", "solution"]

"""The learner's own copies of the chapters. An edited copy is never overwritten.

Beside the copies lies ``.originals.json``: for each copy the sum of the chapter it was made from.
With it, ``refresh`` tells four cases apart:

========================  ====================  =================================================
the course's chapter      the learner's copy    what happens
========================  ====================  =================================================
any                       is not there          it is made
the same as it was        any                   nothing
new                       as it was made        it becomes the new chapter
new                       changed in any way    it stays; the new chapter is put beside it, once
========================  ====================  =================================================

"Changed in any way" is meant: a copy that was only run holds the learner's outputs, so it stays.
To start a chapter over, the learner renames or deletes the copy and opens the course again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files.write_whole import write_whole

RECORD = ".originals.json"


@dataclass(frozen=True)
class Copied:
    """What ``refresh`` did: names of copies ``made``, ``renewed``, and (copy, beside it) pairs."""

    made: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()


def refresh(originals: Path, mine: Path) -> Copied:
    """Bring the copies in ``mine`` up to date with ``originals/*.ipynb``, as the table says.

    LearnerError when ``mine`` cannot be written. Killed at any moment, it leaves every copy whole.
    """
    made, renewed, beside = [], [], []
    try:
        mine.mkdir(parents=True, exist_ok=True)
        record = _read(mine / RECORD)
        for original in sorted(originals.glob("*.ipynb")):
            name, new = original.name, original.read_bytes()
            copy, was = mine / name, record.get(name)
            if not copy.exists():
                write_whole(copy, new, new=True)
                made.append(name)
            elif was == _sum(new):
                continue
            elif _sum(copy.read_bytes()) in (was, _sum(new)):
                if copy.read_bytes() != new:
                    write_whole(copy, new)
                    renewed.append(name)
            else:
                other = _free(copy)
                write_whole(other, new, new=True)
                beside.append((name, other.name))
            record[name] = _sum(new)
            write_whole(mine / RECORD, json.dumps(record, indent=1, sort_keys=True).encode())
    except OSError as error:
        raise LearnerError(
            f"Your copies cannot be written to {mine} ({error.strerror or error}): make room or "
            "name another folder in the variable LWL_HOME."
        ) from None
    return Copied(tuple(made), tuple(renewed), tuple(beside))


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(record: Path) -> dict[str, str]:
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # nothing is known, so every copy that differs counts as edited
    return known if isinstance(known, dict) else {}


def _free(copy: Path) -> Path:
    number = 2
    while (other := copy.with_name(f"{copy.stem} (new {number - 1}).ipynb")).exists():
        number += 1
    return other

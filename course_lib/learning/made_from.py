"""What a file was made from, written into it: nothing goes on from what began with something else.

``made_from(photos=…, seed=…)`` describes a training's data and settings in one line that is stored
among a file's facts; ``refuse_other`` compares it with what is asked for now. What changes nothing
in the result (threads, the device, where files go) does not belong in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.errors import LearnerError

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

FACT = "made from"


def made_from(**parts: str | int | float | None) -> dict[str, str]:
    """The fact to store: settings by their names, data by the sum of it (``sum_of``, a digest)."""
    return {FACT: json.dumps(parts, sort_keys=True)}


def sum_of(arrays: Iterable[np.ndarray | Tensor]) -> str:
    """SHA-256 of arrays: their kinds, shapes and numbers, in their order."""
    import numpy as np

    found = hashlib.sha256()
    for array in arrays:
        array = np.ascontiguousarray(array)
        found.update(f"{array.dtype} {array.shape}".encode())
        found.update(array.data)
    return found.hexdigest()


def refuse_other(file: Path, facts: dict[str, str], wanted: dict[str, str]) -> None:
    """LearnerError, naming what differs, if a file's facts tell of another origin, or of none."""
    if facts.get(FACT) == wanted[FACT]:
        return
    now, then = json.loads(wanted[FACT]), json.loads(facts.get(FACT, "{}"))
    other = [name for name in now if name not in then or now[name] != then[name]]
    other += [name for name in then if name not in now]
    why = f"with other {', '.join(other)}" if then else "without a word on what it was made from"
    raise LearnerError(
        f"{file.name} in {file.parent} was made {why}: name another --out, or delete it to begin "
        "anew."
    )


__all__ = ["FACT", "made_from", "refuse_other", "sum_of"]

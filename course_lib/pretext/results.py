"""The table's figures: ``assets/results/pretext.json``, written by the grid, read by every page."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.files.write_whole import write_whole
from course_lib.pretext.rows import ROWS
from course_lib.pretext.trunk import READOUTS

VERSION = 1


@dataclass(frozen=True)
class RowResult:
    """What was measured of one row, on photos held back from all training.

    ``accuracy`` has one number a seed, read out at ``readout``, the best on those photos;
    ``by_readout`` has them at each of the ten. ``hits`` (seeds, N) bool says which photos were
    named right. ``pretext`` has each task's own score a seed in the unit ``measures``. Of the first
    seed: ``curve``, each task's loss as (step, loss), and ``cosines`` (moments, K, K), those of the
    gradients of ``tasks`` at ``cosine_steps``.
    """

    name: str
    title: str
    tasks: tuple[str, ...]
    steps: int
    readout: str
    accuracy: tuple[float, ...]
    by_readout: dict[str, tuple[float, ...]]
    hits: np.ndarray
    pretext: dict[str, tuple[float, ...]]
    measures: dict[str, str]
    curve: dict[str, list[tuple[int, float]]]
    cosine_steps: tuple[int, ...]
    cosines: np.ndarray
    seconds: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean accuracy over seeds."""
        return float(np.mean(self.accuracy))

    @property
    def std(self) -> float:
        """The spread over seeds; 0 where there is one."""
        return float(np.std(self.accuracy, ddof=1)) if len(self.accuracy) > 1 else 0.0


@dataclass(frozen=True)
class Results:
    """All rows by name, in the table's order, and how they were made.

    ``rows`` are compared at equal steps. ``longer`` has some of them again, trained for longer on
    the same photos: better trunks, and no fair opponents of the others.
    """

    rows: dict[str, RowResult]
    longer: dict[str, RowResult]
    steps: int
    batch: int
    device: str
    trained_on: int
    held_back: int

    @property
    def shipped(self) -> dict[str, RowResult]:
        """The figures of the trunks that come with the course: of each row the longest trained."""
        return self.rows | self.longer


def collect(facts: Mapping, records: list[Mapping]) -> dict:
    """The whole file's content from the runs' records. ``facts``: what ``Results`` says of all."""
    rows = {}
    for name, row in ROWS.items():
        mine = sorted((r for r in records if r["row"] == name), key=lambda r: r["seed"])
        if not mine:
            continue
        readouts = [key for key in (*READOUTS, "features") if key in mine[0]["probe"]]
        by_readout = {key: [r["probe"][key]["mean"] for r in mine] for key in readouts}
        best = max(readouts, key=lambda key: np.mean(by_readout[key]))
        first = mine[0]
        rows[name] = {
            "name": name,
            "title": row.title,
            "tasks": list(row.tasks),
            "steps": first["steps"],
            "readout": best,
            "accuracy": by_readout[best],
            "by_readout": by_readout,
            "hits": [r["probe"][best]["hits"] for r in mine],
            "pretext": {task: [r["pretext"][task] for r in mine] for task in first["pretext"]},
            "measures": first["measures"],
            "curve": first["curve"],
            "cosine_steps": first["cosine_steps"],
            "cosines": first["cosines"],
            "seconds": [r["seconds"] for r in mine],
        }
    return {"version": VERSION, **facts, "rows": rows}


def write(path: Path, content: Mapping) -> None:
    """Write JSON whole or not at all."""
    write_whole(path, (json.dumps(content, allow_nan=False) + "\n").encode())


def beside(short: Path, longer: Path) -> dict:
    """The content of the results ``short`` with the trained rows of ``longer`` beside them.

    LearnerError where the photos differ, or the second were not trained for longer.
    """
    first, second = read(short), read(longer)
    same = (first.trained_on, first.held_back) == (second.trained_on, second.held_back)
    if not same or second.steps <= first.steps:
        raise LearnerError(
            f"{longer} ({second.steps} steps on {second.trained_on} photos) cannot stand beside "
            f"{short} ({first.steps} steps on {first.trained_on}): the same photos and more steps "
            "are needed."
        )
    content, rows = (json.loads(file.read_text(encoding="utf-8")) for file in (short, longer))
    return content | {"longer": {k: row for k, row in rows["rows"].items() if row["steps"]}}


def read(path: Path | None = None) -> Results:
    """Read the results that come with the course, or those at ``path``.

    LearnerError, one sentence, where the file is missing, half written or of another version.
    """
    path = path or places.assets() / "results" / "pretext.json"
    again = "`git checkout -- assets` or `python -m course_lib train pretext --all` makes it anew."
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise LearnerError(f"The results {path} are missing: {again}") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise LearnerError(f"The results {path} are half written or damaged: {again}") from None
    version = found.get("version") if isinstance(found, dict) else None
    if version != VERSION:
        raise LearnerError(
            f"The results {path} are of version {version}, this course reads {VERSION}: {again}"
        )
    try:
        rows, longer = (
            {name: _row(row, found["held_back"]) for name, row in part.items()}
            for part in (found["rows"], found.get("longer", {}))
        )
        facts = {field.name: found[field.name] for field in fields(Results)[2:]}
        return Results(rows, longer, **facts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LearnerError(f"The results {path} lack a part ({error}): {again}") from None


def _row(row: dict, photos: int) -> RowResult:
    pairs = {task: [tuple(point) for point in curve] for task, curve in row["curve"].items()}
    tuples = {
        key: {name: tuple(values) for name, values in row[key].items()}
        for key in ("by_readout", "pretext")
    }
    return RowResult(
        **{key: row[key] for key in ("name", "title", "steps", "readout", "measures")},
        **{key: tuple(row[key]) for key in ("tasks", "accuracy", "cosine_steps", "seconds")},
        **tuples,
        hits=np.stack([unpack_hits(text, photos) for text in row["hits"]]),
        curve=pairs,
        cosines=np.array(row["cosines"], dtype=float),
    )


def pack_hits(hits: np.ndarray) -> str:
    """(N,) bool as text, six photos a letter."""
    return base64.b64encode(np.packbits(hits).tobytes()).decode()


def unpack_hits(text: str, photos: int) -> np.ndarray:
    """What ``pack_hits`` made of ``photos`` photos."""
    return np.unpackbits(np.frombuffer(base64.b64decode(text), np.uint8), count=photos).astype(bool)

"""A learner's progress as a file to hand in, and what a teacher reads from a class's files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields

from course_lib.errors import LearnerError
from course_lib.progress.store import Event
from course_lib.progress.summary import stuck_on

FORMAT, VERSION = "learning-without-labels progress", 1
LARGEST = 20 * 2**20  # bytes of one file
COLUMNS = tuple(field.name for field in fields(Event) if field.name != "learner")


@dataclass(frozen=True)
class Export:
    """One learner's file. ``edited``: it is not as the course wrote it."""

    name: str
    events: tuple[Event, ...]
    edited: bool = False


@dataclass(frozen=True)
class Row:
    """One exercise or question in a class: who ``tried`` and ``solved`` it (counts), the message
    seen ``times`` times, most often of all, and the names of who is ``stuck``."""

    kind: str
    item: str
    tried: int
    solved: int
    message: str
    times: int
    stuck: tuple[str, ...]


def as_json(name: str, events: Iterable[Event]) -> str:
    """The file that a learner hands in."""
    rows = [[getattr(event, column) for column in COLUMNS] for event in events]
    body = {"name": name, "columns": COLUMNS, "events": rows}
    head = {"format": FORMAT, "version": VERSION, "sum": _sum(body)}
    return json.dumps(head | body, ensure_ascii=False, indent=1)


def _sum(body: dict) -> str:
    plain = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def as_csv(events: Iterable[Event]) -> str:
    """A row an event, for a spreadsheet; no cell can be taken for a formula."""
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for event in events:
        cells = asdict(event)
        rows.writerow([harmless(cells[column]) for column in COLUMNS])
    return file.getvalue()


def harmless(cell: object) -> object:
    """A spreadsheet's cell: text that it would take for a formula has a quote in front."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def read(content: bytes, file_name: str) -> Export:
    """What ``as_json`` wrote. LearnerError, naming the file, for anything else."""
    if len(content) > LARGEST:
        raise LearnerError(f"{file_name} is too large to be one learner's progress.")
    try:
        told = json.loads(content.decode("utf-8-sig"))
        if told["format"] != FORMAT:
            raise KeyError("format")
        if told["version"] > VERSION:
            raise LearnerError(f"{file_name} was written by a newer version of the course.")
        body = {key: told[key] for key in ("name", "columns", "events")}
        name = str(body["name"]).strip() or file_name
        events = tuple(
            _event(name, dict(zip(body["columns"], row, strict=True))) for row in body["events"]
        )
        return Export(name, events, told["sum"] != _sum(body))
    except LearnerError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LearnerError(f"{file_name} is not a file of progress, or it is damaged.") from error


def _event(name: str, cells: dict) -> Event:
    texts = {column: str(cells[column]) for column in COLUMNS if column != "at"}
    return Event(at=float(cells["at"]), learner=name, **texts)


def told_apart(exports: Sequence[Export]) -> list[tuple[str, Export]]:
    """Every learner by a name of his own: the second Ada is “Ada (2)”. The same events twice are
    one learner, who handed in twice; of a learner's two files the longer one holds."""
    kept: list[Export] = []
    for export in exports:
        for number, other in enumerate(kept):
            short, long = sorted((export, other), key=lambda one: len(one.events))
            if short.name == long.name and long.events[: len(short.events)] == short.events:
                kept[number] = long
                break
        else:
            kept.append(export)
    seen: Counter[str] = Counter()
    named = []
    for export in kept:
        seen[export.name] += 1
        count = seen[export.name]
        named.append((export.name + (f" ({count})" if count > 1 else ""), export))
    return named


def of_class(learners: Iterable[tuple[str, Export]]) -> list[Row]:
    """A row for each exercise and question that anybody tried, those first where most are stuck."""
    tried, solved = defaultdict(set), defaultdict(set)
    stuck: dict[str, list[str]] = defaultdict(list)
    messages: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name, export in learners:
        for event in export.events:
            if event.kind not in ("exercise", "question"):
                continue
            key = event.kind, event.item
            tried[key].add(name)
            if event.outcome == "passed":
                solved[key].add(name)
            elif event.message:
                messages[key][event.message] += 1
        for item in stuck_on(export.events):
            stuck[item].append(name)
    rows = []
    for (kind, item), who in tried.items():
        message, times = next(iter(messages[kind, item].most_common(1)), ("", 0))
        solvers = len(solved[kind, item])
        rows.append(Row(kind, item, len(who), solvers, message, times, tuple(stuck[item])))
    return sorted(rows, key=lambda row: (-len(row.stuck), row.solved - row.tried, row.item))


__all__ = ["Export", "Row", "as_csv", "as_json", "of_class", "read", "told_apart"]

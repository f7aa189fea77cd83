"""``record`` what happened, and ask what happened before. Neither ever stops a lesson."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.progress import database, old_file

KINDS = ("exercise", "question", "hint", "solution", "visit")
OUTCOMES = ("passed", "wrong", "opened")
MOST = 20_000  # events of one learner: many terms' worth, and no full disk of a class's server
FULL = f"{MOST:,} of your steps are kept, and no more fit: save them as a file, then start over."
LONGEST = 4000  # characters of a message or an answer that are kept
LEARNER = "COURSE_LEARNER"  # whose kernel this is, where one server has many


@dataclass(frozen=True)
class Event:
    """Something a learner did: ``at`` in seconds since 1970, ``kind`` of KINDS, ``outcome`` of
    OUTCOMES. ``item`` is an exercise, a question, or the page of a visit; ``chapter`` may be "".
    """

    at: float
    learner: str
    chapter: str
    item: str
    kind: str
    outcome: str
    message: str = ""
    answer: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.outcome not in OUTCOMES:
            raise ValueError(f"kind {self.kind!r}, outcome {self.outcome!r}")


@dataclass(frozen=True)
class Attempts:
    """One exercise or question: how often it was tried, whether it ever passed, the last words."""

    tries: int = 0
    passed: bool = False
    last_message: str = ""
    last_answer: str = ""


# who asks, in a server for many, for as long as his request lasts
ASKING: ContextVar[str | None] = ContextVar("asking", default=None)


def learner() -> str:
    """Who learns: who asks this server now, or in this process; "" on a computer of one's own."""
    asking = ASKING.get()
    return os.environ.get(LEARNER, "") if asking is None else asking


def record(
    chapter: str, item: str, kind: str, outcome: str, message: str = "", answer: str = ""
) -> str:
    """Keep that it happened now; it is on the disk when this returns "".

    Else the answer is one sentence why it could not be kept. ValueError for a kind or an outcome
    that there is not.
    """
    texts = (chapter, item, kind, outcome, message, answer)
    event = Event(time.time(), learner(), *(_storable(text) for text in texts))

    def add(connection: sqlite3.Connection) -> str:
        of_his = "SELECT count(*) FROM event WHERE learner = ?"
        if connection.execute(of_his, (event.learner,)).fetchone()[0] >= MOST:
            return FULL
        insert(connection, [event])
        return ""

    try:
        full, damaged = _twice(add)
        return full or damaged
    except database.Trouble as trouble:
        return str(trouble)


def _storable(text: str) -> str:
    """What SQLite can hold of it: valid Unicode, and no more than LONGEST characters."""
    return text[:LONGEST].encode("utf-8", "replace").decode()


def _twice(work: Callable[[sqlite3.Connection], Any]) -> tuple[Any, str]:
    """What ``work`` gives in a transaction; a sentence if a damaged file was set aside first."""
    note = ""
    for last in (False, True):
        try:
            with database.connected() as connection:
                _take_over(connection)
                return work(connection), note
        except database.Damaged as damaged:
            if last:
                raise
            note = str(damaged)
    raise AssertionError


def insert(connection: sqlite3.Connection, found: list[Event]) -> None:
    """Add events as they are."""
    connection.executemany(
        "INSERT INTO event (at, learner, chapter, item, kind, outcome, message, answer) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (e.at, e.learner, e.chapter, e.item, e.kind, e.outcome, e.message, e.answer)
            for e in found
        ],
    )


def events(kind: str | None = None, item: str | None = None) -> tuple[list[Event], str]:
    """What this learner did, oldest first; and a sentence if it cannot be read (else "").

    All of it, or of one ``kind`` and of one ``item`` alone.
    """
    wanted = {"learner": learner(), "kind": kind, "item": item}
    wanted = {column: value for column, value in wanted.items() if value is not None}
    columns = " AND ".join(f"{column} = ?" for column in wanted)
    try:
        rows, note = _twice(
            lambda connection: connection.execute(
                "SELECT at, learner, chapter, item, kind, outcome, message, answer FROM event "
                f"WHERE {columns} ORDER BY id",
                tuple(map(_storable, wanted.values())),
            ).fetchall()
        )
    except database.Trouble as trouble:
        return [], str(trouble)
    return [Event(*row) for row in rows], note


def tried_by_everybody() -> list[Event]:
    """What all learners of this file tried in exercises and questions, oldest first.

    Nothing where there is no file. Trouble when it cannot be read.
    """
    if not database.file().exists():
        return []
    with database.connected() as connection:
        rows = connection.execute(
            "SELECT at, learner, chapter, item, kind, outcome, message, answer FROM event "
            "WHERE kind IN ('exercise', 'question') ORDER BY id"
        ).fetchall()
    return [Event(*row) for row in rows]


def attempts(item: str, kind: str = "exercise") -> Attempts:
    """What was tried of one exercise or question; nothing where it cannot be read."""
    return of(events(kind=kind, item=item)[0], kind).get(_storable(item), Attempts())


def of(found: list[Event], kind: str = "exercise") -> dict[str, Attempts]:
    """By item: the attempts among these events."""
    tried: dict[str, Attempts] = {}
    for event in found:
        if event.kind == kind:
            before = tried.get(event.item, Attempts())
            passed = before.passed or event.outcome == "passed"
            tried[event.item] = Attempts(before.tries + 1, passed, event.message, event.answer)
    return tried


def hints_opened(item: str) -> int:
    """How many different hints of an exercise were opened."""
    return len({event.answer for event in events(kind="hint", item=item)[0]})


def start_over() -> Path:
    """Begin with nothing; what was there is kept in a file, whose name is returned.

    LearnerError where there is nothing yet: copies would pile up.
    """
    if not events()[0]:
        raise LearnerError("There is nothing yet that you could leave behind.")
    path = database.file()
    kept = path.with_name(time.strftime(f"{path.stem}.before-%Y-%m-%d-%H%M%S{path.suffix}"))
    with database.connected() as connection:
        _take_over(connection)
        connection.commit()  # a copy is made outside of a transaction
        with closing(sqlite3.connect(kept)) as copy:
            connection.backup(copy)
        connection.execute("DELETE FROM event WHERE learner = ?", (learner(),))
    return kept


def forget_everybody() -> None:
    """Delete what anybody did, on the disk too, and the copies of who started over. Trouble."""
    path = database.file()
    with database.connected() as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("DELETE FROM event")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
    for copy in path.parent.glob(f"{path.stem}.before-*{path.suffix}"):
        copy.unlink(missing_ok=True)


def _take_over(connection: sqlite3.Connection) -> None:
    """Once for each file of earlier versions: here, and among the learner's copies."""
    for path in dict.fromkeys(
        folder / old_file.NAME for folder in (Path.cwd(), places.own()) if folder.is_dir()
    ):
        if not path.is_file():
            continue
        new = connection.execute(
            "INSERT OR IGNORE INTO taken_over VALUES (?, ?)", (str(path.resolve()), time.time())
        )
        if new.rowcount:
            tried = old_file.read(path)
            at = path.stat().st_mtime
            insert(
                connection,
                [
                    Event(at, learner(), "", name, "exercise", "passed" if last else "wrong")
                    for name, (tries, passed) in tried.items()
                    for last in (*[False] * (tries - 1), passed)
                ],
            )


__all__ = [
    "Attempts",
    "Event",
    "attempts",
    "events",
    "forget_everybody",
    "hints_opened",
    "record",
    "start_over",
    "tried_by_everybody",
]

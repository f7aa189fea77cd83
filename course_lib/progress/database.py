"""The file: where it lies, its schema and versions, and what is done when it cannot be used.

``connected()`` gives a connection whose transaction is on the disk when the block has ended (WAL,
synchronous=FULL: a kernel killed in the middle of writing leaves the old state). Many kernels may
write at once; they wait for each other. What stands in the way is a ``Trouble``, one sentence.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files import places

PATIENCE = 10.0  # seconds to wait for another kernel
# One step a version: step n brings a file of version n to n + 1.
STEPS = (
    """
    CREATE TABLE event (
        id INTEGER PRIMARY KEY, at REAL NOT NULL, learner TEXT NOT NULL, chapter TEXT NOT NULL,
        item TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, message TEXT NOT NULL,
        answer TEXT NOT NULL
    );
    CREATE INDEX event_of_item ON event (learner, kind, item);
    CREATE TABLE taken_over (path TEXT PRIMARY KEY, at REAL NOT NULL);
    """,
)
VERSION = len(STEPS)
DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")


class Trouble(LearnerError):
    """Why the file cannot be used now, in a sentence."""


class Damaged(Trouble):
    """The file was damaged and is set aside: the next try begins a new one."""


def file() -> Path:
    """Where progress is kept: ``places.progress()``."""
    return places.progress()


@contextmanager
def connected() -> Iterator[sqlite3.Connection]:
    """The file's tables in a transaction: kept as a whole at the block's end, or not at all.

    Damaged, a Trouble, once a damaged file was kept under another name. Trouble for a file of a
    newer version, one that cannot be written, a full disk.
    """
    path = file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(_opened(path)) as connection, connection:
            yield connection
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") in DAMAGED:
            raise Damaged(
                "Your progress was damaged and starts anew; the old file is kept as "
                f"{_set_aside(path)}."
            ) from error
        raise Trouble(_sentence(path, error)) from error
    except OSError as error:
        raise Trouble(f"Progress cannot be kept in {path} ({error.strerror}).") from error


def _opened(path: Path) -> sqlite3.Connection:
    """Ready to be used. Of two kernels that make the file at once SQLite refuses one, whatever its
    patience: that one tries again."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return _ready(path)
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if not busy or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _ready(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level="IMMEDIATE")
    try:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > VERSION:
            raise Trouble(
                f"{path} was written by a newer version of the course, so nothing is changed in "
                "it: update the course to see and keep your progress."
            )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if found < VERSION:
            _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Step by step, in one transaction; another kernel may have done it meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        for step in STEPS[found:]:
            for statement in filter(str.strip, step.split(";")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _set_aside(path: Path) -> Path:
    """Keep a damaged file, and what belongs to it, under a name with the time."""
    stamp = time.strftime("%Y-%m-%d-%H%M%S")
    kept = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    for ending in ("-wal", "-shm", ""):
        old = path.with_name(path.name + ending)
        if old.exists():
            os.replace(old, kept.with_name(kept.name + ending))
    return kept


def _sentence(path: Path, error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        return f"Progress is not kept: there is no room left on the disk of {path}."
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"Progress is not kept: {path} cannot be written."
    if name.startswith("SQLITE_BUSY"):
        return f"Progress is not kept: another program holds {path}."
    return f"Progress is not kept in {path} ({error})."

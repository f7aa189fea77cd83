"""What a class session keeps, in a database: whoever was told "kept" finds it again.

An SQLite file, or PostgreSQL by its address; one database holds one session. Every change is on
the disk when its method returns, so that a computer that loses its power in mid-lesson loses no
answer that a learner saw accepted.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from course_lib.errors import LearnerError

LETTERS = "ACDEFGHJKLMNPQRTUVWXY"  # none that is taken for another from the back row
CODE_LETTERS = 6
PATIENCE = 5  # seconds to wait for a database elsewhere
ON_CONNECT = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON")  # SQLite's

TABLES = sql.MetaData()
SETUP = sql.Table(
    "setup",
    TABLES,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("value", sql.Text, nullable=False),
)
LEARNER = sql.Table(
    "learner",
    TABLES,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("token", sql.Text, nullable=False, unique=True),
    sql.Column("nickname", sql.Text, nullable=False),
    sql.Column("folded", sql.Text, nullable=False, unique=True),
)
QUESTION = sql.Table(
    "question",
    TABLES,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("kind", sql.Text, nullable=False),
    sql.Column("revealed", sql.Boolean, nullable=False),
)
ANSWER = sql.Table(
    "answer",
    TABLES,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("question", sql.ForeignKey(QUESTION.c.number), nullable=False),
    sql.Column("learner", sql.ForeignKey(LEARNER.c.token), nullable=False),
    sql.Column("choice", sql.Integer, nullable=False),
    sql.Column("seconds", sql.Float, nullable=False),
    sql.UniqueConstraint("question", "learner"),
)
GIVEN = sql.Table(
    "given",
    TABLES,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("learner", sql.ForeignKey(LEARNER.c.token), nullable=False),
    sql.Column("kind", sql.Text, nullable=False),
    sql.Column("body", sql.Text, nullable=False),
)


@dataclass(frozen=True)
class Question:
    """The ``kind`` of a question, and whether it is ``revealed``."""

    kind: str
    revealed: bool


@dataclass(frozen=True)
class Answer:
    """A learner's ``choice`` in a question, after ``seconds``."""

    question: int
    learner: str
    choice: int
    seconds: float


class Kept:
    """The database: a file, or an address as SQLAlchemy reads it. LearnerError, from here and from
    every method, where it cannot be used."""

    def __init__(self, where: Path | str) -> None:
        self.where = str(where) if isinstance(where, Path) else ""
        try:
            self._open(where)
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise self._trouble(error) from None

    def _open(self, where: Path | str) -> None:
        if isinstance(where, Path):
            where.parent.mkdir(parents=True, exist_ok=True)
            self._engine = sql.create_engine(sql.URL.create("sqlite", database=str(where)))
        else:
            address = sql.make_url(where)
            self.where = f"the database {address.render_as_string(hide_password=True)}"
            if address.get_backend_name() != "postgresql":
                raise LearnerError(
                    f"{self.where} is not PostgreSQL: postgresql://user@host/database."
                )
            self._engine = sql.create_engine(
                address, pool_pre_ping=True, connect_args={"connect_timeout": PATIENCE}
            )
        if self._is_file:
            sql.event.listen(self._engine, "connect", _prepare)
        with self._engine.begin() as base:
            found = sql.inspect(base)
            here = set(found.get_table_names())
            if "trial" in here or ("learner" in here and not _has(found, LEARNER)):
                raise LearnerError(f"{self.where} holds something else, or an older session.")
            TABLES.create_all(base)

    @property
    def _is_file(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    def _trouble(self, error: Exception) -> LearnerError:
        said = " ".join(str(getattr(error, "orig", None) or error).split())
        return LearnerError(f"{self.where or 'This'} cannot keep a class session: {said}.")

    @contextmanager
    def _base(self) -> Iterator[sql.Connection]:
        try:
            with self._engine.begin() as base:
                yield base
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise self._trouble(error) from None

    # ---- The session

    def setup(self, name: str, fresh: str) -> str:
        """The session's value of that name; ``fresh`` becomes it where there is none yet."""
        with self._base() as base:
            asked = sql.select(SETUP.c.value).where(SETUP.c.name == name)
            found = base.execute(asked).scalar()
            if found is None:
                base.execute(SETUP.insert().values(name=name, value=fresh))
            return fresh if found is None else found

    def change(self, name: str, value: str) -> None:
        """The session's value of that name, which is there, is another one now."""
        with self._base() as base:
            base.execute(SETUP.update().where(SETUP.c.name == name).values(value=value))

    def join(self, nickname: str) -> str:
        """A new learner's secret token. LearnerError for a nickname that somebody else has."""
        token = secrets.token_urlsafe(24)
        new = LEARNER.insert().values(token=token, nickname=nickname, folded=nickname.casefold())
        try:
            with self._base() as base:
                base.execute(new)
        except IntegrityError:
            raise LearnerError("Somebody here has this nickname: take another.") from None
        return token

    def learners(self) -> dict[str, str]:
        """Token to nickname, in the order in which they came."""
        with self._base() as base:
            rows = base.execute(sql.select(LEARNER).order_by(LEARNER.c.id))
            return {row.token: row.nickname for row in rows}

    # ---- Questions and answers

    def questions(self) -> dict[int, Question]:
        """By number, in order."""
        with self._base() as base:
            rows = base.execute(sql.select(QUESTION).order_by(QUESTION.c.number))
            return {row.number: Question(row.kind, bool(row.revealed)) for row in rows}

    def ask(self, number: int, kind: str) -> None:
        """Question ``number`` is asked."""
        with self._base() as base:
            base.execute(QUESTION.insert().values(number=number, kind=kind, revealed=False))

    def reveal(self, number: int) -> None:
        """Question ``number`` is over."""
        with self._base() as base:
            over = QUESTION.update().where(QUESTION.c.number == number)
            base.execute(over.values(revealed=True))

    def answer(self, given: Answer) -> None:
        """Keep an answer. LearnerError for a second one: the first is the one that counts."""
        try:
            with self._base() as base:
                base.execute(ANSWER.insert().values(**vars(given)))
        except IntegrityError:
            raise LearnerError("Your first answer is the one that counts.") from None

    def answers(self) -> list[Answer]:
        """All of them, in the order in which they came."""
        with self._base() as base:
            rows = base.execute(sql.select(ANSWER).order_by(ANSWER.c.id))
            return [Answer(row.question, row.learner, row.choice, row.seconds) for row in rows]

    # ---- What learners give besides

    def give(self, learner: str, kind: str, body: str, instead: bool = False) -> None:
        """Keep something of a learner's; ``instead`` of what he gave of this kind before."""
        with self._base() as base:
            if instead:
                own = (GIVEN.c.learner == learner) & (GIVEN.c.kind == kind)
                base.execute(GIVEN.delete().where(own))
            base.execute(GIVEN.insert().values(learner=learner, kind=kind, body=body))

    def given(self, kind: str) -> list[tuple[str, str]]:
        """Learner and body of all of a kind, in the order in which they came."""
        with self._base() as base:
            asked = sql.select(GIVEN.c.learner, GIVEN.c.body).where(GIVEN.c.kind == kind)
            return [tuple(row) for row in base.execute(asked.order_by(GIVEN.c.id))]

    def wipe(self) -> None:
        """Forget everything, in a file on the disk too; PostgreSQL's log is its own affair."""
        with self._base() as base:
            TABLES.drop_all(base)
            TABLES.create_all(base)
        if self._is_file:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as base:
                base.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                base.exec_driver_sql("VACUUM")
                base.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _prepare(connection: object, _: object) -> None:
    for setting in ON_CONNECT:
        connection.execute(f"PRAGMA {setting}")


def _has(found: sql.Inspector, table: sql.Table) -> bool:
    names = {column["name"] for column in found.get_columns(table.name)}
    return names == set(table.c.keys())


__all__ = ["CODE_LETTERS", "LETTERS", "Answer", "Kept", "Question"]

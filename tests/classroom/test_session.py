"""A class session without a browser: who may do what, and what is kept."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPException
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.bench import session as session_bench
from course_lib.classroom.kept import Answer, Kept, Question
from course_lib.classroom.session import NICKNAME, Session, tidy
from course_lib.errors import LearnerError
from course_lib.panels.pretext.beat_the_network import PLAYED
from course_lib.pretext import guesses
from course_lib.vision import photos
from tests.conftest import unused_port

ROOT = Path(__file__).resolve().parents[2]


class Served:
    """The command, running; ``ask`` sends as one who has these cookies."""

    def __init__(self, where: Path | str, *arguments: str) -> None:
        self.port = unused_port()
        self.base = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "course_lib", "class", "--port", str(self.port)]
        if "--course-port" not in arguments:
            command.append("--session-only")
        self.process = subprocess.Popen(
            [
                *command,
                "--file" if isinstance(where, Path) else "--database",
                str(where),
                *arguments,
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.code = re.search(r"type  (\w+)", self.process.stdout.readline())[1]
        self.secret = self.process.stdout.readline().strip().partition("?key=")[2]

    def ask(self, path: str, cookie: str = "", sent: object = None, **headers: str):
        data = None if sent is None else json.dumps(sent).encode()
        request = urllib.request.Request(self.base + path, data, {"Cookie": cookie, **headers})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read(), answer.headers.get("Set-Cookie", "")
        except urllib.error.HTTPError as error:
            return error.code, error.read(), ""

    def join(self, nickname: str) -> str:
        status, _, cookie = self.ask("/join", sent={"code": self.code, "nickname": nickname})
        assert status == 200
        assert "HttpOnly" in cookie
        return cookie.split(";")[0]

    @property
    def teacher(self) -> str:
        return f"class-teacher={self.secret}"

    def seen(self, who: str, cookie: str) -> dict:
        request = urllib.request.Request(f"{self.base}/news/{who}", headers={"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=30) as stream:
            return json.loads(stream.readline().removeprefix(b"data: "))


@pytest.fixture
def served(tmp_path):
    server = Served(tmp_path / "session.sqlite3", "--ways", "5")
    yield server
    server.process.kill()
    server.process.wait()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    """The address of a PostgreSQL of this test's own; skipped where it is not installed."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), shutil.which("initdb")]
    if not found[0]:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg")
    programs = Path(found[0]).resolve().parent
    own = Path(tempfile.mkdtemp())  # where another user may go too
    as_user = {}
    if os.name == "posix" and os.geteuid() == 0:  # it refuses to run as root
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": ()}
        shutil.chown(own, "postgres")
    data, number = own / "data", unused_port()
    make = [programs / "initdb", "-D", data, "-U", "course", "-A", "trust", "-E", "UTF8"]
    subprocess.run(make, check=True, capture_output=True, **as_user)
    options = f"-p {number} -k {own} -c listen_addresses=127.0.0.1"
    run = [programs / "pg_ctl", "-D", data, "-w", "-l", own / "log", "-o", options]
    subprocess.run([*run, "start"], check=True, capture_output=True, **as_user)
    yield f"postgresql://course@127.0.0.1:{number}/postgres"
    subprocess.run([*run, "-m", "immediate", "stop"], check=True, capture_output=True, **as_user)
    shutil.rmtree(own)


@pytest.fixture(params=["file", "postgresql"])
def database(request, tmp_path):
    """Where a session is kept, empty."""
    if request.param == "file":
        yield tmp_path / "session.sqlite3"
        return
    address = request.getfixturevalue("postgresql")
    Kept(address).wipe()
    yield address


@given(st.text(max_size=60))
def test_a_nickname_is_what_can_be_seen_or_refused(text):
    try:
        name = tidy(text)
    except LearnerError:
        return
    assert 0 < len(name) <= NICKNAME
    assert name == tidy(name)
    assert name.isprintable()


def test_only_who_may_can_and_nothing_tells_the_answer_early(served):
    ada, bob = served.join("Ada"), served.join("Bob")
    assert served.ask("/join", sent={"code": served.code, "nickname": "ADA"})[0] == 409
    for cookie in ("", ada, "class-teacher=guess"):
        assert served.ask("/teacher", cookie, {"do": "ask"})[0] == 403
        assert served.ask("/session.csv", cookie)[0] == 403
        assert served.ask("/news/screen", cookie)[0] == 403
        assert served.ask("/screen", cookie)[0] == 403
    assert served.ask("/teacher", served.teacher, {"do": "ask"}, Origin="http://evil")[0] == 403
    assert served.ask("/teacher", served.teacher, {"do": "ask"})[0] == 200
    for bad in ({"number": 1, "choice": 5}, {"number": 2, "choice": 0}, {"number": True}, {}):
        assert served.ask("/answer", ada, bad)[0] == 409
    assert served.ask("/answer", "class-learner=guess", {"number": 1, "choice": 0})[0] == 409
    assert served.ask("/answer", ada, {"number": 1, "choice": 3})[0] == 200
    assert served.ask("/answer", ada, {"number": 1, "choice": 2})[0] == 409  # the first counts
    for who, cookie in (("learner", ada), ("screen", served.teacher)):
        assert not {"truth", "machines", "votes"} & set(served.seen(who, cookie))
    assert served.seen("learner", ada)["chosen"] == 3
    assert served.seen("learner", bob)["chosen"] is None
    assert b"Ada" not in served.ask("/session.csv", served.teacher)[1]  # not before it is revealed
    assert served.ask("/teacher", served.teacher, {"do": "reveal"})[0] == 200
    assert served.ask("/answer", bob, {"number": 1, "choice": 3})[0] == 409  # too late
    screen = served.seen("screen", served.teacher)
    assert screen["votes"] == [0, 0, 0, 1, 0]
    assert screen["score"][0]["right"] == int(screen["truth"] == 3)
    for page in ("/session.json", "/session.csv"):
        told = served.ask(page, served.teacher)[1].decode()
        assert "Ada" in told
        assert ada.partition("=")[2] not in told


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "x"])
def test_a_page_of_another_site_joins_nobody_answers_nothing_and_teaches_nothing(served, origin):
    ada = served.join("Ada")
    served.ask("/teacher", served.teacher, {"do": "ask"})
    for path, cookie, sent in (
        ("/join", "", {"code": served.code, "nickname": "Eve"}),
        ("/answer", ada, {"number": 1, "choice": 0}),
        ("/teacher", served.teacher, {"do": "wipe"}),
    ):
        assert served.ask(path, cookie, sent, Origin=origin)[0] == 403
    # a site whose own name points here: its browser says that name, and has none of our cookies
    there = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert served.ask("/answer", "", {"number": 1, "choice": 0}, **there)[0] == 409
    assert served.ask("/teacher", "", {"do": "wipe"}, **there)[0] == 403
    assert served.seen("learner", ada)["chosen"] is None
    assert served.seen("screen", served.teacher)["learners"] == ["Ada"]


def test_a_code_cannot_be_guessed(served):
    wrong = {"code": "WRONG", "nickname": "x"}
    told = [served.ask("/join", sent=wrong)[0] for _ in range(12)]
    assert told == [403] * 8 + [429] * 4
    right = {"code": served.code, "nickname": "x"}
    assert served.ask("/join", sent=right)[0] == 429
    assert served.ask("/../kept.py")[0] == 404
    for broken in ([], "x", 1):
        assert served.ask("/answer", sent=broken)[0] == 400


def test_a_killed_server_comes_back_with_every_answer_it_took(database):
    first = Served(database)
    learners = [first.join(f"n{i}") for i in range(5)]
    first.ask("/teacher", first.teacher, {"do": "ask"})
    for row, cookie in enumerate(learners):
        assert first.ask("/answer", cookie, {"number": 1, "choice": row})[0] == 200
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    again = Served(database)
    try:
        assert (again.code, again.secret) == (first.code, first.secret)
        assert [again.seen("learner", cookie)["chosen"] for cookie in learners] == [0, 1, 2, 3, 4]
    finally:
        again.process.kill()
        again.process.wait()


def test_a_server_killed_while_the_class_answers_has_all_that_it_confirmed(tmp_path):
    file = tmp_path / "session.sqlite3"
    first = Served(file)
    learners = [first.join(f"n{i}") for i in range(40)]
    first.ask("/teacher", first.teacher, {"do": "ask"})
    confirmed = set()

    def answer(row: int) -> None:
        try:
            sent = {"number": 1, "choice": row % 10}
            if first.ask("/answer", learners[row], sent)[0] == 200:
                confirmed.add(row)
        except (OSError, HTTPException):  # it was killed before it said so
            return
        if len(confirmed) >= 8:
            first.process.send_signal(signal.SIGKILL)

    with ThreadPoolExecutor(6) as class_:
        list(class_.map(answer, range(len(learners))))
    first.process.wait()
    assert 8 <= len(confirmed) < len(learners)
    again = Served(file)
    try:
        for row, cookie in enumerate(learners):
            chosen = again.seen("learner", cookie)["chosen"]
            assert chosen == row % 10 or (chosen is None and row not in confirmed)
    finally:
        again.process.kill()
        again.process.wait()


WRITER = """
import sys
from pathlib import Path
from course_lib.classroom.kept import QUESTION, Answer, Kept
kept = Kept(Path(sys.argv[1]))
token = kept.join("Ada")
kept.ask(1, "arena")
kept.answer(Answer(1, token, 3, 1.5))
with kept._base() as base:
    base.execute(QUESTION.insert().values(number=2, kind="arena", revealed=False))
    base.execute(QUESTION.update().values(revealed=True))
    print(token, flush=True)
    sys.stdin.read()
"""


def test_a_writer_killed_within_a_transaction_leaves_what_was_kept_before_it_and_no_lock(tmp_path):
    file = tmp_path / "session.sqlite3"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    token = writer.stdout.readline().strip()
    writer.kill()
    writer.communicate()
    kept = Kept(file)
    assert kept.learners() == {token: "Ada"}
    assert kept.questions() == {1: Question("arena", False)}
    assert kept.answers() == [Answer(1, token, 3, 1.5)]
    kept.reveal(1)
    kept.ask(2, "arena")
    kept.answer(Answer(2, token, 0, 2.5))
    assert [given.choice for given in Kept(file).answers()] == [3, 0]


def test_what_is_kept_is_found_again_and_a_wipe_leaves_nothing(database):
    kept = Kept(database)
    ada, bob = kept.join("Ada"), kept.join("Bob")
    with pytest.raises(LearnerError):
        kept.join("ADA")
    assert kept.setup("kind", "arena") == "arena"
    kept.change("kind", "colour")
    kept.ask(1, "arena")
    kept.ask(2, "colour")
    kept.reveal(1)
    kept.answer(Answer(1, bob, 3, 0.5))
    kept.answer(Answer(1, ada, 2, 1.5))
    with pytest.raises(LearnerError):
        kept.answer(Answer(1, ada, 1, 9.0))
    kept.give(ada, "word", "orange")
    kept.give(ada, "word", "queen ✓")
    kept.give(bob, "progress", "old")
    kept.give(bob, "progress", "new", instead=True)
    again = Kept(database)
    assert again.setup("kind", "arena") == "colour"
    assert list(again.learners().items()) == [(ada, "Ada"), (bob, "Bob")]
    assert again.questions() == {1: Question("arena", True), 2: Question("colour", False)}
    assert again.answers() == [Answer(1, bob, 3, 0.5), Answer(1, ada, 2, 1.5)]
    assert again.given("word") == [(ada, "orange"), (ada, "queen ✓")]
    assert again.given("progress") == [(bob, "new")]
    again.wipe()
    for base in (again, Kept(database)):
        assert not any([base.learners(), base.questions(), base.answers(), base.given("word")])
        assert base.setup("kind", "arena") == "arena"


def test_a_database_of_something_else_is_left_alone(tmp_path):
    file = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(file)) as base:
        base.execute("CREATE TABLE trial (number INTEGER)")
    (tmp_path / "text").write_text("this is no database, and nothing that could be one" * 100)
    for where in (
        file,
        tmp_path / "text",
        tmp_path,
        "mysql://host/x",
        "postgresql://127.0.0.1:1/x",
    ):
        with pytest.raises(LearnerError):
            Kept(where)
    with closing(sqlite3.connect(file)) as base:
        assert base.execute("SELECT name FROM sqlite_master").fetchall() == [("trial",)]


def hold(file: Path, *kinds: str) -> tuple[Session, list[str]]:
    """A session in this process, two questions of each kind: two learners right, one wrong."""
    executor = ThreadPoolExecutor(1)
    session = Session(Kept(file), executor, lambda: None, ways=5)
    tokens = [session.join(f"learner-{i}") for i in range(3)]
    for kind in kinds:
        session.show(kind)
        for _ in range(2):
            session.ask()
            question = session._question(session.number)
            wrong = (question.truth + 1) % len(question.answers)
            for token, choice in zip(tokens, (question.truth, question.truth, wrong), strict=True):
                session.answer(token, session.number, choice)
            session.reveal()
    executor.shutdown(wait=True)  # all machines have answered
    return session, tokens


def test_the_score_is_what_was_answered_and_a_wipe_leaves_nothing(tmp_path):
    session, _ = hold(tmp_path / "session.sqlite3", "arena")
    score = {row["who"]: (row["right"], row["of"]) for row in session.score()}
    assert score["Your answers"] == (4, 6)
    assert score["Your vote"] == (2, 2)
    assert {of for who, (_, of) in score.items() if who != "Your answers"} == {2}
    session._executor = ThreadPoolExecutor(1)
    before = session.code, session.secret
    session.wipe()
    session._executor.shutdown(wait=True)
    assert session.phase == "waiting"
    assert session.code != before[0]
    assert session.secret != before[1]
    left = b"".join(part.read_bytes() for part in tmp_path.iterdir())
    assert b"learner-" not in left


def test_rounds_of_the_pretext_games_are_scored_apart_and_made_again_alike(tmp_path):
    file = tmp_path / "session.sqlite3"
    session, tokens = hold(file, "position", "rotation", "jigsaw", "colour")
    for kind, ways in (("position", 8), ("rotation", 4), ("jigsaw", 4), ("colour", 4)):
        session.kind = kind
        score = {row["who"]: (row["right"], row["of"]) for row in session.score()}
        assert score["Your answers"] == (4, 6)
        assert score["The network"][1] == 2
        numbers = [n for n, question in session.questions.items() if question.kind == kind]
        for number in numbers:
            seen = session._question(number).seen()
            assert len(seen["answers"]) == ways
            assert "truth" not in json.dumps(seen)
            # What the network said is what it says of the same item, asked on its own.
            guess = guesses.make(
                kind, _photo_of(session, number, kind), 1000 * session.seed + number
            )
            assert session._thought[number]["network"] == guesses.answer(guess).choice
            assert session._question(number).truth == guess.truth
    session.kind = "colour"
    shown = session.for_learner(tokens[2])
    assert shown["phase"] == "revealed"
    assert len(shown["after"]) == 2
    assert shown["right"] == {"right": 0, "of": 2}
    with ThreadPoolExecutor(1) as executor:
        again = Session(Kept(file), executor, lambda: None)
        assert again.kind == "colour"
        assert [again._question(n).seen() for n in again.questions] == [
            session._question(n).seen() for n in session.questions
        ]
    told = json.loads(session.as_json())
    assert [one["kind"] for one in told["questions"]] == [
        kind for kind in ("position", "rotation", "jigsaw", "colour") for _ in range(2)
    ]
    assert told["questions"][2]["answers"] == list(guesses.TURNS)
    assert len(told["answers"]) == 24


def _photo_of(session: Session, number: int, kind: str):
    played = [key for key in PLAYED if kind != "colour" or key != "camera"]
    return photos.gallery()[played[(session.seed + number) % len(played)]].full()


def test_the_kind_of_round_is_the_teachers_and_waits_for_the_reveal(served):
    ada = served.join("Ada")
    assert served.ask("/teacher", ada, {"do": "show", "kind": "rotation"})[0] == 403
    for kind in ("nothing", None, ["rotation"], 1):
        assert served.ask("/teacher", served.teacher, {"do": "show", "kind": kind})[0] == 409
    assert served.ask("/teacher", served.teacher, {"do": "show", "kind": "rotation"})[0] == 200
    assert served.ask("/teacher", served.teacher, {"do": "ask"})[0] == 200
    assert served.ask("/teacher", served.teacher, {"do": "show", "kind": "arena"})[0] == 409
    seen = served.seen("learner", ada)
    assert seen["kind"] == "rotation"
    assert len(seen["question"]["answers"]) == 4
    assert not {"truth", "machines", "after"} & set(seen)
    assert served.ask("/answer", ada, {"number": 1, "choice": 4})[0] == 409
    assert served.ask("/answer", ada, {"number": 1, "choice": 3})[0] == 200
    served.ask("/teacher", served.teacher, {"do": "reveal"})
    assert served.ask("/teacher", served.teacher, {"do": "show", "kind": "arena"})[0] == 200
    seen = served.seen("learner", ada)
    assert seen["phase"] == "waiting"
    assert "question" not in seen


def test_the_benchmark_holds_a_lesson(capfd):
    assert session_bench.main(["--learners", "3", "--questions", "2"]) == 0
    printed = capfd.readouterr()
    told = json.loads(printed.out)
    assert told["learners"] == 3
    for name in ("press_ms", "reveal_ms"):
        assert 0 < told[name]["p50"] <= told[name]["p95"] < 10_000
    assert "Traceback" not in printed.err

"""Rounds in which learners give something: exercises, the class alphabet, words."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest

from course_lib.classroom.kept import Kept
from course_lib.classroom.session import Session
from course_lib.errors import LearnerError
from course_lib.oneshot import class_alphabet, pen, sources
from course_lib.oneshot.protocols import WITHIN
from course_lib.progress import Event, exported, store
from course_lib.words.vectors import WordVectors
from tests.classroom.test_session import Served

SCRIPT = "<img src=x>{{7*7}}=1"[:24]
SIGNS = (
    [[[20, 20], [80, 80]], [[80, 20], [20, 80]]],  # ×
    [[[50, 15], [50, 90]]],  # |
    [[[15, 50], [90, 50]], [[50, 50], [50, 90]]],  # T
)


@pytest.fixture
def session(tmp_path):
    with ThreadPoolExecutor(1) as executor:
        heard = []
        tell = partial(heard.append, "changed")
        session = Session(Kept(tmp_path / "session.sqlite3"), executor, tell, ways=5)
        session.heard = heard
        session.tokens = [session.join(name) for name in ("Ada", "Bob", SCRIPT)]
        yield session
        executor.shutdown(cancel_futures=True)


def again(session: Session, tmp_path) -> Session:
    return Session(Kept(tmp_path / "session.sqlite3"), session._executor, lambda: None)


def progress(name: str, *tries: tuple[str, str, str]) -> dict:
    """A file that “Your progress” saves: item, outcome and message of each try."""
    events = [
        Event(1e9 + n, "", "04_words", item, "exercise", outcome, message, answer="return secret")
        for n, (item, outcome, message) in enumerate(tries)
    ]
    events.append(Event(2e9, "", "", "arena", "visit", "opened"))
    return json.loads(exported.as_json(name, events))


def test_exercises_are_counted_by_learner_and_nobody_is_named(session, tmp_path):
    wrong = ("cosine", "wrong", "divide by both lengths")
    session.show("exercises")
    ada, bob, cleo = session.tokens
    session.give(ada, {"kind": "exercises", "progress": progress("Ada L", wrong, wrong, wrong)})
    for _ in range(2):  # shared again it counts once
        file = progress("Bob", wrong, ("cosine", "passed", ""), ("softmax", "passed", ""))
        assert session.give(bob, {"kind": "exercises", "progress": file}) == {"tried": 2}
    session.give(
        cleo, {"kind": "exercises", "progress": progress("C", ("softmax", "wrong", "sum"))}
    )
    for one in (session, again(session, tmp_path)):
        given = one.for_screen()["given"]
        assert given["learners"] == 3
        assert given["rows"] == [
            {
                "item": "cosine",
                "tried": 2,
                "solved": 1,
                "stuck": 1,
                "message": wrong[2],
                "times": 4,
            },
            {"item": "softmax", "tried": 2, "solved": 1, "stuck": 0, "message": "sum", "times": 1},
        ]
    left = b"".join(part.read_bytes() for part in tmp_path.iterdir())
    assert b"Ada L" not in left
    assert b"return secret" not in left
    for bad in (None, [], {}, "x", {**file, "format": "other"}, {**file, "events": [[1]]}):
        with pytest.raises(LearnerError):
            session.give(ada, {"kind": "exercises", "progress": bad})
    session.give(
        ada, {"kind": "exercises", "progress": progress("", ("\ud800\x00", "wrong", "\ud800"))}
    )
    assert again(session, tmp_path).for_screen()["given"]["learners"] == 3


def test_what_is_tried_in_the_courses_pages_counts_by_itself(session, tmp_path, monkeypatch):
    monkeypatch.setenv("LWL_PROGRESS", str(tmp_path / "class_progress.sqlite3"))
    session.show("exercises")
    session.look()
    assert session.for_screen()["given"]["learners"] == 0
    assert not (tmp_path / "class_progress.sqlite3").exists()  # to look makes no file
    for nickname, outcome in (
        ("Ada", "wrong"),
        ("Ada", "wrong"),
        ("Ada", "wrong"),
        ("Bob", "passed"),
    ):
        asking = store.ASKING.set(nickname)
        store.record("04_words", "cosine", "exercise", outcome, "divide by both lengths")
        store.record("04_words", "arena", "visit", "opened")
        store.ASKING.reset(asking)
    session.look()
    given = session.for_screen()["given"]
    assert given["learners"] == 2
    (row,) = given["rows"]
    assert (row["item"], row["tried"], row["solved"], row["stuck"]) == ("cosine", 2, 1, 1)
    # Ada's file from elsewhere is hers, too: she is counted once.
    file = progress("A", ("cosine", "passed", ""))
    session.give(session.tokens[0], {"kind": "exercises", "progress": file})
    given = session.for_screen()["given"]
    assert given["learners"] == 2
    assert (given["rows"][0]["solved"], given["rows"][0]["stuck"]) == (2, 0)
    assert "Ada" not in json.dumps(given)
    told = len(session.heard)
    session.look()
    assert len(session.heard) == told  # nothing new, and nobody is told


def test_the_class_alphabet_is_the_courses_own_file_and_can_be_played(session, tmp_path):
    session.show("alphabet")
    identities = []
    for strokes in SIGNS:
        told = session.give(session.tokens[0], {"kind": "alphabet", "strokes": strokes})
        identities.append(told["sign"])
    for token in session.tokens[1:]:
        for sign, strokes in zip(identities, SIGNS, strict=True):
            moved = (np.array([*strokes[0]]) + 3).tolist()
            session.give(
                token, {"kind": "alphabet", "strokes": [moved, *strokes[1:]], "sign": sign}
            )
    assert [one["hands"] for one in session.for_screen()["given"]["signs"]] == [3, 3, 3]
    assert all(one["mine"] for one in session.for_learner(session.tokens[2])["given"]["signs"])
    for one in (session, again(session, tmp_path)):
        packed = one.alphabet()
        read = class_alphabet.read(io.BytesIO(packed), "class_alphabet.zip")
        assert list(read.drawers.values()) == ["Ada", "Bob", SCRIPT]
        assert [sign.identity for sign in read.signs] == identities
        for sign, strokes in zip(read.signs, SIGNS, strict=True):
            first = next(iter(sign.drawings.values()))
            ink = pen.ink([np.array(stroke) for stroke in strokes]) > 0.5
            assert np.array_equal(first, ink)
        for token in session.tokens:
            assert token.encode() not in packed
    source = sources.of_alphabet(read)
    _, trial = source.trial(source.setting(WITHIN, 3, 1), 0, 0)
    assert trial.support.shape[:2] == (3, 1)
    for bad in (None, "x", [], [[]], [[[0, float("nan")]]], [[[0, 1e9]]], [[[10**400, 1]]]):
        with pytest.raises(LearnerError):
            session.give(session.tokens[0], {"kind": "alphabet", "strokes": bad})
    for sign in ("other", 1, ["x"]):
        with pytest.raises(LearnerError):
            session.give(session.tokens[0], {"kind": "alphabet", "strokes": SIGNS[0], "sign": sign})


def test_words_come_with_their_neighbours_and_are_counted_by_learner(session, tmp_path):
    session.show("words")
    assert session.for_screen()["given"]["words"] == []
    ada, bob, cleo = session.tokens
    told = session.give(ada, {"kind": "words", "word": " Orange "})
    near = WordVectors.shipped().nearest("orange", 8)
    assert told["word"] == "orange"
    assert [one["word"] for one in told["neighbours"]] == [one.word for one in near]
    assert session.for_screen()["given"]["points"] == [[0, 0]]  # one word has no axes
    for token, word in ((ada, "orange"), (bob, "queen"), (cleo, "orange"), (bob, "river")):
        session.give(token, {"kind": "words", "word": word})
    for one in (session, again(session, tmp_path)):
        given = one.for_screen()["given"]
        counts = {row["word"]: row["times"] for row in given["words"]}
        assert counts == {"orange": 2, "queen": 1, "river": 1}
        assert given["words"][0]["word"] == "orange"
        # The two axes of three words hold all of it: distances are those of the vectors.
        units = WordVectors.shipped().units([row["word"] for row in given["words"]])
        points = np.array(given["points"])
        for a in range(3):
            for b in range(a):
                flat = np.linalg.norm(points[a] - points[b])
                assert flat == pytest.approx(np.linalg.norm(units[a] - units[b]), abs=1e-3)
        assert sum(given["shares"]) == pytest.approx(1, abs=0.01)
    for bad in (None, "", " ", "x" * 61, 1, "<script>", "qqzzqq"):
        with pytest.raises(LearnerError):
            session.give(ada, {"kind": "words", "word": bad})


def test_only_who_is_here_gives_and_only_what_is_on_the_projector(tmp_path):
    served = Served(tmp_path / "session.sqlite3")
    try:
        ada = served.join(SCRIPT)
        word = {"kind": "words", "word": "orange"}
        assert served.ask("/give", ada, word)[0] == 409
        assert served.ask("/alphabet.zip")[0] == 403
        assert served.ask("/alphabet.zip", ada)[0] == 409  # nothing is drawn
        served.ask("/teacher", served.teacher, {"do": "show", "kind": "words"})
        assert served.ask("/teacher", served.teacher, {"do": "ask"})[0] == 409
        assert served.ask("/give", "class-learner=guess", word)[0] == 409
        assert served.ask("/give", ada, {**word, "kind": "alphabet"})[0] == 409
        assert served.ask("/give", ada, word)[0] == 200
        assert served.ask("/give", ada, word, Origin="http://evil")[0] == 403
        assert served.ask("/answer", ada, {"number": "1" * 5000})[0] == 413
        assert served.seen("screen", served.teacher)["given"]["words"] == [
            {"word": "orange", "times": 1}
        ]
        assert SCRIPT in served.ask("/session.json", served.teacher)[1].decode()
    finally:
        served.process.kill()
        served.process.wait()

"""The course's pages for a class: who has joined gets them, as himself, and nobody else does."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
import urllib.error
import urllib.request
import uuid

import pytest
import websocket

from tests.browser.test_class_session import opened
from tests.classroom.test_session import Served
from tests.conftest import unused_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
CHAPTER = "/voila/render/04_word_embeddings.ipynb"


class Classroom(Served):
    """A session and the course's pages beside it."""

    def __init__(self, folder) -> None:
        self.course = unused_port()
        self.progress = folder / "class_progress.sqlite3"
        super().__init__(folder / "session.sqlite3", "--course-port", str(self.course))
        self.pages = f"http://127.0.0.1:{self.course}"
        self.until(lambda: self.status("/health") == 200)

    def until(self, true, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end
            time.sleep(0.1)

    def join(self, nickname: str) -> str:
        """His cookie."""
        sent = {"code": self.code, "nickname": nickname}
        status, _, cookie = self.ask("/join", sent=sent)
        assert status == 200
        return cookie.partition(";")[0]

    def status(self, path: str, cookie: str = "") -> int:
        """What the course's pages answer; 0 for no answer at all."""
        return self.visit(path, cookie)[0]

    def visit(self, path: str, cookie: str = "") -> tuple[int, str, str]:
        """The status, the text, and the address that answered in the end."""
        asked = urllib.request.Request(self.pages + path, headers={"Cookie": cookie})
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return answer.status, answer.read().decode(), answer.url
        except urllib.error.HTTPError as error:
            return error.code, "", error.url
        except OSError:
            return 0, "", ""

    def did(self, *columns: str) -> list[tuple]:
        """What is kept of everybody."""
        if not self.progress.exists():
            return []
        base = sqlite3.connect(self.progress)
        try:
            return base.execute(f"SELECT {', '.join(columns)} FROM event ORDER BY id").fetchall()
        finally:
            base.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    room = Classroom(tmp_path_factory.mktemp("class"))
    yield room
    room.process.terminate()
    room.process.wait(30)


def test_who_has_not_joined_is_sent_to_the_session(room):
    for path in ("/", CHAPTER, "/course/progress", "/course/class", "/voila/static/none.js"):
        status, text, address = room.visit(path, "class-learner=guessed")
        assert status == 200
        assert address == f"{room.base}/", path
        assert "Code on the projector" in text
    assert room.status("/health") == 200  # for whoever runs it
    for cookie in ("", "class-learner=x\ty", "class-learner=%00"):
        assert room.visit("/", cookie)[2] == f"{room.base}/"


def test_no_socket_and_no_form_without_a_cookie_of_the_session(room):
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        websocket.create_connection(
            f"ws://127.0.0.1:{room.course}/api/kernels/{uuid.uuid4()}/channels", timeout=30
        )
    posted = urllib.request.Request(room.pages + "/course/progress", b"", method="POST")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(posted, timeout=30)


def test_the_session_tells_nobody_but_himself_who_somebody_is(room):
    cookie = room.join("Quiet one")
    assert json.loads(room.ask("/who", cookie)[1]) == {"nickname": "Quiet one"}
    assert room.ask("/who", cookie + "x")[0] == 403
    assert room.ask("/who")[0] == 403


@pytest.mark.parametrize("nickname", ["Ada", "<i>Bö & Co</i>"])
def test_a_learner_joins_and_what_he_answers_is_his(room, open_page, nickname):
    page = open_page(room.base, "#join", viewport={"width": 390, "height": 844})
    page.get_by_label("Code").fill(room.code)
    page.get_by_label("Nickname").fill(nickname)
    page.keyboard.press("Enter")
    page.locator("#course").wait_for()
    with page.context.expect_page() as opened:
        page.locator("#course").click()
    course = opened.value
    course.set_default_timeout(90_000)
    course.get_by_text("How can a network learn").wait_for()
    course.locator(".lwl-foot", has_text="teacher’s computer").wait_for()
    course.goto(room.pages + CHAPTER, wait_until="commit")
    course.locator(".lwl-banner", has_text="a computer of your own").wait_for()
    answer_one(course)
    answered = ("question", nickname)
    room.until(lambda: answered in room.did("kind", "learner"))
    asked = course.evaluate("fetch('/course/progress.json').then(a => a.text())")
    assert "question" in asked
    others = {name for (name,) in room.did("learner")} - {nickname}
    assert all(json.dumps(name)[1:-1] not in asked for name in others)


def answer_one(chapter) -> None:
    question = chapter.locator(".lwl-question").first
    question.locator("label").first.click()
    question.locator("button[type=submit]").click()


def test_what_is_tried_in_a_chapter_stands_on_the_projector(room, open_page):
    screen = opened(room, open_page)
    screen.get_by_label("On the projector").select_option("exercises")
    cookie = room.join("Dana")
    page = open_page(room.pages, "body")
    name, _, value = cookie.partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": room.pages}])
    page.goto(room.pages + CHAPTER, wait_until="commit")
    page.locator(".lwl-question").first.wait_for(timeout=90_000)
    answer_one(page)
    screen.locator(".class-stuck tbody tr").first.wait_for()
    screen.get_by_text("have tried something").wait_for()
    assert "Dana" not in screen.inner_text(".class-stuck")


def test_who_starts_over_leaves_the_others_alone(room, open_page):
    ada, bob = room.join("Ada 2"), room.join("Bob 2")
    for cookie in (ada, bob):
        assert room.status("/voila/render/dashboards/one_hot.ipynb", cookie) == 200
    room.until(lambda: {("Ada 2",), ("Bob 2",)} <= set(room.did("learner")))
    page = open_page(room.pages, "body")  # the session's own page: no cookie yet
    name, _, value = ada.partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": room.pages}])
    page.goto(room.pages + "/course/progress")
    page.evaluate("document.querySelector('form[method=post]').submit()")
    page.get_by_text("You start over").wait_for()
    names = [name for (name,) in room.did("learner")]
    assert "Ada 2" not in names
    assert "Bob 2" in names


def test_forget_everything_means_the_chapters_too(tmp_path):
    room = Classroom(tmp_path)
    try:
        ada = room.join("Ada")
        assert room.status("/voila/render/dashboards/one_hot.ipynb", ada) == 200
        room.until(lambda: room.did("learner"))
        teacher = f"class-teacher={room.secret}"
        assert room.ask("/teacher", teacher, sent={"do": "wipe"})[0] == 200
        assert room.did("learner") == []
        assert b"Ada" not in room.progress.read_bytes()
        room.until(lambda: room.visit("/", ada)[2] == f"{room.base}/", 30)  # she is out
    finally:
        room.process.terminate()
        room.process.wait(30)


def test_the_pages_end_with_a_session_that_was_killed(tmp_path):
    room = Classroom(tmp_path)
    assert room.status("/", room.join("Ada")) == 200
    os.kill(room.process.pid, signal.SIGKILL)
    room.process.wait()
    room.until(lambda: room.status("/health") == 0, 20)

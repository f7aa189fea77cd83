"""``python -m course_lib class``: a session for a class in the room, its projector page, and the
course's pages for who has joined.

The session is a server of its own. Beside it the course's pages are served, behind a door: who has
joined under a nickname gets them, and nobody reaches this computer's files.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import io
import json
import os
import socket
import subprocess
import sys
import time
from collections import defaultdict, deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import segno
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.iostream import StreamClosedError
from tornado.web import Application, HTTPError, RequestHandler

from course_lib.classroom.kept import Kept
from course_lib.classroom.session import Session
from course_lib.controls.base import script
from course_lib.controls.stylesheet import stylesheet
from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.progress.store import forget_everybody
from course_lib.serve.class_door import COOKIE as LEARNER
from course_lib.serve.ports import port, settle

PAGES = Path(__file__).resolve().parent / "pages"
SCRIPTS = ["screen.js", "learner.js", "news.js", "exercises.js", "alphabet.js", "words.js"]
SCRIPTS.append("draw_character.js")  # the course's own paper
TEMPLATE = PAGES.parents[1] / "serve" / "jupyter" / "voila" / "templates" / "course"
ELSEWHERE = {  # files that are not called as their addresses are
    "": PAGES / "learner.html",
    "screen": PAGES / "screen.html",
    "icon.svg": TEMPLATE / "static" / "icon.svg",  # the course's own
}
KINDS = {
    ".svg": "image/svg+xml",
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
}
TEACHER = "class-teacher"  # a cookie, as LEARNER is
WRONG_CODES, WRONG_WITHIN = 8, 60.0  # tries of one address, in so many seconds
SMALL, LARGEST = 4096, 512 * 1024  # bytes of a press, and of what may be given
STREAMS = 400  # pages that listen at once
LOOK_EVERY = 3.0  # seconds from one look at what the course's pages keep to the next
QUIET = 15.0  # seconds after which a silent stream says that it lives
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Room:
    """What all handlers share: the session, who listens, and who typed wrong codes."""

    def __init__(self, where: Path | str, ways: int, course: int = 0) -> None:
        self.course = course  # the port of studios and chapters, if they are served
        self.loop = IOLoop.current()
        self.news: set[asyncio.Event] = set()
        self.executor = ThreadPoolExecutor(1, "machines")
        self.session = Session(Kept(where), self.executor, self._changed, ways)
        self._wrong: dict[str, deque[float]] = defaultdict(deque)
        self._trouble = ""
        self._looking = PeriodicCallback(self._look, 1000 * LOOK_EVERY)
        self._looking.start()

    def _look(self) -> None:
        trouble = ""
        try:
            self.session.look()
        except LearnerError as error:
            trouble = str(error)
        if trouble not in ("", self._trouble):  # once, and not every few seconds
            print(trouble, file=sys.stderr, flush=True)
        self._trouble = trouble

    def _changed(self) -> None:
        self.loop.add_callback(lambda: [event.set() for event in self.news])

    def may_try(self, address: str) -> bool:
        """Whether this address has typed few enough wrong codes of late."""
        tries, now = self._wrong[address], time.monotonic()
        while tries and now - tries[0] > WRONG_WITHIN:
            tries.popleft()
        return len(tries) < WRONG_CODES

    def was_wrong(self, address: str) -> None:
        """One more wrong code of this address."""
        self._wrong[address].append(time.monotonic())


class Handler(RequestHandler):
    """Who asks, and what may be answered."""

    most = SMALL  # bytes that may be sent

    def initialize(self, room: Room) -> None:
        self.room = room

    def set_default_headers(self) -> None:
        for name, value in SAFE.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """A page of another site sends nothing."""
        origin = self.request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc != self.request.host
        if self.request.method == "POST" and foreign:
            raise HTTPError(403)
        if len(self.request.body) > self.most:
            raise HTTPError(413)

    @property
    def learner(self) -> str | None:
        """The token of the learner who asks."""
        token = self.get_cookie(LEARNER, "")
        return token if token in self.room.session.learners else None

    @property
    def is_teacher(self) -> bool:
        return self._is_secret(self.get_cookie(TEACHER, ""))

    def _is_secret(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.room.session.secret.encode())

    def asked(self) -> dict:
        """The JSON object that was sent. HTTPError when it is none."""
        try:
            sent = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise HTTPError(400) from None
        if not isinstance(sent, dict):
            raise HTTPError(400)
        return sent

    def refuse(self, status: int, sentence: str) -> None:
        """Say in one sentence why not."""
        self.set_status(status)
        self.finish({"error": sentence})

    def write_error(self, status_code: int, **_: object) -> None:
        self.finish({"error": "There is no such page." if status_code == 404 else "Not allowed."})


class PageHandler(Handler):
    """The learner's page, the projector's, and what belongs to them."""

    def get(self, name: str | None) -> None:
        name = name or ""
        if name == "screen":
            key = self.get_query_argument("key", "")
            if self._is_secret(key):  # out of the address, which everybody will see
                self.set_cookie(TEACHER, key, httponly=True, samesite="Strict")
                self.redirect("/screen")
                return
            if not self.is_teacher:
                raise HTTPError(403)
        file = ELSEWHERE.get(name, PAGES / name)
        self.set_header("Content-Type", f"{KINDS[file.suffix]}; charset=utf-8")
        own = name != "draw_character.js"
        text = file.read_text(encoding="utf-8") if own else script(name)
        self.finish(stylesheet() + text if file.suffix == ".css" else text)


class WayHandler(Handler):
    """``GET``: the address and the code for a telephone's camera, as a picture."""

    def get(self) -> None:
        if not self.is_teacher:
            raise HTTPError(403)
        picture = io.BytesIO()
        # The code stands behind a "#": it is sent to nobody on the way.
        segno.make(f"http://{self.request.host}/#{self.room.session.code}").save(
            picture, kind="svg", xmldecl=False, omitsize=True, border=4, light="#fff"
        )
        self.set_header("Content-Type", "image/svg+xml")
        self.finish(picture.getvalue())


class JoinHandler(Handler):
    """``POST {"code", "nickname"}``: a cookie is the learner from then on."""

    def post(self) -> None:
        sent, address, session = self.asked(), self.request.remote_ip, self.room.session
        if not self.room.may_try(address):
            self.refuse(429, "Too many wrong codes: wait a minute, then try again.")
            return
        code = sent.get("code")
        given = code.strip().upper() if isinstance(code, str) else ""
        if not hmac.compare_digest(given.encode(), session.code.encode()):
            self.room.was_wrong(address)
            self.refuse(403, "This is not the code on the projector.")
            return
        try:
            token = self.learner or session.join(sent.get("nickname"))
        except LearnerError as error:
            self.refuse(409, str(error))
            return
        self.set_cookie(LEARNER, token, httponly=True, samesite="Strict")
        self.finish({"joined": True})


class WhoHandler(Handler):
    """``GET``: the nickname of who asks, for the door of the course's pages."""

    def get(self) -> None:
        if self.learner is None:
            raise HTTPError(403)
        self.finish({"nickname": self.room.session.learners[self.learner]})


class CourseHandler(Handler):
    """``GET``: on to the studios and chapters, where they are served beside the session."""

    def get(self) -> None:
        if not self.room.course:
            raise HTTPError(404)
        self.redirect(f"http://{self.request.host_name}:{self.room.course}/")


class AnswerHandler(Handler):
    """``POST {"number", "choice"}``: the learner's answer, kept once this is answered."""

    def post(self) -> None:
        sent = self.asked()
        try:
            self.room.session.answer(self.learner or "", sent.get("number"), sent.get("choice"))
        except LearnerError as error:
            self.refuse(409, str(error))
            return
        self.finish({"kept": True})


class GiveHandler(Handler):
    """``POST {"kind", …}``: what a learner gives to a round, and what he is told."""

    most = LARGEST

    def post(self) -> None:
        try:
            told = self.room.session.give(self.learner or "", self.asked())
        except LearnerError as error:
            self.refuse(409, str(error))
            return
        self.finish(told)


class AlphabetHandler(Handler):
    """``GET``: the class alphabet as a file, for all who are here."""

    def get(self) -> None:
        if not (self.is_teacher or self.learner):
            raise HTTPError(403)
        try:
            packed = self.room.session.alphabet()
        except LearnerError as error:
            self.refuse(409, str(error))
            return
        self.set_header("Content-Type", "application/zip")
        self.set_header("Content-Disposition", 'attachment; filename="class_alphabet.zip"')
        self.finish(packed)


class TeacherHandler(Handler):
    """``POST {"do": "ask" | "reveal" | "wipe"}`` or ``{"do": "show", "kind"}``, for the teacher."""

    def post(self) -> None:
        if not self.is_teacher:
            raise HTTPError(403)
        session, sent = self.room.session, self.asked()
        do = {
            "ask": session.ask,
            "reveal": session.reveal,
            "show": lambda: session.show(sent.get("kind")),
            "wipe": self._wipe,
        }
        wanted = sent.get("do")
        if not isinstance(wanted, str) or wanted not in do:
            raise HTTPError(400)
        try:
            do[wanted]()
        except LearnerError as error:
            self.refuse(409, str(error))
            return
        self.set_cookie(TEACHER, session.secret, httponly=True, samesite="Strict")
        self.finish({"done": True})

    def _wipe(self) -> None:
        """The session, and what its learners did in the course's pages."""
        if places.progress().exists():  # of this lesson or of one before
            forget_everybody()
        self.room.session.wipe()


class ExportHandler(Handler):
    """``GET``: the session as a file, for the teacher alone."""

    def get(self, kind: str) -> None:
        if not self.is_teacher:
            raise HTTPError(403)
        session = self.room.session
        self.set_header("Content-Type", {"csv": "text/csv", "json": "application/json"}[kind])
        self.set_header("Content-Disposition", f'attachment; filename="class_session.{kind}"')
        self.finish(session.as_csv() if kind == "csv" else session.as_json())


class NewsHandler(Handler):
    """``GET``: a stream of what this page shows now (server-sent events); it stays open."""

    async def get(self, who: str) -> None:
        if who == "screen" and not self.is_teacher:
            raise HTTPError(403)
        if len(self.room.news) >= STREAMS:
            raise HTTPError(503)
        self.set_header("Content-Type", "text/event-stream")
        news = self._event = asyncio.Event()
        self.room.news.add(news)
        last = None
        try:
            while True:
                news.clear()
                seen = self._seen(who)
                self.write(": here\n\n" if seen == last else f"data: {json.dumps(seen)}\n\n")
                last = seen
                await self.flush()
                try:
                    await asyncio.wait_for(news.wait(), QUIET)
                except TimeoutError:
                    continue
        except StreamClosedError:
            return
        finally:
            self.room.news.discard(news)

    def on_connection_close(self) -> None:
        """Let the loop above find that nobody listens."""
        self._event.set()

    def _seen(self, who: str) -> dict:
        if who == "screen":
            return self.room.session.for_screen() if self.is_teacher else {"phase": "over"}
        if self.learner is None:
            return {"phase": "join"}
        return {**self.room.session.for_learner(self.learner), "course": bool(self.room.course)}


class NoSuchPageHandler(Handler):
    """Any other address."""

    def prepare(self) -> None:
        """There is nothing."""
        raise HTTPError(404)


def application(room: Room) -> Application:
    """All addresses of a session."""
    shared = {"room": room}
    return Application(
        [
            (rf"/(screen|class\.css|icon\.svg|{'|'.join(SCRIPTS)})?", PageHandler, shared),
            (r"/way\.svg", WayHandler, shared),
            (r"/join", JoinHandler, shared),
            (r"/who", WhoHandler, shared),
            (r"/course", CourseHandler, shared),
            (r"/answer", AnswerHandler, shared),
            (r"/give", GiveHandler, shared),
            (r"/alphabet\.zip", AlphabetHandler, shared),
            (r"/teacher", TeacherHandler, shared),
            (r"/session\.(csv|json)", ExportHandler, shared),
            (r"/news/(screen|learner)", NewsHandler, shared),
        ],
        default_handler_class=NoSuchPageHandler,
        default_handler_args=shared,
        log_function=lambda _: None,
    )


def own_address() -> str:
    """This computer's address in the room; the one for itself where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: it only picks the way out
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def ways(text: str) -> int:
    """``--ways``: 2 to 20. argparse.ArgumentTypeError otherwise."""
    if text.isascii() and text.isdecimal() and 2 <= int(text[:4]) <= 20:
        return int(text)
    raise argparse.ArgumentTypeError(f"2 to 20 drawings to choose from, not “{text[:20]}”")


def main(argv: list[str] | None = None) -> int:
    """Serve until Ctrl+C; 0 then. LearnerError when port or file cannot be had."""
    parser = argparse.ArgumentParser("python -m course_lib class", description=__doc__)
    parser.add_argument("--port", type=port, default=8870, help="default %(default)s; 0: any")
    parser.add_argument(
        "--course-port",
        type=port,
        default=8866,
        help="of the studios and chapters (default %(default)s; 0: any)",
    )
    parser.add_argument(
        "--session-only", action="store_true", help="serve no studios and no chapters"
    )
    parser.add_argument("--ways", type=ways, default=10, help="drawings a question (default 10)")
    parser.add_argument(
        "--file",
        type=places.argument,
        default=places.project() / "my_course" / "class_session.sqlite3",
        help="where the session is kept (default my_course/class_session.sqlite3)",
    )
    parser.add_argument(
        "--database",
        metavar="postgresql://USER@HOST/NAME",
        help="keep it in PostgreSQL instead; it may name the password, or ~/.pgpass",
    )
    options = parser.parse_args(argv)
    number = settle(options.port)
    course = 0 if options.session_only else settle(options.course_port)
    # What learners do in the course's pages is kept beside the session, and not with the teacher's.
    os.environ["LWL_PROGRESS"] = str(options.file.with_name("class_progress.sqlite3"))
    asyncio.run(_serve(options.database or options.file, options.ways, number, course))
    return 0


def start_course(session: int, number: int) -> subprocess.Popen:
    """The course's pages on port ``number``, for learners of the session on port ``session``.

    What they do is kept by nickname. The pages end with this program.
    """
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "course_lib", "serve", "--no-browser", "--offline"),
            *("--port", str(number), "--class-session", f"http://127.0.0.1:{session}"),
        ]
    )


async def _serve(where: Path | str, most: int, number: int, course: int) -> None:
    room = Room(where, most, course)
    server = HTTPServer(application(room), max_body_size=LARGEST, max_header_size=16384)
    server.listen(number)
    address = f"http://{own_address()}:{number}"
    print(f"Learners in this network go to  {address}  and type  {room.session.code}")
    print(f"Your page, for the projector:   {address}/screen?key={room.session.secret}")
    pages = start_course(number, course) if course else None
    print(
        "Who has the code may answer under a nickname"
        + (" and open studios and chapters, " if course else ", ")
        + "and nothing else. Keep your link secret."
    )
    print(
        "Stop with Ctrl+C; what was answered is kept, and goes on with the same command.",
        flush=True,
    )
    try:
        await asyncio.Event().wait()
    finally:
        if pages is not None:
            pages.terminate()
        server.stop()
        room.executor.shutdown(wait=False, cancel_futures=True)

"""The door of a server for a class: who has not joined the class's session gets no page.

The session (``python -m course_lib class``) is a server of its own that gave each learner a cookie;
a browser sends it here too, for a cookie belongs to a computer and not to a port. The door asks the
session whose it is. What its learner then does is kept under his nickname.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.web import HTTPError

from course_lib.progress.store import ASKING

COOKIE = "class-learner"  # the session sets it
REMEMBERED = 10.0  # seconds: so long may who was sent away still be in
MOST = 1000  # cookies that are remembered


class Door:
    """``session`` is the session's address at this computer."""

    def __init__(self, session: str) -> None:
        self.session = session.rstrip("/")
        self._known: dict[str, tuple[float, str]] = {}

    async def learner(self, cookie: str) -> str:
        """The nickname that the session gave for this cookie; "" for none, and while it is down."""
        at, name = self._known.get(cookie, (-REMEMBERED, ""))
        if time.monotonic() - at < REMEMBERED:
            return name
        asked = HTTPRequest(
            f"{self.session}/who", headers={"Cookie": f"{COOKIE}={cookie}"}, request_timeout=5
        )
        try:
            answer = await AsyncHTTPClient().fetch(asked)
            name = json.loads(answer.body)["nickname"]
        except (HTTPClientError, OSError, ValueError, KeyError):
            name = ""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[cookie] = (time.monotonic(), name)
        return name


class Guarded:
    """Before a handler does anything: who asks? Nobody known is sent to the session."""

    async def prepare(self: Any) -> None:
        door: Door | None = self.settings.get("course_door")
        watched = getattr(self, "for_who_runs_it", False)  # /health, from the same computer
        if door is not None and not (watched and self.request.remote_ip in ("127.0.0.1", "::1")):
            cookie = self.get_cookie(COOKIE, "")
            # A cookie's value goes into a header: only such as the session makes.
            name = await door.learner(cookie) if cookie.isascii() and cookie.isprintable() else ""
            if not name:
                if self.request.method == "GET" and "Upgrade" not in self.request.headers:
                    self.redirect(f"http://{self.request.host_name}:{urlsplit(door.session).port}/")
                    return
                raise HTTPError(403)
            ASKING.set(name)  # this request's alone: each has a context of its own
        going_on = super().prepare()
        if isinstance(going_on, Awaitable):
            await going_on


__all__ = ["COOKIE", "Door", "Guarded"]

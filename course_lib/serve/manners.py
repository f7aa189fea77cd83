"""What every handler of the course's server does alike, whoever wrote it.

``with_manners(Handler)`` is the same handler, but an error is a page of the course's own (Voila's
asks a server on the network for a font, tornado's is bare), sockets are pinged in the unit that
tornado means, a page that a proxy passes on may open them, files travel compressed, and a foreign
name for this computer opens no page, nor does a class's door for who has not joined.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from jupyter_server.base.handlers import APIHandler
from tornado.web import HTTPError, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketHandler

from course_lib.serve.class_door import Guarded
from course_lib.serve.packed_files import Packed

PING_SECONDS = 30  # proxies close a silent connection after 60
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ERRORS = {
    400: (
        "This page could not be made",
        "Either its address or the notebook behind it cannot be read.",
    ),
    403: ("This is not handed out", ""),
    404: ("There is no such page", ""),
    405: ("This page cannot be asked in this way", ""),
    500: (
        "This page could not be made",
        "Reload it to try again; the terminal in which the course runs says what went wrong.",
    ),
}


def with_manners(handler: type[RequestHandler]) -> type[RequestHandler]:
    """A subclass of ``handler`` with the manners that fit it."""
    kinds: list[type] = [_Names, Guarded]
    if hasattr(handler, "check_origin"):
        kinds.append(_Origins)
    if issubclass(handler, WebSocketHandler):
        kinds.append(_Pings)
    if issubclass(handler, StaticFileHandler):
        kinds.append(Packed)
    if not issubclass(handler, APIHandler):  # a program asks those, and reads JSON
        kinds.append(_Errors)
    return type(handler.__name__, (*kinds, handler), {"__module__": handler.__module__})


class _Names:
    """By which names this computer is asked.

    A web site can let its own name point to this computer: the browser then takes our pages for
    the site's, and its scripts read them. It still says the site's name, with our port, in the Host
    header. A proxy says its own port or none, so it passes. Who listens beyond this computer has
    names that nobody can list here.
    """

    def prepare(self: Any) -> Any:
        voila = self.settings["voila"]
        private = self.settings.get("course_private")  # a socket that no web site can name
        if not private and voila.ip in LOOPBACK and is_foreign(self.request.host, voila.port):
            raise HTTPError(403)
        return super().prepare()


def is_foreign(host: str, port: int) -> bool:
    """Whether a Host header names this port, and a computer that is not this one."""
    try:
        asked = urlsplit(f"//{host}")
        return asked.port == port and asked.hostname not in LOOPBACK
    except ValueError:  # no port, no address
        return True


class _Errors:
    """Errors are pages of the course."""

    def write_error(self: Any, status_code: int, **_: Any) -> None:
        heading, sentence = ERRORS.get(status_code) or ERRORS[404 if status_code < 500 else 500]
        template = self.settings["voila_jinja2_env"].get_template("error.html")
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(
            template.render(base_url=self.settings["base_url"], heading=heading, sentence=sentence)
        )


class _Origins:
    """Who may open a socket: pages of this server, seen directly or through a proxy.

    A proxy that changes the Host header tells the first one in X-Forwarded-Host, which no web page
    can set. Whoever runs pages on this very computer can reach the course's port anyway.
    """

    def check_origin(self: Any, *given: Any) -> bool:
        origin = urlsplit((given and given[0]) or self.request.headers.get("Origin", ""))
        forwarded = self.request.headers.get("X-Forwarded-Host", "")
        if origin.netloc and origin.netloc.lower() == forwarded.split(",")[0].strip().lower():
            return True
        return origin.hostname in LOOPBACK or super().check_origin(*given)


class _Pings:
    """Keep sockets open through proxies, and notice those that are gone.

    Jupyter's handlers count the time between pings in milliseconds and tornado in seconds, under
    one name. Jupyter's are switched off (``ws_ping_interval``), so that tornado can ping alone.
    Small messages go out at once: else each answer waits for the browser's receipt of the one
    before it (Nagle's algorithm against delayed receipts), forty milliseconds of every press.
    """

    def open(self: Any, *given: Any, **named: Any) -> Any:
        self.set_nodelay(True)
        return super().open(*given, **named)

    def get_websocket_protocol(self: Any) -> Any:
        protocol = super().get_websocket_protocol()
        if protocol is not None:
            protocol.params.ping_interval = protocol.params.ping_timeout = PING_SECONDS
        return protocol

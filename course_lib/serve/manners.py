"""What every handler of the course's server does alike, whoever wrote it.

``with_manners(Handler)`` is the same handler, but an error is a page of the course's own (Voila's
asks a server on the network for a font, tornado's is bare), sockets are pinged in the unit that
tornado means, and a page that a proxy passes on may open them.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from jupyter_server.base.handlers import APIHandler
from tornado.web import RequestHandler
from tornado.websocket import WebSocketHandler

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
    kinds: list[type] = [_Origins] if hasattr(handler, "check_origin") else []
    if issubclass(handler, WebSocketHandler):
        kinds.append(_Pings)
    if not issubclass(handler, APIHandler):  # a program asks those, and reads JSON
        kinds.append(_Errors)
    return type(handler.__name__, (*kinds, handler), {"__module__": handler.__module__})


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
    """

    def get_websocket_protocol(self: Any) -> Any:
        protocol = super().get_websocket_protocol()
        if protocol is not None:
            protocol.params.ping_interval = protocol.params.ping_timeout = PING_SECONDS
        return protocol

"""``python -m course_lib serve``: the home page, the studios and the chapters, in a browser."""

from __future__ import annotations

import argparse
import logging
import os
import re
import threading
import webbrowser
from functools import partial

from course_lib.files import places
from course_lib.serve.ports import HERE, port, settle
from course_lib.serve.private_folders import use_own


def main(argv: list[str] | None = None) -> int:
    """Serve until Ctrl+C; 0 then. LearnerError when the port cannot be had."""
    parser = argparse.ArgumentParser("python -m course_lib serve", description=__doc__)
    parser.add_argument(
        "--port",
        type=port,
        default=8866,
        help="on 127.0.0.1 (default %(default)s; 0: any that is free)",
    )
    parser.add_argument(
        "--socket",
        metavar="FILE",
        help="listen on this Unix socket, which only your user can open, and on no port",
    )
    parser.add_argument(
        "--class",
        action="store_true",
        help="for the room: to everybody in this network who types the session's code, as `class`",
    )
    parser.add_argument("--class-session", default="", help=argparse.SUPPRESS)
    parser.add_argument(
        "--lab",
        default="",
        metavar="ADDRESS",
        help="where the learner's JupyterLab is, to which pages then lead (default: they say how "
        "to start it)",
    )
    parser.add_argument(
        "--base-url",
        type=base_url,
        default="/",
        metavar="PATH",
        help="where a proxy shows the course, such as /course/ (default %(default)s)",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--preheat",
        type=int,
        default=0,
        metavar="N",
        help="keep N kernels ready a page, for a class that opens it together",
    )
    parser.add_argument(
        "--seats",
        type=int,
        metavar="N",
        help="pages that may be open at once; who comes later waits (default: by this computer's "
        "memory)",
    )
    parser.add_argument(
        "--away",
        type=float,
        default=180,
        metavar="SECONDS",
        help="how long a page may be asleep or without a network before its Python ends, and is "
        "started anew when it comes back (default %(default)d)",
    )
    parser.add_argument(
        "--spawn-kernels",
        action="store_true",
        help="start every kernel anew, as other systems than Linux do, and fork none",
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        default=bool(os.environ.get("LWL_OFFLINE")),
        help="fetch nothing by itself; the variable LWL_OFFLINE does the same",
    )
    parser.add_argument(
        "--notebooks",
        type=places.argument,
        default=places.project() / "notebooks",
        help=argparse.SUPPRESS,
    )
    options = parser.parse_args(argv)
    number = 0 if options.socket else settle(options.port)
    use_own()
    if options.class_session:
        os.environ[places.IN_CLASS] = "1"

    from tornado.ioloop import IOLoop

    from course_lib.serve import exporter, forked_kernels, page_renderer
    from course_lib.serve.first_fetch import fetch_beside
    from course_lib.serve.kernels import BEHIND_A_PAGE
    from course_lib.serve.server import CourseServer, settings, use_own_templates

    use_own_templates()
    exporter.use()
    page_renderer.use()
    if not options.spawn_kernels:
        forked_kernels.use(places.project() / "notebooks", BEHIND_A_PAGE)
    config = settings(options.preheat)
    config.Voila.port = number
    if options.class_session:
        config.CourseServer.class_session = options.class_session
        config.Voila.ip = ""  # everybody in the room
        stop_with(os.getppid())
    config.CourseServer.socket = options.socket or ""
    config.CourseServer.lab = options.lab.rstrip("/")
    if options.seats is not None:
        config.CourseServer.seats = max(1, options.seats)
    config.PageKernelManager.left_seconds = options.away
    config.Voila.port_retries = 0
    config.Voila.root_dir = str(options.notebooks)
    config.Voila.base_url = options.base_url
    config.Voila.open_browser = False  # its way leads over a page that asks a foreign server
    config.Voila.log_level = logging.ERROR
    # The loop runs only once the server listens, so whoever reads the address can go there.
    if not options.socket and not options.class_session:
        address = f"http://{HERE}:{number}{options.base_url}"
        IOLoop.current().add_callback(_tell, address, not options.no_browser)
    if not options.offline:
        IOLoop.current().add_callback(fetch_beside, partial(print, flush=True))
    CourseServer.launch_instance(argv=[], config=config)
    return 0


def stop_with(parent: int) -> None:
    """End when the program that started this one has ended, however it did."""

    def look() -> None:
        if os.getppid() != parent:
            IOLoop.current().stop()

    from tornado.ioloop import IOLoop, PeriodicCallback

    IOLoop.current().add_callback(PeriodicCallback(look, 1000).start)


def base_url(text: str) -> str:
    """``--base-url``: a path with a slash at both ends. argparse.ArgumentTypeError for no path."""
    parts = text.strip().strip("/").split("/")
    if parts == [""]:
        return "/"
    if all(re.fullmatch(r"[A-Za-z0-9._~%@+:-]+", part) and part.strip(".") for part in parts):
        return f"/{'/'.join(parts)}/"
    raise argparse.ArgumentTypeError(
        f"a base address is the path alone, such as /course/, not “{text[:60]}”"
    )


def _tell(address: str, show: bool) -> None:
    print(f"Learning Without Labels is at {address}", flush=True)
    print("Stop it with Ctrl+C.", flush=True)
    if show:
        threading.Thread(target=webbrowser.open, args=(address, 2), daemon=True).start()

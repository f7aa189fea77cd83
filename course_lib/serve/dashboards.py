"""``python -m course_lib serve``: the home page, the studios and the chapters, in a browser."""

from __future__ import annotations

import argparse
import logging
import socket
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files import places


def main(argv: list[str] | None = None) -> int:
    """Serve until Ctrl+C; 0 then. LearnerError when the port is taken."""
    parser = argparse.ArgumentParser("python -m course_lib serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8866, help="on 127.0.0.1 (default %(default)s)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--preheat",
        type=int,
        default=0,
        metavar="N",
        help="keep N kernels ready a page, for a class that opens it together",
    )
    parser.add_argument(
        "--notebooks", type=Path, default=places.project() / "notebooks", help=argparse.SUPPRESS
    )
    options = parser.parse_args(argv)
    _refuse_taken(options.port)

    from tornado.ioloop import IOLoop

    from course_lib.serve.server import CourseServer, settings, use_own_templates

    use_own_templates()
    config = settings(options.preheat)
    config.Voila.port = options.port
    config.Voila.port_retries = 0
    config.Voila.root_dir = str(options.notebooks)
    config.Voila.open_browser = not options.no_browser
    config.Voila.log_level = logging.ERROR
    # The loop runs only once the server listens, so whoever reads the address can go there.
    IOLoop.current().add_callback(_tell, options.port)
    CourseServer.launch_instance(argv=[], config=config)
    return 0


def _tell(port: int) -> None:
    print(f"Learning Without Labels is at http://127.0.0.1:{port}/", flush=True)
    print("Stop it with Ctrl+C.", flush=True)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise LearnerError(
                f"Something already listens on 127.0.0.1:{port}: it may be this course, started "
                f"before; else choose another port with --port {port + 1}."
            )

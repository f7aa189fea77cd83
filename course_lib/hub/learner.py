"""``python -m course_lib.hub.learner``: one learner's server, as JupyterHub starts it.

JupyterLab on the learner's own copies of the chapters, in his home folder; and beside it, started
when it is first asked for, the course's pages at ``course/``. Those listen on a socket that only
this learner's user can open: others work on the same machine, and a port is open to all of them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from course_lib.files import places
from course_lib.serve import start_page
from course_lib.serve.copies import refresh
from course_lib.serve.lab import ORIGINALS, settings

HERE = Path(__file__).resolve().parent
PAGES = "course"  # where the pages are, below the learner's own address
STUDIOS = (
    "The studios, to play with and without code, open with **Studios and chapters** in the "
    "launcher (File → New Launcher)."
)
AWAY = 60 * 60  # seconds after which a notebook's kernel ends that no page shows


def pages() -> dict[str, object]:
    """How jupyter-server-proxy starts the course's pages: on a socket, at the learner's address."""
    command = [
        *(sys.executable, "-m", "course_lib", "serve", "--no-browser", "--offline"),
        *("--socket", "{unix_socket}", "--base-url", f"{{base_url}}{PAGES}/"),
        *("--lab", "{base_url}lab"),
        # One learner has a page or two open: a warm parent of his own costs more than it saves.
        *("--spawn-kernels", "--seats", "6"),
    ]
    return {
        "command": command,
        "unix_socket": True,
        "absolute_url": True,
        "timeout": 60,
        "launcher_entry": {
            "title": "Studios and chapters",
            "icon_path": str(HERE / "studios.svg"),
        },
    }


def arguments(mine: Path) -> list[str]:
    """The command line of JupyterHub's single-user server, with the learner's folder ``mine``."""
    return [
        *settings(mine),
        f"--ServerProxy.servers={ ({PAGES: pages()})!r}",
        f"--MappingKernelManager.cull_idle_timeout={AWAY}",
        "--MappingKernelManager.cull_connected=False",
    ]


def main() -> None:
    """Bring the learner's copies up to date, then serve until the Hub ends it."""
    mine = places.own()
    mine.mkdir(mode=0o700, parents=True, exist_ok=True)
    refresh(ORIGINALS, mine)
    start_page.write(ORIGINALS, mine, STUDIOS)

    from jupyterhub.singleuser import main as serve

    sys.argv[1:] = [*arguments(mine), *sys.argv[1:]]
    serve()


if __name__ == "__main__":
    main()

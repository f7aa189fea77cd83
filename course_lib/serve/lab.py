"""``python -m course_lib lab``: JupyterLab on the learner's own copies of the chapters."""

from __future__ import annotations

import argparse
from pathlib import Path

from course_lib.files import places
from course_lib.serve import start_page
from course_lib.serve.copies import Copied, refresh
from course_lib.serve.ports import next_free, port, settle
from course_lib.serve.private_folders import use_writable

HERE = Path(__file__).resolve().parent
ORIGINALS = places.project() / "notebooks"


def told(done: Copied, mine: Path) -> str:
    """What the learner should know about his copies, a line each."""
    lines = [f"Your copies of the chapters are in {mine}"]
    lines += [f"  made     {name}" for name in done.made]
    lines += [f"  renewed  {name} (you had not changed it)" for name in done.renewed]
    lines += [
        f"  kept     {name}, as you changed it; the course's new version lies beside it: {other}"
        for name, other in done.beside
    ]
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Refresh the copies, open JupyterLab on them, serve until Ctrl+C; 0 then."""
    parser = argparse.ArgumentParser("python -m course_lib lab", description=__doc__)
    parser.add_argument(
        "--port", type=port, help="on 127.0.0.1 (default 8888, or the next that is free; 0: any)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--copies-only", action="store_true", help="refresh the copies and stop")
    options = parser.parse_args(argv)

    mine = places.own()
    print(told(refresh(ORIGINALS, mine), mine), flush=True)
    if options.copies_only:
        return 0
    start_page.write(ORIGINALS, mine)  # the copies could be written, so can this

    number = next_free(8888) if options.port is None else settle(options.port)
    if use_writable():
        print("Your home folder cannot be written: JupyterLab’s settings will not be kept.")

    from jupyterlab.labapp import LabApp

    here = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={number}", "--ServerApp.allow_root=True"]
    browser = f"--ServerApp.open_browser={not options.no_browser}"
    LabApp.launch_instance(argv=[*settings(mine), *here, browser])
    return 0


def settings(mine: Path) -> list[str]:
    """JupyterLab's command line, whoever starts it: no news, no update check on the network."""
    return [
        f"--ServerApp.root_dir={mine}",
        "--ServerApp.kernel_spec_manager_class=course_lib.serve.kernels.CourseKernels",
        # No pings: Jupyter counts them in milliseconds and tornado in seconds, which it warns of.
        # And a stylesheet of the course's own, where a user's would lie.
        "--ServerApp.tornado_settings={'websocket_max_message_size': 67108864,"
        f" 'ws_ping_interval': 0, 'static_custom_path': {[str(HERE / 'lab_settings')]!r}}}",
        "--LabApp.custom_css=True",
        "--ServerApp.log_level=WARN",
        f"--LabApp.app_settings_dir={HERE / 'lab_settings'}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=",
        "--LabApp.extension_manager=readonly",
        # The start page, and what was open the last time beside it.
        f"--LabApp.default_url=/lab/tree/{start_page.NAME}",
        "--LabApp.expose_app_in_browser=True",  # an exercise that passes saves the notebook
    ]

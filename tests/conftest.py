"""What several tests share: the training data if present, a served course, a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

import course_lib.serve  # noqa: F401  before anything of Jupyter's, as in every start
from course_lib.install import browser

ROOT = Path(__file__).resolve().parent.parent
# Several workers share the cores: a worker's torch that took them all would only wait for others.
settings.register_profile("course", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("course")
# Dozens of servers and kernels start here: each would compile the whole course anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Of servers that outlive a test: nothing is written to the folders of whoever runs the tests.
os.environ["LWL_PROGRESS"] = str(Path(tempfile.mkdtemp(prefix="course-progress-"), "all.sqlite3"))
os.environ["LWL_OFFLINE"] = "1"  # no server of a test fetches anything by itself
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes give a test no name: packed ones hold the time, and every worker must have the same."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as quick whatever needs no browser, runs no notebook and is not slow.

    The others come first: their files are long, and a long one at the end leaves cores idle.
    """
    for item in items:
        if ROOT / "tests" / "browser" in item.path.parents:
            item.add_marker("browser")
        if not {"browser", "notebooks", "slow"} & {mark.name for mark in item.iter_markers()}:
            item.add_marker("quick")
    long = {item.path for item in items if item.get_closest_marker("quick") is None}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(autouse=True)
def own_progress(tmp_path_factory, monkeypatch) -> Path:
    """A file of progress for this test alone, which does not exist yet."""
    file = tmp_path_factory.mktemp("progress") / "progress.sqlite3"
    monkeypatch.setenv("LWL_PROGRESS", str(file))
    return file


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with all the data sets: ``$LWL_DATA``, or ``shared/data`` beside the project.

    Not the course's own ``data``, where a learner has what he fetched, and seldom all.
    """
    folder = Path(os.environ.get("LWL_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no data folder at {folder}: name one in the variable LWL_DATA")
    return folder


def unused_port() -> int:
    """A port on 127.0.0.1 that nothing listened on a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    """As ``unused_port``."""
    return unused_port()


@contextmanager
def servers(log_folder: Path) -> Iterator[Callable]:
    """``start(folder, *arguments)`` serves a folder of notebooks and is its address, no slash."""
    running: list[subprocess.Popen] = []
    log = open(log_folder / "log.txt", "w+")  # noqa: SIM115

    def start(folder: Path, *arguments: str) -> str:
        port = unused_port()
        command = [sys.executable, "-m", "course_lib", "serve", "--no-browser", "--port", str(port)]
        command += ["--notebooks", str(folder), *arguments]
        running.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log))
        base, end = f"http://127.0.0.1:{port}", time.monotonic() + 60
        while time.monotonic() < end and running[-1].poll() is None:
            try:
                urllib.request.urlopen(base, timeout=5).read()
                return base
            except OSError:
                time.sleep(0.1)
        log.seek(0)
        raise AssertionError(f"the course could not be served:\n{log.read()}")

    start.log = Path(log.name)
    yield start
    for server in running:
        server.terminate()
    for server in running:
        server.wait(timeout=30)
    log.close()


@pytest.fixture(scope="module")
def serve_notebooks(tmp_path_factory) -> Iterator[Callable[[Path], str]]:
    """``serve_notebooks(folder)`` serves a folder of notebooks and is its address, no slash.

    Each server takes half a gigabyte, so that it ends with the tests of its file.
    """
    with servers(tmp_path_factory.mktemp("serve")) as start:
        yield start


@pytest.fixture(scope="session")
def serve_for_all(tmp_path_factory) -> Iterator[Callable[[Path], str]]:
    """As ``serve_notebooks``, for servers that many files' tests look at."""
    with servers(tmp_path_factory.mktemp("serve_for_all")) as start:
        yield start


@pytest.fixture(scope="session")
def course_url(serve_for_all) -> str:
    """The course itself, served; for example ``course_url + "/voila/render/dashboards/…"``."""
    return serve_for_all(ROOT / "notebooks")


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of the browser; the test is skipped, with the line that installs one, where none is."""
    path = browser.find()
    if path is None:
        pytest.skip(f"no Chromium or Chrome here; this gets one: {browser.HOW}")
    return path


@pytest.fixture(scope="session")
def run_notebook() -> Callable:
    """``run_notebook(notebook, folder)`` executes it with real widgets and gives it back.

    Every cell must run, but for those that a learner's copy marks ``raises-exception``. What
    widgets swallowed is found by ``problems_in``.
    """
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    from course_lib.serve.kernels import CourseKernels

    def run(notebook, folder: Path):
        manager = AsyncKernelManager(kernel_spec_manager=CourseKernels(), kernel_name="python3")
        client = NotebookClient(notebook, km=manager, timeout=300, store_widget_state=True)
        client.execute(cwd=str(folder), cleanup_kc=True)  # a manager of ours is not ended else
        return notebook

    return run


@pytest.fixture(scope="session")
def problems_in() -> Callable:
    """``problems_in(executed notebook)``: error outputs, in cells and inside the widgets' state.

    An exception in a widget's callback never reaches nbclient: it ends in an Output widget, or as
    text in some widget, or on the kernel's standard error.
    """

    def outputs_with_errors(outputs, where):
        for output in outputs:
            text = str(output.get("text", "")) + str(output.get("data", {}).get("text/html", ""))
            if output["output_type"] == "error":
                yield f"{where}: {output.get('ename')}: {output.get('evalue')}"
            elif "Traceback (most recent call last)" in text:
                yield f"{where}: {text}"

    def find(notebook) -> list[str]:
        found = []
        for number, cell in enumerate(notebook.cells):
            found += outputs_with_errors(cell.get("outputs", []), f"cell {number}")
        stored = notebook.metadata.get("widgets", {})
        models = stored.get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
        for model in models.values():
            state, name = model["state"], model["model_name"]
            if name == "OutputModel":
                found += outputs_with_errors(state.get("outputs", []), name)
            for trait, value in state.items():
                if trait != "outputs" and "Traceback (most recent call last)" in str(value):
                    found.append(f"{name}.{trait}: {value}")
        return found

    return find

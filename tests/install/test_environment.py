"""The program behind `make run`: what it installs, when it does nothing, what it adds to pip."""

from __future__ import annotations

import http.server
import importlib.util
import re
import subprocess
import sys
import threading
import time
import tomllib

import pytest


@pytest.fixture
def environment(repository, tmp_path, monkeypatch):
    """The installer over a copy of the project's two files, with no environment yet."""
    spec = importlib.util.spec_from_file_location(
        "environment", repository / "course_lib" / "install" / "environment.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((repository / name).read_bytes())
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(module, "STAMP", str(tmp_path / ".venv" / "course-installed.txt"))
    return module


@pytest.fixture
def pip(environment, monkeypatch, tmp_path):
    """The commands that it runs, noted and not run; the environment's folder is made by hand."""
    commands = []
    monkeypatch.setattr(environment, "run", lambda *command: commands.append(command))
    monkeypatch.setattr(environment, "answers", lambda _: False)
    python = tmp_path / environment.venv_python()
    python.parent.mkdir(parents=True)
    python.write_text("")
    return commands


def test_a_second_start_installs_nothing(environment, pip):
    assert environment.main([]) == 0
    assert len(pip) == 1
    assert pip[0][-2:] == ("-e", ".")
    assert "constraints.txt" in pip[0]
    started = time.perf_counter()
    assert environment.main([]) == 0
    assert time.perf_counter() - started < 1
    assert len(pip) == 1


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_file_installs_again(environment, pip, tmp_path, name):
    environment.main([])
    (tmp_path / name).write_text((tmp_path / name).read_text() + "\n# changed\n")
    environment.main([])
    environment.main([])
    assert len(pip) == 2


def test_extras_are_installed_once_and_hold_for_less(environment, pip):
    environment.main([])
    environment.main(["test"])
    environment.main(["test"])
    environment.main([])
    assert [command[-1] for command in pip] == [".", ".[test]"]


def test_a_failed_install_is_tried_again(environment, pip, monkeypatch):
    def fail(*_):
        raise SystemExit(1)

    monkeypatch.setattr(environment, "run", fail)
    with pytest.raises(SystemExit):
        environment.main([])
    monkeypatch.setattr(environment, "run", lambda *command: pip.append(command))
    environment.main([])
    assert len(pip) == 1


@pytest.mark.parametrize(
    ("system", "gpu", "index", "no_index", "added"),
    [
        ("Linux", False, True, "", True),
        ("Linux", False, False, "", False),
        ("Linux", True, True, "", False),
        ("Darwin", False, True, "", False),
        ("Windows", False, True, "", False),
        ("Linux", False, True, "1", False),
    ],
)
def test_when_the_cpu_index_is_added(environment, monkeypatch, system, gpu, index, no_index, added):
    monkeypatch.setattr(environment.platform, "system", lambda: system)
    monkeypatch.setattr(environment, "has_nvidia_gpu", lambda: gpu)
    monkeypatch.setattr(environment, "answers", lambda _: index)
    monkeypatch.setenv("PIP_NO_INDEX", no_index)
    expected = ["--extra-index-url", environment.CPU_WHEELS] if added else []
    assert environment.pip_options() == expected


def test_an_index_that_is_silent_is_given_up_in_time(environment):
    class Silent(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            time.sleep(5)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    started = time.perf_counter()
    assert not environment.answers(f"http://127.0.0.1:{server.server_port}", seconds=0.5)
    assert time.perf_counter() - started < 4
    assert not environment.answers("http://127.0.0.1:9", seconds=0.5)
    server.shutdown()


def test_every_dependency_is_pinned_and_named_once(repository):
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    lines = (repository / "constraints.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line)
    names = {name.lower().replace("_", "-") for name in pins}
    assert {re.split(r"[\[=<>]", line)[0].replace("_", "-") for line in wanted} <= names
    assert pins["torch"] == "2.13.0"
    assert "torch==2.13.0" in project["dependencies"]
    assert not any("+" in version for version in pins.values())
    conda = (repository / "environment.yml").read_text().splitlines()
    said = [line for line in conda if not line.startswith("#")]
    assert any("-e ." in line for line in said)
    assert not any("torch" in line for line in said)  # pyproject.toml alone names it


@pytest.mark.parametrize("argument", ["--help", "", "nonsense"])
def test_the_command_line_lists_its_commands(repository, argument):
    command = [sys.executable, "-m", "course_lib", *filter(None, [argument])]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=60)
    assert "serve" in done.stdout + done.stderr
    assert done.returncode == (2 if argument == "nonsense" else 0)


def test_a_taken_port_is_one_sentence(repository, free_port):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        command = [sys.executable, "-m", "course_lib", "serve", "--no-browser"]
        command += ["--port", str(free_port)]
        done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"--port {free_port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_pinned_package_accepts_the_oldest_python_that_the_course_does(repository):
    from importlib.metadata import distributions

    from packaging.specifiers import SpecifierSet

    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    oldest = project["requires-python"].removeprefix(">=") + ".0"
    pins = (repository / "constraints.txt").read_text().lower().replace("_", "-")
    pinned = [d for d in distributions() if f"{d.name.lower().replace('_', '-')}==" in pins]
    asks = {d.name: SpecifierSet(d.metadata["Requires-Python"] or "") for d in pinned}
    assert len(asks) > 50
    assert [name for name, versions in asks.items() if oldest not in versions] == []

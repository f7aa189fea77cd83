"""What JupyterHub and Kubernetes are told: the same server, started and ended alike."""

from __future__ import annotations

import http.client
import os
import re
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import yaml
from traitlets.config import PyFileConfigLoader

from tests.conftest import ROOT

HUB = ROOT / "course_lib" / "hub"
KUBERNETES = HUB / "kubernetes"


@pytest.fixture(scope="module")
def department(tmp_path_factory):
    """The configuration for one machine, as JupyterHub reads it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LWL_HOME", str(tmp_path_factory.mktemp("admin")))
        yield PyFileConfigLoader("jupyterhub_config.py", path=str(HUB)).load_config()


@pytest.fixture(scope="module")
def university():
    """The values for Kubernetes."""
    return yaml.safe_load((KUBERNETES / "values.yaml").read_text())


def test_a_department_and_a_university_start_and_end_the_same_server(department, university):
    single, cull = university["singleuser"], university["cull"]
    assert single["cmd"][1:] == department.Spawner.cmd[1:] == ["-m", "course_lib.hub.learner"]
    assert single["defaultUrl"] == department.Spawner.default_url
    (culler,) = department.JupyterHub.services
    assert f"--timeout={cull['timeout']}" in culler["command"]
    assert f"--max-age={cull['maxAge']}" in culler["command"]
    assert f"--cull-every={cull['every']}" in culler["command"]


def test_the_image_holds_what_the_values_start(university):
    recipe = (KUBERNETES / "Dockerfile").read_text()
    python = Path(university["singleuser"]["cmd"][0])
    (folder,) = re.findall(r"^COPY \. (\S+)$", recipe, re.MULTILINE)
    assert python == Path(folder, ".venv", "bin", "python")
    assert f'CMD ["{python}", "-m", "course_lib.hub.learner"]' in recipe
    assert university["singleuser"]["storage"]["homeMountPath"] in recipe
    assert f"--uid {university['singleuser']['uid']} " in recipe
    listed = (KUBERNETES / "Dockerfile.dockerignore").read_text().splitlines()
    wanted = [line[1:] for line in listed if line.startswith("!")]
    assert all((ROOT / name).exists() for name in wanted)
    assert {"course_lib", "notebooks", "assets", "constraints.txt"} <= set(wanted)


def test_nobody_signs_in_before_somebody_says_how(department, university):
    assert university["hub"]["config"]["JupyterHub"]["authenticator_class"] == "null"
    assert department.JupyterHub.bind_url.startswith("http://127.0.0.1:")


def test_the_secrets_of_the_hub_are_in_a_folder_of_its_owner(department):
    folder = Path(department.JupyterHub.cookie_secret_file).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_proxy_for_the_hub_is_fetched_by_its_checksums():
    import json

    lock = json.loads((HUB / "proxy" / "package-lock.json").read_text())
    asked = json.loads((HUB / "proxy" / "package.json").read_text())["dependencies"]
    packages = {name: data for name, data in lock["packages"].items() if name}
    assert all(data["integrity"].startswith("sha512-") for data in packages.values())
    for name, version in asked.items():
        assert packages[f"node_modules/{name}"]["version"] == version


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such sockets for Python")
def test_pages_on_a_socket_answer_there_alone_and_lead_to_jupyterlab():
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short
        path = Path(folder, "pages")
        command = [
            *(sys.executable, "-m", "course_lib", "serve", "--no-browser", "--spawn-kernels"),
            *("--socket", str(path), "--base-url", "/user/me/course/", "--lab", "/user/me/lab"),
        ]
        env = {**os.environ, "JUPYTERHUB_BASE_URL": "/teach/"}
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=env)
        try:
            end = time.monotonic() + 60
            while not path.exists():
                assert server.poll() is None
                assert time.monotonic() < end
                time.sleep(0.1)
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            ask = http.client.HTTPConnection("university.example")
            ask.sock = socket.socket(socket.AF_UNIX)
            ask.sock.connect(str(path))
            ask.request("GET", "/user/me/course/")
            answer = ask.getresponse()
            page = answer.read().decode()
        finally:
            server.terminate()
            told = server.communicate(timeout=30)[0]
    assert answer.status == 200
    assert '<a href="/user/me/lab">JupyterLab</a>' in page
    assert '<a href="/teach/hub/home">Stop or sign out</a>' in page
    assert "make lab" not in page
    assert "runs on this computer" not in page
    assert "http://" not in told  # it is at no address that anybody could open

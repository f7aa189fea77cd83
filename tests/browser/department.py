"""A real JupyterHub with two real accounts of this machine, and a learner who signs in by HTTP."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
import websocket

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """\
c = get_config()
load_subconfig({ours!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.Spawner.cmd = [{python!r}, *c.Spawner.cmd[1:]]
c.Spawner.environment.update({environment!r})
if {idle}:
    c.JupyterHub.services[0]["command"][-3:] = ["--timeout={idle}", "--cull-every=1"]
"""


def why_not() -> str:
    """Why no department can be tried here; empty where it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "JupyterHub starts servers as other users, which takes root"
    if not all(shutil.which(name) for name in ("useradd", "userdel", "chpasswd")):
        return "accounts cannot be made here"
    if not all(folder.stat().st_mode & 0o001 for folder in (ROOT, *ROOT.parents)):
        return f"other users may not read {ROOT}"
    return ""


def python_for_all(folder: Path) -> tuple[str, dict[str, str]]:
    """A Python like this one that other users may start, and what its environment must say.

    Where this one lies in a home folder, its interpreter is copied, and a virtual environment made
    of it whose packages are links to this one's.
    """
    base, real = Path(sys.base_prefix), Path(sys.executable).resolve()
    if all(parent.stat().st_mode & 0o001 for parent in real.parents):
        return sys.executable, {}
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    copied, made = folder / "python", folder / "venv"
    leave = shutil.ignore_patterns("site-packages", "test", "__pycache__", "*.a", "idlelib")
    shutil.copytree(base, copied, symlinks=True, ignore=leave)
    environment = {"LD_LIBRARY_PATH": str(copied / "lib")}
    subprocess.run(
        [copied / "bin" / version, "-m", "venv", "--without-pip", made],
        env={**os.environ, **environment},
        check=True,
    )
    packages = made / "lib" / version / "site-packages"
    packages.rmdir()
    packages.symlink_to(Path(sys.prefix, "lib", version, "site-packages"))
    for name in ("share", "etc"):
        shutil.rmtree(made / name, ignore_errors=True)
        (made / name).symlink_to(Path(sys.prefix, name))
    return str(made / "bin" / "python"), environment


@dataclass
class Department:
    """A Hub that runs; ``stop`` and ``start`` are the night between two days."""

    folder: Path
    base: str
    accounts: dict[str, str]  # password by name
    settings: dict[str, object]  # of CONFIG
    server: subprocess.Popen | None = None

    @property
    def log(self) -> str:
        """What the Hub and the learners' servers wrote."""
        return (self.folder / "log.txt").read_text(errors="replace")

    def start(self, idle: int = 0) -> None:
        """Start the Hub and wait until it answers; ``idle``: seconds after which a server ends."""
        config = self.folder / "config.py"
        config.write_text(CONFIG.format(**self.settings, idle=idle))
        with (self.folder / "log.txt").open("a") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", str(config)],
                cwd=self.folder,
                env={
                    **os.environ,
                    "LWL_HOME": str(self.folder / "state"),
                    "PYTHONPATH": str(ROOT),
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait(lambda: requests.get(f"{self.base}/hub/health", timeout=5).ok)

    def wait(self, true, seconds: float = 90) -> None:
        """Until ``true()``; AssertionError with the Hub's log when it does not come."""
        end = time.monotonic() + seconds
        while True:
            try:
                if true():
                    return
            except requests.ConnectionError:
                pass
            assert self.server.poll() is None, self.log[-4000:]
            assert time.monotonic() < end, self.log[-4000:]
            time.sleep(0.2)

    def stop(self) -> None:
        """End the Hub, its proxy and the learners' servers."""
        self.server.terminate()
        self.server.wait(60)

    def home(self, name: str) -> Path:
        """An account's home folder."""
        return self.folder / "homes" / name


@dataclass
class Learner:
    """Somebody at a browser of his own."""

    department: Department
    name: str
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def url(self) -> str:
        """His server's address."""
        return f"{self.department.base}/user/{self.name}"

    def sign_in(self, password: str = "") -> requests.Response:
        """Send the login form; the answer."""
        login = f"{self.department.base}/hub/login"
        self.session.get(login)
        return self.session.post(
            login,
            data={
                "username": self.name,
                "password": password or self.department.accounts[self.name],
                "_xsrf": self.session.cookies.get("_xsrf", path="/hub/"),
            },
        )

    def enter(self) -> None:
        """Sign in, start the server, wait for the course's pages."""
        assert self.sign_in().ok
        self.session.get(f"{self.department.base}/hub/spawn/{self.name}")
        self.department.wait(lambda: "seats" in self.get("/course/health").text)

    def get(self, path: str) -> requests.Response:
        """``GET`` below his own address."""
        return self.session.get(self.url + path)

    def channels(self, of: str, kernel: str) -> websocket.WebSocket:
        """The socket of a kernel of ``of``, asked for with this learner's cookies."""
        self.get("/api/status")
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.session.cookies)
        address = f"{self.department.base}/user/{of}/api/kernels/{kernel}/channels"
        return websocket.create_connection(
            address.replace("http", "ws", 1), cookie=cookies, timeout=60
        )

    def start_kernel(self) -> str:
        """A new kernel of his JupyterLab."""
        made = self.session.post(f"{self.url}/api/kernels", json={}, headers=self.xsrf)
        assert made.status_code == 201, made.text
        return made.json()["id"]

    def run(self, code: str) -> str:
        """What a line of Python prints in a kernel of his JupyterLab."""
        kernel = self.start_kernel()
        socket = self.channels(self.name, kernel)
        try:
            return _answer(socket, code)
        finally:
            socket.close()
            self.session.delete(f"{self.url}/api/kernels/{kernel}", headers=self.xsrf)

    @property
    def xsrf(self) -> dict[str, str]:
        """The header that his server asks of whoever changes something."""
        path = urllib.parse.urlsplit(self.url).path + "/"
        self.get("/lab")
        return {"X-XSRFToken": self.session.cookies.get("_xsrf", path=path)}


def _answer(socket, code: str) -> str:
    number = secrets.token_hex(8)
    header = {"msg_id": number, "msg_type": "execute_request", "username": "", "session": number}
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    socket.send(json.dumps({**message, "channel": "shell", "buffers": []}))
    said = []
    while True:
        got = json.loads(socket.recv())
        if got["parent_header"].get("msg_id") != number:
            continue
        kind = got["header"]["msg_type"]
        if kind == "stream":
            said.append(got["content"]["text"])
        elif kind == "error":
            said.append(f"{got['content']['ename']}: {got['content']['evalue']}")
        elif kind == "status" and got["content"]["execution_state"] == "idle":
            return re.sub(r"\x1b\[[\d;]*m", "", "".join(said)).strip()


@contextmanager
def department(names: list[str], ports: list[int]) -> Iterator[Department]:
    """A Hub with an account for each name; the accounts go with it."""
    folder = Path(tempfile.mkdtemp(prefix="course-department-"))
    folder.chmod(0o755)  # the others must be able to walk through
    (folder / "homes").mkdir()
    accounts = {name: secrets.token_urlsafe(12) for name in names}
    made = None
    try:
        for name, password in accounts.items():
            home = folder / "homes" / name
            subprocess.run(["useradd", "--create-home", "--home-dir", home, name], check=True)
            home.chmod(0o700)
            subprocess.run(["chpasswd"], input=f"{name}:{password}", text=True, check=True)
        python, environment = python_for_all(folder)
        settings = {
            "ours": str(ROOT / "course_lib" / "hub" / "jupyterhub_config.py"),
            **dict(zip(("port", "hub", "api"), ports, strict=True)),
            "python": python,
            "environment": {**environment, "PYTHONPATH": str(ROOT)},
        }
        made = Department(folder, f"http://127.0.0.1:{ports[0]}", accounts, settings)
        made.start()
        yield made
    finally:
        if made is not None and made.server is not None and made.server.poll() is None:
            made.stop()
        for name in accounts:
            subprocess.run(["userdel", name], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)

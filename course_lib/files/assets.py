"""What the course ships, found by name and checked before use.

``assets/MANIFEST.toml`` has one table an asset::

    [context_encoder_l2]
    file = "weights/context_encoder_l2.safetensors"   # relative to assets/
    sha256 = "…"
    licence = "…"                # of the weights, and of what they were trained on
    command = "python -m course_lib train …"          # makes such a file
    quality = "…"                # what was measured, on which photos
    url = "https://…"            # optional: where to get it if it is not here

``path("context_encoder_l2")`` is the file's path, or one sentence in a LearnerError saying what to
do. Nothing is ever unpickled, and a file whose sha256 is not the pinned one is never handed out.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.files.download import digest, fetch

_checked: dict[Path, tuple[str, int, int]] = {}


def manifest() -> dict[str, dict]:
    """Every asset's table by name. LearnerError when the manifest is missing or unreadable."""
    file = places.assets() / "MANIFEST.toml"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise LearnerError(
            f"The course's list of files, {file}, is missing: get the project again with git."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LearnerError(f"The course's list of files, {file}, is damaged ({error}).") from None


def path(name: str) -> Path:
    """The verified local path of asset ``name``.

    Looks in ``assets/`` first; where the file is missing and its table has a ``url``, fetches it.
    LearnerError, one sentence, for an unknown name and for a missing, unreachable or altered file.
    The sum is taken again only when the file's time or size has changed.
    """
    table = manifest().get(name)
    if table is None:
        known = ", ".join(sorted(manifest())) or "none"
        raise LearnerError(f"The course has no file called “{name}” (it has: {known}).")
    file = places.assets() / table["file"]
    if not os.path.exists(file):
        if "url" not in table:
            raise LearnerError(
                f"The file {file} is missing: `git checkout -- assets` brings it back, "
                f"`{table.get('command', 'the training command')}` makes it anew."
            )
        fetch(table["url"], file, sha256=table["sha256"])
    _verify(file, table)
    return file


def _verify(file: Path, table: dict) -> None:
    stat = file.stat()
    state = (table["sha256"], stat.st_mtime_ns, stat.st_size)
    if _checked.get(file) == state:
        return
    if digest(file, "sha256") != table["sha256"]:
        raise LearnerError(
            f"The file {file} is not the one that came with the course, so it is not used: "
            "`git checkout -- assets` brings the right one back."
        )
    _checked[file] = state

"""Where Jupyter and IPython keep their own files: settings, signatures, connection files, history.

They belong in the home folder, which may be read-only, full, or not there at all (a lab machine, a
container). Pages need nothing from it, so they get a folder of their own that ends with the server.
JupyterLab keeps a learner's settings where they are, as long as they can be written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files.temporary import own_folder
from course_lib.files.write_whole import write_whole

BLOCK = b"0" * 4096  # a full disk or quota may still allow an empty file


def use_own() -> None:
    """From now on nothing of Jupyter's, here or in kernels, is read from or written to the home."""
    _use([*_no_home(), *(variable for variable, _, _ in _folders())])


def use_writable() -> bool:
    """Move what cannot be written to a folder that ends with this program; whether any had to be.

    What lies in the home folder and can be written stays there.
    """
    moved = [variable for variable, ask, inside in _folders() if not _writable(ask, inside)]
    moved += _no_home()
    _use(moved)
    return bool(moved)


def _no_home() -> list[str]:
    """``["HOME"]`` where this user has no home folder: Jupyter does not start without."""
    try:
        Path.home()
    except RuntimeError:
        return ["HOME"]
    return []


def _folders() -> list[tuple[str, Callable[[], str], tuple[str, ...]]]:
    """The variable that moves a folder, what says where it is, and what is written in it."""
    from jupyter_core import paths

    return [
        ("JUPYTER_CONFIG_DIR", paths.jupyter_config_dir, ("lab/user-settings", "lab/workspaces")),
        ("JUPYTER_DATA_DIR", paths.jupyter_data_dir, (".",)),
        ("JUPYTER_RUNTIME_DIR", paths.jupyter_runtime_dir, (".",)),
        ("IPYTHONDIR", _ipython_dir, ("profile_default/security",)),
    ]


def _ipython_dir() -> str:
    # IPython's own answer is already a temporary folder, a new one at every call.
    return os.environ.get("IPYTHONDIR") or str(Path("~/.ipython").expanduser())


def _writable(ask: Callable[[], str], inside: Iterable[str]) -> bool:
    try:
        for part in inside:
            folder = Path(ask(), part)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = folder / ".can-this-be-written"
            write_whole(probe, BLOCK)
            probe.unlink()
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder at all
        return False
    return True


def _use(variables: list[str]) -> None:
    """Give each variable a folder of its own under one that is deleted at this program's end."""
    if not variables:
        return
    try:
        own = own_folder("learning-without-labels")
        for variable in variables:
            folder = own / variable.lower()
            folder.mkdir(mode=0o700)
            os.environ[variable] = str(folder)
    except OSError as error:
        raise LearnerError(
            f"There is no room for temporary files ({error.strerror or error}): make room, or name "
            "another folder for them in the variable TMPDIR."
        ) from None

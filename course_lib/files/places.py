"""The project's folders, each in one place: the project, assets, data sets, the learner's own.

Four can be moved by a variable: ``LWL_ASSETS``, ``LWL_DATA``, ``LWL_HOME`` and ``LWL_PROGRESS``,
the file of what the learner did. Quotes around the path are taken off, ``~`` is the home folder,
and a relative path begins in the folder where the command was started: ``pin`` makes it absolute
there, so that the kernels and programs which the command starts look in the same place.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from course_lib.errors import LearnerError

VARIABLES = ("LWL_ASSETS", "LWL_DATA", "LWL_HOME", "LWL_PROGRESS")
NAME = "learning-without-labels"
IN_CLASS = "LWL_IN_CLASS"  # set where a page's reader sits at another computer
STARTED = "LWL_STARTED"  # a page's kernel finds here where its server was started
QUOTES = ('""', "''", "“”", "„“", "”“", "‘’", "«»")


def project() -> Path:
    """The top folder of the project."""
    return Path(__file__).resolve().parent.parent.parent


def assets() -> Path:
    """What the course ships: ``$LWL_ASSETS``, or ``assets/`` in the project."""
    return _named("LWL_ASSETS") or project() / "assets"


def data() -> Path:
    """Where data sets lie: ``$LWL_DATA``, or ``data/`` in the project."""
    return _named("LWL_DATA") or project() / "data"


def own() -> Path:
    """The learner's own copies and files: ``$LWL_HOME``, or ``my_course/`` in the project."""
    return _named("LWL_HOME") or project() / "my_course"


def progress() -> Path:
    """The file of what the learner did: ``$LWL_PROGRESS``, or in this user's folder for data; for
    a user without a home, among the learner's own files."""
    from platformdirs import user_data_path

    named = _named("LWL_PROGRESS")
    try:
        return named or user_data_path(NAME, appauthor=False).absolute() / "progress.sqlite3"
    except RuntimeError:
        return own() / "progress.sqlite3"


def typed(text: str) -> Path:
    """The absolute path that somebody wrote in a field: quotes and white space around it are taken
    off, ``~`` is the home folder, and ``file://`` may stand in front. A relative path begins where
    the server of the page was started; in a notebook of JupyterLab, beside the notebook.

    LearnerError where there can be no such path, where it may not be looked at, and on a page of
    somebody who sits at another computer; else it may be there or not.
    """
    if os.environ.get(IN_CLASS):
        raise LearnerError(
            "This page is your teacher’s computer’s, whose files are not yours: upload your own."
        )
    path = _absolute(text)
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise LearnerError(f"{path} cannot be read: {error.strerror or error}.") from None
    return path


def argument(text: str) -> Path:
    """``typed`` as the type of a command's option: argparse says the same sentence."""
    try:
        return typed(text)
    except LearnerError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def pin() -> None:
    """Make the variables absolute for this program and for all that it starts.

    LearnerError, naming the variable, for a path that there cannot be.
    """
    for name in VARIABLES:
        if path := _named(name):
            os.environ[name] = str(path)


def _named(variable: str) -> Path | None:
    """The folder that the variable names; None where it is not set or empty."""
    text = os.environ.get(variable, "")
    try:
        return _absolute(text) if text.strip() else None
    except LearnerError as error:
        raise LearnerError(f"The variable {variable} names no folder: {error}") from None


def _absolute(text: str) -> Path:
    """``text`` as an absolute path. LearnerError where there can be none."""
    text = text.strip()
    while len(text) > 1 and text[0] + text[-1] in QUOTES:
        text = text[1:-1].strip()
    shown = " ".join((text if len(text) <= 60 else text[:60] + "…").split())
    if re.match(r"file:/", text, re.IGNORECASE):  # copied out of a browser
        text = url2pathname(urlsplit(text).path)
    elif re.match(r"[a-z]{2,}://", text, re.IGNORECASE):
        raise LearnerError(
            f"“{shown}” is an address on the network: download it, and name the file."
        )
    try:
        path = Path(os.environ.get(STARTED) or os.getcwd(), Path(text).expanduser())
        os.stat(path)
    except RuntimeError:  # of expanduser
        raise LearnerError(
            f"“{shown}” begins with a home folder that this computer does not know: "
            "write the whole path."
        ) from None
    except ValueError:  # a NUL, or what no file name can hold
        raise LearnerError(f"“{shown}” can be no path on this computer.") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise LearnerError(f"“{shown}” is too long for a path on this computer.") from None
    return path

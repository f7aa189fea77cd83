"""Omniglot, fetched quietly beside a first ``serve``, so that the arena soon has people's hands."""

from __future__ import annotations

import threading
from collections.abc import Callable

from course_lib.errors import LearnerError
from course_lib.files import fetch, places

NAMES = ("omniglot-evaluation", "omniglot-background")


def missing() -> list[str]:
    """Those of NAMES that are not on this computer."""
    return [n for n in NAMES if not (places.data() / fetch.DATA_SETS[n].holds).exists()]


def fetch_beside(say: Callable[[str], object]) -> threading.Thread | None:
    """Fetch what is missing in a thread that ends with the program; None if nothing is missing.

    Begin, success and failure are told in a line each; pages offer it again after a failure.
    """
    names = missing()
    if not names:
        return None

    def work() -> None:
        try:
            for name in names:
                fetch.get(name)
        except LearnerError as error:
            why = str(error).split(": ")[0]  # what to do about it is another page's
            say(f"Omniglot could not be fetched now ({why}); the arena has a button for it.")
        else:
            say("Omniglot is here: reload a page to play with it.")

    say("Fetching Omniglot, 16 MB, in the background (--offline forbids it).")
    thread = threading.Thread(target=work, name="first-fetch", daemon=True)
    thread.start()
    return thread


__all__ = ["NAMES", "fetch_beside", "missing"]

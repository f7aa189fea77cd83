"""In a notebook, show one plain sentence for what the learner can mend, instead of a traceback.

``install(shell)`` (or ``%load_ext course_lib``) handles ``LearnerError``, whose text is the
sentence, ``NotImplementedError``, which an unanswered exercise raises, and a name that the
chapter's first cell would have brought: that cell is offered to be run. Every other exception is
a fault in the learner's or the course's code and keeps its traceback: it is what one debugs.
Behind a read-only page (the server sets ``LWL_READ_ONLY_PAGE``) nobody debugs: there, every
exception is one sentence, and its traceback goes to the terminal of whoever runs the server.
"""

from __future__ import annotations

import os
import pkgutil
import sys
import traceback
from html import escape
from typing import Any

from course_lib.errors import LearnerError

# Where a name is missing that the chapter's first cell brings; named, for it stands above this.
OFFER = "course_lib.panels.first_cell:offer"
UNANSWERED = "This cell needs your answer: replace “raise NotImplementedError” above, then run it."
READ_ONLY = (
    "This cell needs your answer: the top of this page says how to open a copy of this chapter to "
    "work in."
)


def sentence(error: BaseException) -> str:
    """The one sentence that the learner reads for ``error``."""
    if isinstance(error, NotImplementedError):
        return str(error) or (READ_ONLY if read_only_page() else UNANSWERED)
    if isinstance(error, LearnerError):
        return str(error)
    return (
        f"This part of the page could not be shown ({type(error).__name__}: {error}); "
        "reload the page to try again."
    )


def show(shell: Any, kind: type, error: BaseException, trace: Any, tb_offset: Any = None) -> list:
    """IPython's hook for a custom exception: display the sentence, return the short traceback."""
    from IPython.display import display

    if isinstance(error, NameError) and not read_only_page():
        mended = error.name and pkgutil.resolve_name(OFFER)(shell, error.name)
        tail = [f"NameError: {error}"]
        return tail if mended else shell.InteractiveTB.structured_traceback(
            kind, error, trace, tb_offset=tb_offset
        )  # fmt: skip
    text = sentence(error)
    if not isinstance(error, LearnerError | NotImplementedError):
        traceback.print_exception(kind, error, trace, file=sys.__stderr__)
    look, colour = ("note", "#0072b2") if kind is NotImplementedError else ("error", "#d55e00")
    style = f"border-left:4px solid {colour};padding:8px 12px;margin:4px 0;"
    html = f'<div class="lwl-{look}" role="alert" style="{style}">{escape(text)}</div>'
    display({"text/html": html, "text/plain": text}, raw=True)
    # A kernel's answer to whoever asked for the cell (nbconvert, nbgrader) names it from here.
    shell._last_traceback = [text]
    return [text]


def install(shell: Any = None) -> None:
    """Use ``show`` in this IPython shell (or the running one); doing it twice changes nothing."""
    if shell is None:
        from IPython import get_ipython

        shell = get_ipython()
    mendable = (LearnerError, NotImplementedError, NameError)
    said = (Exception,) if read_only_page() else mendable
    shell.set_custom_exc(said, show)


def read_only_page() -> bool:
    """Whether this kernel stands behind a page that the learner can only look at and play with."""
    return os.environ.get("LWL_READ_ONLY_PAGE") == "1"

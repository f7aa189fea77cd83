"""A pass is a save: in JupyterLab, an exercise that passes saves its notebook."""

from __future__ import annotations

from course_lib.controls.keeper import Keeper
from course_lib.exercises import checking

_keeper: Keeper | None = None


def keep_passes() -> None:
    """From now on every exercise that passes saves the notebook; doing it twice changes nothing."""
    global _keeper
    if _keeper is None:
        checking.passed.append(lambda: _keeper.save())
    if _keeper is None or _keeper.comm is None:
        _keeper = Keeper()

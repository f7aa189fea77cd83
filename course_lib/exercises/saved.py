"""What the learner has done so far: a small JSON file beside the notebook.

Reading and writing never stop a lesson: what is wrong with the file becomes a sentence. A file
that cannot be read is kept under another name before a new one is begun.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path

from course_lib.exercises.result import FONT, INK, LOOKS, NOT_YET, PASSED, SOFT, TEXT, TRY_AGAIN
from course_lib.files.write_whole import write_whole

FILE, BROKEN = "progress.json", "progress.unreadable.json"


@dataclass(frozen=True)
class Tries:
    """One exercise: how often it was checked, and whether it ever passed."""

    tries: int
    passed: bool

    @property
    def state(self) -> str:
        return PASSED if self.passed else TRY_AGAIN


@dataclass(frozen=True)
class ChapterProgress:
    """The state of one chapter; shown by a notebook as a list."""

    chapter: str
    done: dict[str, Tries]
    names: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def passed(self) -> int:
        return sum(t.passed for t in self.done.values())

    def _rows(self) -> list[tuple[str, str, str]]:
        rows = []
        for name in self.names:
            tries = self.done.get(name)
            state = tries.state if tries else NOT_YET
            count = (
                "" if tries is None else f"{tries.tries} {'try' if tries.tries == 1 else 'tries'}"
            )
            rows.append((name, state, count))
        return rows

    def __str__(self) -> str:
        lines = [f"{self.chapter}: {self.passed} of {len(self.names)} exercises passed"]
        for name, state, count in self._rows():
            lines.append(f"  {LOOKS[state].symbol} {name}" + (f" ({count})" if count else ""))
        return "\n".join(lines + ([self.note] if self.note else []))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td style="color:{LOOKS[state].colour};text-align:left;font-weight:650">'
            f'<span aria-hidden="true">{LOOKS[state].symbol}</span> {LOOKS[state].word}</td>'
            f'<td style="text-align:left"><code>{escape(name)}</code></td>'
            f'<td style="color:{SOFT};text-align:left">{count}</td></tr>'
            for name, state, count in self._rows()
        )
        note = f'<p style="color:{SOFT}">{escape(self.note)}</p>' if self.note else ""
        head = f"{self.passed} of {len(self.names)} exercises passed"
        return (
            f'<div class="lwl-exercises" style="color:{INK};font:{TEXT}/1.5 {FONT}">'
            f'<strong>{head}</strong><table style="margin:8px 0">{rows}</table>{note}</div>'
        )


def read(folder: Path | None = None) -> tuple[dict[str, Tries], str]:
    """The tries of every exercise, and a sentence if the file could not be read (else "")."""
    path = (folder or Path.cwd()) / FILE
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))["exercises"]
        return {name: Tries(int(t["tries"]), t["passed"] is True) for name, t in stored.items()}, ""
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        return {}, f"Your progress could not be read from {FILE} ({error.strerror})."
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}, f"{FILE} is damaged, so your progress starts anew; it is kept as {BROKEN}."


def record(name: str, passed: bool, folder: Path | None = None) -> str:
    """Count one try; once passed, an exercise stays passed. A sentence if it was not saved."""
    folder = folder or Path.cwd()
    tries, note = read(folder)
    before = tries.get(name, Tries(0, False))
    tries[name] = Tries(before.tries + 1, before.passed or passed)
    try:
        if note and (folder / FILE).exists():
            os.replace(folder / FILE, folder / BROKEN)
        _write(folder / FILE, tries)
    except OSError as error:
        return f"Your progress could not be saved in {FILE} ({error.strerror}); the check counts."
    return note


def _write(path: Path, tries: dict[str, Tries]) -> None:
    stored = {"version": 1, "exercises": {name: asdict(t) for name, t in sorted(tries.items())}}
    write_whole(path, json.dumps(stored, indent=1).encode())

"""Where the learner stands in a chapter, as a notebook shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from course_lib.exercises.result import FONT, INK, LOOKS, NOT_YET, PASSED, SOFT, TEXT, TRY_AGAIN
from course_lib.progress import Attempts


@dataclass(frozen=True)
class ChapterProgress:
    """The state of one chapter; shown by a notebook as a list."""

    chapter: str
    done: dict[str, Attempts]
    names: list[str] = field(default_factory=list)
    note: str = ""
    questions: tuple[int, int] = (0, 0)  # answered rightly (or guessed), of how many

    @property
    def head(self) -> str:
        right, asked = self.questions
        told = f", {right} of {asked} questions answered" if asked else ""
        return f"{self.passed} of {len(self.names)} exercises passed{told}"

    @property
    def passed(self) -> int:
        return sum(t.passed for t in self.done.values())

    def _rows(self) -> list[tuple[str, str, str]]:
        rows = []
        for name in self.names:
            tries = self.done.get(name)
            state = NOT_YET if tries is None else PASSED if tries.passed else TRY_AGAIN
            count = (
                "" if tries is None else f"{tries.tries} {'try' if tries.tries == 1 else 'tries'}"
            )
            rows.append((name, state, count))
        return rows

    def __str__(self) -> str:
        lines = [f"{self.chapter}: {self.head}"]
        for name, state, count in self._rows():
            lines.append(f"  {LOOKS[state].symbol} {name}" + (f" ({count})" if count else ""))
        return "\n".join(lines + ([self.note] if self.note else []))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td style="color:{LOOKS[state].colour};text-align:left;font-weight:650">'
            f'<span aria-hidden="true">{LOOKS[state].symbol}</span> {LOOKS[state].word}</td>'
            f'<td style="text-align:left;overflow-wrap:anywhere">'
            f"<code>{escape(name)}</code></td>"
            f'<td style="color:{SOFT};text-align:left">{count}</td></tr>'
            for name, state, count in self._rows()
        )
        note = f'<p style="color:{SOFT}">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<div class="lwl-exercises" style="color:{INK};font:{TEXT}/1.5 {FONT}">'
            f'<strong>{self.head}</strong><table style="margin:8px 0">{rows}</table>{note}</div>'
        )

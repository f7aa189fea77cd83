"""What a check answers, as text and as a small card of HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from course_lib.exercises.failing import Failing

PASSED, NOT_YET, TRY_AGAIN = "passed", "not yet", "try again"


@dataclass(frozen=True)
class Look:
    """How a state is shown: a symbol and a word say it, the colour only repeats it.

    Colours come from the course's stylesheet; where a page lacks it, the fallbacks read on light
    and dark pages alike.
    """

    symbol: str
    word: str
    colour: str
    ground: str


LOOKS = {
    PASSED: Look(
        "✓",
        "Public checks passed",
        "var(--lwl-good, #009e73)",
        "var(--lwl-good-soft, rgba(0, 158, 115, 0.10))",
    ),
    NOT_YET: Look(
        "○", "Not yet", "var(--lwl-accent, #3a87bf)", "var(--lwl-sunken, rgba(128, 128, 128, 0.10))"
    ),
    TRY_AGAIN: Look(
        "↻",
        "Not quite",
        "var(--lwl-error, #d55e00)",
        "var(--lwl-error-soft, rgba(213, 94, 0, 0.1))",
    ),
}
INK = "var(--lwl-ink, var(--jp-content-font-color1, inherit))"
SOFT = "var(--lwl-ink-soft, var(--jp-content-font-color2, inherit))"
FONT = "var(--lwl-font, system-ui, sans-serif)"
TEXT, SMALL = "var(--lwl-text, 14.5px)", "var(--lwl-text-small, 12.5px)"


@dataclass(frozen=True)
class Result:
    """The answer to one check. ``message`` is one or two plain sentences, never a traceback.

    ``state`` is "passed", "not yet" or "try again"; ``note`` is a sentence about the learner's
    saved progress, where something is wrong with it, else empty. ``failing`` is an input on which
    a wrong answer failed, where one can be told.
    """

    name: str
    state: str
    message: str
    note: str = ""
    failing: Failing | None = None

    @property
    def passed(self) -> bool:
        return self.state == PASSED

    @property
    def word(self) -> str:
        """What the card is headed with: a check sees some inputs, and says no more than that."""
        if self.state == NOT_YET and self.note:  # nothing can be written on this page
            return "Yours to write"
        return LOOKS[self.state].word

    def __str__(self) -> str:
        look = LOOKS[self.state]
        note = f"\n  {self.failing}" if self.failing else ""
        note += f"\n  ({self.note})" if self.note else ""
        return f"{look.symbol} {self.word} · {self.name}: {self.message}{note}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        look = LOOKS[self.state]
        note = f'<div style="color:{SOFT};font-size:{SMALL}">{escape(self.note)}</div>'
        example = _example(self.failing) if self.failing else ""
        return (
            f'<div class="lwl-check" role="status" style="border-left:4px solid {look.colour};'
            f"background:{look.ground};color:{INK};font:{TEXT}/1.5 {FONT};padding:8px 16px;"
            f'margin:4px 0;border-radius:8px;max-width:72ch">'
            f'<span style="color:{look.colour};font-weight:650">'
            f'<span aria-hidden="true">{look.symbol}</span> {self.word}</span>'
            f'<span style="color:{SOFT}"> · {escape(self.name)}</span>'
            f"<div>{escape(self.message)}</div>{example}{note if self.note else ''}</div>"
        )


def _example(failing: Failing) -> str:
    rows = (
        ("The smallest call tried that fails", failing.call),
        (f"came out{failing.where}", failing.came),
        (f"was due{failing.where}", failing.due),
    )
    return (
        '<dl style="margin:8px 0 0">'
        + "".join(
            f'<dt style="color:{SOFT};font-size:{SMALL}">{escape(term)}</dt>'
            f'<dd style="margin:0 0 4px;overflow-wrap:anywhere"><code>{escape(text)}</code></dd>'
            for term, text in rows
        )
        + "</dl>"
    )

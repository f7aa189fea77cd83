"""``Start.md``, on which JupyterLab opens: what this is, the chapters, where the learner stands.

Made anew at every start, so that it says how things are.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from course_lib.files.write_whole import write_whole
from course_lib.progress import events
from course_lib.progress.store import of
from course_lib.serve.course_map import PARTS, Card, cards
from course_lib.serve.home import standing

NAME = "Start.md"
# Where the studios are, for whoever works on a computer of his own.
HERE = "The studios, to play with and without code, open with `make run` in another terminal."
SIGNS = {"done": "✓ done", "begun": "◐ begun", "": ""}


def write(originals: Path, mine: Path, studios: str = HERE) -> Path:
    """Make the page in the learner's folder; where it is. OSError where it cannot be written.

    ``studios``: the sentence that says how they are opened.
    """
    tries = of(events()[0])
    found = [card for card in cards(originals) if card.kind == "chapter"]
    path = mine / NAME
    stands = {card.name: standing(card, tries) for card in found}
    write_whole(path, text(found, stands, studios).encode())
    return path


def text(chapters: list[Card], stands: dict[str, tuple[str, str]], studios: str = HERE) -> str:
    """The page as Markdown."""
    lines = [
        "# Learning Without Labels",
        "",
        "These chapters are **your own copies**: change them as you like, no update overwrites "
        "what you changed. Click a chapter, read from the top, and press **Shift+Enter** to run a "
        "cell and go on to the next. Begin with the first code cell of a chapter: it brings what "
        "the others need. An exercise that passes saves the notebook by itself.",
        "",
    ]
    next_one = next((card for card in chapters if stands[card.name][0] != "done"), None)
    if next_one is not None:
        begun = stands[next_one.name][0] == "begun"
        lines += [f"**{'Go on with' if begun else 'Next'}: {_link(next_one)}**", ""]
    for key, part in PARTS.items():
        here = [card for card in chapters if card.part == key]
        if not here:
            continue
        lines += [f"## {part.title}", "", part.idea, "",
                  "| chapter | minutes | where you stand |", "|---|---|---|"]  # fmt: skip
        for card in here:
            state, words = stands[card.name]
            told = " · ".join(filter(None, [SIGNS[state], words]))
            lines.append(f"| {_link(card)} | {card.minutes} | {told} |")
        lines.append("")
    lines += [f"{studios} This page is made anew at each start.", ""]
    return "\n".join(lines)


def _link(card: Card) -> str:
    return f"[{card.title}]({quote(card.path)})"


__all__ = ["NAME", "text", "write"]

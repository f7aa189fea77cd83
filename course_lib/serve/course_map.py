"""The course in its order: which notebooks there are, in which part of the lecture, what each asks.

Read from the notebooks' own metadata and text, without Voila and without a kernel.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from course_lib.files import places

log = logging.getLogger("course_lib")


@dataclass(frozen=True)
class Part:
    """One part of the lecture: its name, and the idea in a sentence."""

    title: str
    idea: str


PARTS = {
    "start": Part("Start here", "What this is, and how to use it."),
    "pretext": Part(
        "Hide and guess",
        "Hide a part of what is there and let a network guess it back: the labels come from the "
        "data.",
    ),
    "words": Part(
        "A word is known by its company",
        "Guess a word from its neighbours, and words that are alike end up side by side.",
    ),
    "one-shot": Part(
        "One look is enough",
        "Learn what makes two things the same, and a single example names a new one.",
    ),
}
# The cards' pictures, NAME.light.webp and NAME.dark.webp.
PICTURES = places.project() / "assets" / "cards"


@dataclass(frozen=True)
class Card:
    """One notebook; ``path`` is relative to the notebooks folder, ``part`` a key of PARTS or "".

    ``exercises`` are the names that its cells check.
    """

    kind: str
    title: str
    summary: str
    minutes: int
    order: float
    path: str
    part: str = ""
    exercises: tuple[str, ...] = ()

    @property
    def href(self) -> str:
        """The address of the page, relative to the server's base."""
        return "voila/render/" + quote(self.path)

    @property
    def name(self) -> str:
        """The notebook's name without its ending; no two share one."""
        return Path(self.path).stem


def cards(notebooks: Path) -> list[Card]:
    """The cards of ``notebooks/*.ipynb`` and ``notebooks/dashboards/*.ipynb``, in teaching order.

    A notebook without the metadata ``course`` gets no card; one that cannot be read is logged and
    left out, so that one broken file does not take the home page down.
    """
    found = []
    for file in [*notebooks.glob("*.ipynb"), *notebooks.glob("dashboards/*.ipynb")]:
        try:
            notebook = json.loads(file.read_text(encoding="utf-8"))
            if "course" in notebook["metadata"]:
                found.append(_card(notebook, file.relative_to(notebooks).as_posix()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("%s has no card on the home page: %r", file, error)
    places = list(PARTS)
    return sorted(
        found,
        key=lambda card: (
            places.index(card.part) if card.part in PARTS else len(places),
            card.order,
            card.path,
        ),
    )


def _card(notebook: dict, path: str) -> Card:
    """KeyError, TypeError or ValueError where the metadata is not what a card needs."""
    course = notebook["metadata"]["course"]
    code = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    asked = [name for text in code for name in re.findall(r"^check\.(\w+)\(", text, re.MULTILINE)]
    return Card(
        kind=str(course["kind"]),
        title=str(course["title"]),
        summary=str(course["summary"]),
        minutes=int(course["minutes"]),
        order=float(course["order"]),
        path=path,
        part=str(course.get("part", "")),
        exercises=tuple(dict.fromkeys(asked)),
    )


__all__ = ["PARTS", "PICTURES", "Card", "Part", "cards"]

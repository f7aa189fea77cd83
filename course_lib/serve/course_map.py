"""The course in its order: which notebooks there are, in which part of the lecture, what each asks.

Read from the notebooks' own metadata and text, without Voila and without a kernel.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field
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
CHECKED = re.compile(r"^check\.(\w+)\(", re.MULTILINE)
ASKED = re.compile(r"^ask\(\"(\w+)\"\)", re.MULTILINE)
# The cards' pictures, NAME.light.webp and NAME.dark.webp.
PICTURES = places.project() / "assets" / "cards"


@dataclass(frozen=True)
class Card:
    """One notebook; ``path`` is relative to the notebooks folder, ``part`` a key of PARTS or "".

    ``exercises`` are the names that its cells check, ``questions`` those that they ask. A studio's
    ``sections`` are the numbers of those that it lets one try, by chapter; a chapter's ``headings``
    are the addresses of its sections by their numbers.
    """

    kind: str
    title: str
    summary: str
    minutes: int
    order: float
    path: str
    part: str = ""
    exercises: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    sections: dict[str, list[int]] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)

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
    code, prose = (
        ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == kind]
        for kind in ("code", "markdown")
    )
    numbered = re.findall(r"^## ((\d+) · .+)$", "\n".join(prose), re.MULTILINE)
    return Card(
        kind=str(course["kind"]),
        title=str(course["title"]),
        summary=str(course["summary"]),
        minutes=int(course["minutes"]),
        order=float(course["order"]),
        path=path,
        part=str(course.get("part", "")),
        exercises=_named(CHECKED, code),
        questions=_named(ASKED, code),
        sections={str(k): [int(n) for n in v] for k, v in course.get("sections", {}).items()},
        headings={int(number): anchor(heading) for heading, number in numbered},
    )


def anchor(heading: str) -> str:
    """The id that a heading gets on its page, which is its address there as well."""
    return quote(heading.replace(" ", "-"))


def _named(pattern: re.Pattern, cells: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in cells for name in pattern.findall(text)))


@dataclass(frozen=True)
class Section:
    """Where something is asked: the chapter and heading as words, the address below the base."""

    title: str
    href: str


def sections(notebooks: Path) -> dict[str, Section]:
    """By exercise and question: the section of its chapter that it stands in."""
    found = {}
    for card in cards(notebooks):
        if not card.exercises + card.questions:
            continue
        title, href = card.title, card.href
        notebook = json.loads((notebooks / card.path).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                for heading in re.findall(r"^##? (.+)$", text, re.MULTILINE):
                    title = f"{card.title}: {heading}"
                    href = f"{card.href}#{anchor(heading)}"
            for name in (*_named(CHECKED, [text]), *_named(ASKED, [text])):
                found[name] = Section(title, href)
    return found


__all__ = ["PARTS", "PICTURES", "Card", "Part", "Section", "cards", "sections"]

"""The home page, with no kernel at all: the course as a story, and where the learner stands."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from voila.handler import BaseVoilaHandler

from course_lib.progress import Attempts, events
from course_lib.progress.store import of
from course_lib.serve.course_map import PARTS, PICTURES, Card, Part, cards

MORE = Part("More", "What stands in the folder of notebooks besides.")


def standing(card: Card, tries: dict[str, Attempts]) -> tuple[str, str]:
    """Where a learner with these tries stands in a chapter: "done", "begun" or "", and in words."""
    asked, things = card.exercises, "exercises"
    if not asked:
        asked, things = card.questions, "questions"
    passed = sum(name in tries and tries[name].passed for name in asked)
    if not any(name in tries for name in asked):
        return "", ""
    state = "done" if passed == len(asked) else "begun"
    return state, f"{passed} of {len(asked)} {things}"


class HomeHandler(BaseVoilaHandler):
    """``GET /``: the home page."""

    def get(self) -> None:
        """Render ``home.html.j2`` with cards, pictures and progress as they are on the disk now."""
        found = cards(Path(self.settings["voila"].root_dir))
        past, note = events()
        tries = of(past, "question") | of(past)
        parts = []
        for key, part in [*PARTS.items(), ("", MORE)]:
            here = [card for card in found if (card.part if card.part in PARTS else "") == key]
            if here:
                parts.append((part, [(card, *standing(card, tries)) for card in here]))
        self.set_header("Cache-Control", "no-cache")
        self.write(
            self.get_template("home.html.j2").render(
                base_url=self.base_url,
                story=parts,
                pictures=pictures(),
                note=note,
            )
        )


class MapHandler(BaseVoilaHandler):
    """``GET /course/map.json``: every page in teaching order, for the way on from each of them."""

    def get(self) -> None:
        """Answer with a list of pages: the fields of a card that ``kept`` names, href and name."""
        found = cards(Path(self.settings["voila"].root_dir))
        kept = ("kind", "title", "part", "order", "sections", "headings")
        self.set_header("Cache-Control", "no-cache")
        self.write(
            {
                "pages": [
                    {key: value for key, value in asdict(card).items() if key in kept}
                    | {"href": self.base_url + card.href, "name": card.name}
                    for card in found
                ]
            }
        )


def pictures() -> set[str]:
    """The names of the cards that have a picture: NAME.light.webp and NAME.dark.webp."""
    return {file.name.split(".")[0] for file in PICTURES.glob("*.light.webp")}


class AwayHandler(BaseVoilaHandler):
    """Voila's own folder listing is replaced by the home page."""

    def get(self, _path: str = "") -> None:
        """Send the visitor home."""
        self.redirect(self.base_url)


class NoSuchPageHandler(BaseVoilaHandler):
    """Every address that nothing else answers: one sentence and the way home."""

    def prepare(self) -> None:
        """Answer 404, whatever the method."""
        self.send_error(404)

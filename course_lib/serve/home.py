"""The home page: studios and chapters as cards, read from the notebooks, with no kernel at all."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from voila.handler import BaseVoilaHandler

log = logging.getLogger("course_lib")


@dataclass(frozen=True)
class Card:
    """One notebook on the home page; ``path`` is relative to the notebooks folder."""

    kind: str
    title: str
    summary: str
    minutes: int
    order: float
    path: str

    @property
    def href(self) -> str:
        """The address of the page, relative to the server's base."""
        return "voila/render/" + quote(self.path)


def cards(notebooks: Path) -> list[Card]:
    """The cards of ``notebooks/*.ipynb`` and ``notebooks/dashboards/*.ipynb``, in their order.

    A notebook without the metadata ``course`` gets no card; one that cannot be read is logged and
    left out, so that one broken file does not take the home page down.
    """
    found = []
    for file in [*notebooks.glob("*.ipynb"), *notebooks.glob("dashboards/*.ipynb")]:
        try:
            metadata = json.loads(file.read_text(encoding="utf-8"))["metadata"]
            if "course" in metadata:
                found.append(_card(metadata["course"], file.relative_to(notebooks).as_posix()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("%s has no card on the home page: %r", file, error)
    return sorted(found, key=lambda card: (card.order, card.path))


def _card(course: dict, path: str) -> Card:
    """KeyError, TypeError or ValueError where the metadata is not what a card needs."""
    return Card(
        kind=str(course["kind"]),
        title=str(course["title"]),
        summary=str(course["summary"]),
        minutes=int(course["minutes"]),
        order=float(course["order"]),
        path=path,
    )


class HomeHandler(BaseVoilaHandler):
    """``GET /``: the home page."""

    def get(self) -> None:
        """Render ``home.html.j2`` with the cards as they are on the disk now."""
        found = cards(Path(self.settings["voila"].root_dir))
        self.set_header("Cache-Control", "no-cache")
        self.write(
            self.get_template("home.html.j2").render(
                base_url=self.base_url,
                studios=[card for card in found if card.kind == "studio"],
                chapters=[card for card in found if card.kind == "chapter"],
            )
        )


class AwayHandler(BaseVoilaHandler):
    """Voila's own folder listing is replaced by the home page."""

    def get(self, _path: str = "") -> None:
        """Send the visitor home."""
        self.redirect(self.base_url)


class NoSuchPageHandler(BaseVoilaHandler):
    """Every address that nothing else answers: one sentence and the way home."""

    def prepare(self) -> None:
        """Answer 404, whatever the method."""
        self.set_status(404)
        self.finish(self.get_template("404.html").render(base_url=self.base_url))

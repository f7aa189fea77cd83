"""What each trunk sees: nearest photos in its space, and the filters of the first layer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.picture import Picture
from course_lib.figures.data_address import photo_address
from course_lib.panels.layout import beside, card, column, hint, put
from course_lib.panels.panel import Panel
from course_lib.running.latest_wins import Job, Outcome

ROWS = ("random", "context_prediction", "rotation", "colourisation", "simclr", "supervised")
NEAREST = 5
ASKED = 8  # photos to choose from
FILTERS = {"width": 426, "height": 102}  # of their picture: its room is kept until it comes


@dataclass(frozen=True, eq=False)
class Spaces:
    """``photos`` (N, 96, 96, 3) uint8 of ``where``; ``features`` by row, (N, D) of length 1.
    ``of`` (N,) says which are parts of one photo. ``filters`` is a picture of the first layer."""

    photos: np.ndarray
    of: np.ndarray
    where: str
    features: dict[str, np.ndarray]
    filters: np.ndarray

    def nearest(self, row: str, asked: int) -> np.ndarray:
        """The photos nearest to number ``asked`` by cosine, parts of the same one left out."""
        near = self.features[row] @ self.features[row][asked]
        near[self.of == self.of[asked]] = -np.inf
        return np.argsort(-near)[:NEAREST]


def spaces() -> Spaces:
    """Every shipped trunk's features of the photos that are here."""
    from course_lib.pretext import shipped, train_here
    from course_lib.pretext.trunk import photo_features

    split, where = train_here.here()
    held = split.held_back
    if len(held.classes) > 1:
        photos, of = np.asarray(held.whole), np.arange(len(held))
    else:
        from course_lib.vision import photos as gallery

        names = list(gallery.gallery())
        photos = np.concatenate([train_here.crops([name], 2).whole[:8] for name in names])
        of = np.repeat(np.arange(len(names)), 8)
    features = {}
    for row in ROWS:
        found = photo_features(shipped.network(row).trunk, photos)[train_here.READOUT]
        found = (found - found.mean(0)) / (found.std(0) + 1e-6)
        features[row] = found / np.linalg.norm(found, axis=1, keepdims=True)
    white = shipped.read_whitening(shipped.assets.path(shipped.WHITENING))
    return Spaces(photos, of, where, features, filter_picture(white.filters.numpy()))


def filter_picture(filters: np.ndarray) -> np.ndarray:
    """(n, 3, h, w) float as squares of colours side by side, each over its own range: uint8."""
    from course_lib.figures.looked import side_by_side

    most = np.abs(filters).max((1, 2, 3), keepdims=True)
    shown = np.rint(127.5 + 127.5 * filters / most).astype(np.uint8).transpose(0, 2, 3, 1)
    return side_by_side(shown.repeat(12, 1).repeat(12, 2), 8, gap=6)


class TrunkViews(Panel):
    """Choose a photo; a row of nearest ones for each trunk. ``found`` is a ``Spaces``, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Spaces | None = None
        self._worker = self.background("trunk-views", self._came)
        self.asked = Choice("The photo", [])
        self.table = hint("The trunks are being asked about the photos.")
        self.table.add_class("lwl-near-room")
        self.filters = Picture(title="The first layer’s filters", crisp=True, **FILTERS)
        self.filters.caption = (
            "The first principal components of patches: no label, no training. "
            "All whitened trunks share them."
        )
        self.place = column(self.asked)
        self.place.add_class("lwl-near-asked-room")
        self.children = [
            card(
                widgets.HTML('<h3 class="lwl-title">Nearest photos</h3>'),
                self.place,
                self.note,
                beside(self.table, self.filters, narrow=1, width=300),
            )
        ]
        self.once_shown(lambda: self._worker.submit([Job("spaces", partial(spaces))]))

    def _came(self, outcome: Outcome) -> None:
        if outcome.error:
            self.table.value = ""
            self.note.error(outcome.error)
            return
        self.found = outcome.value
        step = max(1, len(self.found.photos) // ASKED)
        options = [
            Option(str(n), f"Photo {n + 1}", picture=self.found.photos[n])
            for n in range(0, len(self.found.photos), step)
        ][:ASKED]
        self.asked = Choice("The photo", options, value=options[0].value)
        put(self.place, self.asked)
        self.hear(self._show, self.asked)
        self.filters.show(self.found.filters)
        self._show()

    def _show(self) -> None:
        from course_lib.pretext.rows import ROWS as TITLES

        number, body = int(self.asked.value), ""
        for row in ROWS:
            pictures = "".join(
                f'<img alt="photo {k + 1}" src="{photo_address(self.found.photos[k])}">'
                for k in self.found.nearest(row, number)
            )
            body += (
                f'<tr data-row="{row}"><th scope="row">{escape(TITLES[row].title)}</th>'
                f"<td>{pictures}</td></tr>"
            )
        self.table.value = (
            '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-near-photos">'
            f"<caption>Nearest to it, of {len(self.found.photos)} "
            f"photos ({escape(self.found.where)})</caption><tbody>{body}</tbody></table></div>"
        )


__all__ = ["ROWS", "Spaces", "TrunkViews", "filter_picture", "spaces"]

"""τ and its price: pairs by distance, the ROC, the pairs at the threshold, the methods beside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape

import ipywidgets as widgets
import numpy as np

from course_lib.controls.chart import Chart
from course_lib.controls.choice import Choice, Option
from course_lib.controls.picture import to_rgb
from course_lib.faces.album import Album, drawn_album
from course_lib.faces.methods import METHODS
from course_lib.faces.pairs import EACH, Pairs, measured
from course_lib.figures.data_address import photo_address
from course_lib.figures.face_curves import face_curves
from course_lib.panels.faces.sources import FaceSources
from course_lib.panels.layout import beside, column, row
from course_lib.panels.panel import Panel
from course_lib.running.latest_wins import Job, Outcome

SHOWN = ("pixels", "eigenfaces", "fisherfaces", "siamese", "contrastive", "triplet", "softmax",
         "drawn", "similarity")  # fmt: skip
NEAREST = 6
TEAMS = (2, 5)  # and everybody
DRAWS = 100


@dataclass(frozen=True, eq=False)
class Measured:
    """All ``pairs`` of an album by a method; ``by_team``: of how many people, what share is named
    rightly from one photo; ``by_photos``: of all people, from how many photos."""

    pairs: Pairs
    by_team: dict[int, float]
    by_photos: dict[int, float]


def measure(album: Album, name: str) -> Measured:
    """Those of ``album`` who have two photos or more are asked. LearnerError for too few."""
    from course_lib.faces import protocol
    from course_lib.faces.methods import method

    found = measured(album, album.names, method(name))
    people, counts = np.unique(found.who, return_counts=True)
    kept = np.isin(found.who, people[counts >= 2])
    z, who = found.z[kept], found.who[kept]
    everybody, fewest = int((counts >= 2).sum()), int(counts[counts >= 2].min(initial=EACH))
    teams = [size for size in TEAMS if size < everybody] + [everybody]
    of_team = {n: protocol.identify(z, who, draws=DRAWS, team=n).share for n in teams}
    shots = range(1, min(fewest, EACH))
    of_photos = {k: protocol.identify(z, who, k, DRAWS).share for k in shots}
    return Measured(found, of_team, of_photos)


class ThresholdPrice(Panel):
    """Choose a method, put a price on each mistake, and move τ."""

    def __init__(self, album: Album | None = None) -> None:
        super().__init__("lwl-card")
        self.album, self.found = album or drawn_album(), None  # Pairs, once measured
        self.measured: dict[str, Measured] = {}
        self.sources = FaceSources(self._other_faces)
        options = [Option(name, METHODS[name]) for name in SHOWN]
        self.method = Choice("Method", options, value=self.album.method)
        wide = {"layout": {"width": "100%"}, "style": {"description_width": "initial"}}
        slider = partial(widgets.FloatSlider, **wide)
        self.tau = slider(0.4, min=0.0, max=1.4, step=0.01, description="τ")
        self.stranger = slider(
            10, min=1, max=100, step=1, readout_format=".0f", description="stranger in costs"
        )
        self.colleague = slider(
            1, min=1, max=100, step=1, readout_format=".0f", description="colleague out costs"
        )
        self.cheapest = widgets.Button(
            description="Cheapest τ", tooltip="Where both prices together are least."
        )
        self.cheapest.on_click(lambda _: self._cheapest())
        self.curve = Choice(
            "The curve",
            [
                Option("roc", "ROC", "Who is let in, of strangers and of colleagues."),
                Option("det", "DET", "Both errors, the small ones stretched."),
            ],
            value="roc",
        )
        self.chart = Chart(height=320, label="Distances of pairs, and the ROC",
                           empty="The pairs are being measured.")  # fmt: skip
        self.rates, self.pairs, self.table = (widgets.HTML() for _ in range(3))
        asked = column(
            self.tau, self.stranger, self.colleague, row(self.cheapest), self.rates, self.curve
        )
        self.children = [
            self.sources,
            self.method,
            beside(asked, self.chart, width=320),
            self.pairs,
            self.table,
            self.note,
        ]
        self._worker = self.background("pairs", self._came)
        self.hear(self._measure, self.method)
        self.hear(self._show, self.tau, self.stranger, self.colleague, self.curve)
        self.once_shown(self._measure)

    def _other_faces(self, album: Album) -> None:
        self.album, self.measured = album, {}
        if self.method.value == album.method:
            self._measure()
        else:
            self.method.value = album.method

    def _measure(self) -> None:
        name = self.method.value
        self._worker.submit([Job(name, partial(measure, self.album, name))])
        self.note.say("The pairs are being measured.")

    def _came(self, outcome: Outcome) -> None:
        if outcome.error:
            self.note.error(outcome.error)
            return
        self.measured[outcome.key] = outcome.value
        self.found = outcome.value.pairs
        self.note.say()
        with self.quietly():
            self.tau.value = round(self.found.curve.equal, 2)
        self._show()
        self._show_table()

    def _cheapest(self) -> None:
        if self.found is not None:
            best = self.found.curve.cheapest(self.stranger.value, self.colleague.value)
            self.tau.value = max(0.0, best)

    def _show(self) -> None:
        if self.found is None:
            return
        first, second, same, d = self.found.all
        curve, tau = self.found.curve, self.tau.value
        self.chart.show(face_curves(d[same], d[~same], curve, tau, self.curve.value))
        far, frr = curve.at(tau)
        price = 0.5 * (self.stranger.value * far + self.colleague.value * frr)
        self.rates.value = (
            f"<p>At τ = {tau:.2f}: <b>{far:.1%}</b> of strangers let in, <b>{frr:.1%}</b> of "
            f"colleagues locked out; a visitor costs <b>{price:.2f}</b> (half are strangers).</p>"
            f'<p class="lwl-hint">Equal error rate {curve.eer:.1%}, at τ = {curve.equal:.2f}.</p>'
        )
        from course_lib.faces.curves import nearest

        cells = "".join(
            f"<figure>{self._picture(first[p])}{self._picture(second[p])}<figcaption>"
            f"d = {d[p]:.2f}: {'one person' if same[p] else 'two people'}</figcaption></figure>"
            for p in nearest(d, tau, NEAREST)
        )
        self.pairs.value = (
            '<p class="lwl-hint">The pairs nearest the threshold:</p>'
            f'<div class="lwl-near-pairs">{cells}</div>'
        )

    def _picture(self, number: int) -> str:
        address = photo_address(to_rgb(self.found.photos[number]))
        return f'<img alt="{escape(str(self.found.who[number]))}" src="{address}">'

    def _show_table(self) -> None:
        def full(name: str) -> float:
            return list(self.measured[name].by_team.values())[-1]

        ranked = sorted(self.measured, key=full, reverse=True)
        one = self.measured[ranked[0]]
        head = [f"team of {n}" for n in one.by_team]
        head += [f"{k} photos each" for k in one.by_photos if k > 1] + ["equal error rate"]
        rows = ""
        for name in ranked:
            found = self.measured[name]
            shares = [*found.by_team.values(), *list(found.by_photos.values())[1:]]
            cells = "".join(f"<td>{share:.1%}</td>" for share in (*shares, found.pairs.curve.eer))
            rows += f'<tr><th class="lwl-left">{METHODS[name]}</th>{cells}</tr>'
        said = "Choose other methods above, and they stand here too."
        if len(ranked) > 1:
            said = f"On these {len(self.album.names)} people, best: {METHODS[ranked[0]]}."
        self.table.value = (
            f'<div class="lwl-table-scroll"><table class="lwl-table"><caption>Named rightly, '
            f"measured here, from one photo each or more. {said}</caption><thead><tr><th></th>"
            f"{''.join(f'<th>{title}</th>' for title in head)}</tr></thead><tbody>{rows}</tbody>"
            "</table></div>"
        )


__all__ = ["Measured", "ThresholdPrice", "measure"]

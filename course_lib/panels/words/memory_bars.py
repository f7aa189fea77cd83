"""The memory of one-hot and dense vectors as bars on a logarithmic axis, V and D on sliders."""

from __future__ import annotations

import math

import ipywidgets as widgets

from course_lib.controls.stops import Stops
from course_lib.figures.style import BLUE, GREEN, ORANGE, VERMILION
from course_lib.panels.layout import grid
from course_lib.panels.panel import Panel
from course_lib.words.one_hot import Memory, human_bytes

SIZES = (*(m * 10**e for e in (3, 4, 5) for m in (1, 2, 5)), 10**6)
DIMENSIONS = (50, 100, 200, 300, 500)
TICKS = (1, 1e3, 1e6, 1e9, 1e12)  # bytes, at equal distances; the axis ends at 10 TB
END = 1e13


def share(count: float) -> float:
    """Where a number of bytes stands on the axis, 0 … 1."""
    return min(1.0, max(0.0, math.log10(max(count, 1)) / math.log10(END)))


class MemoryBars(Panel):
    """Two sliders, four bars, and the sentence that they come to."""

    def __init__(self) -> None:
        super().__init__()
        self.size = Stops(
            "V: words in the vocabulary",
            SIZES,
            value=10_000,
            shown=[f"{size:,}" for size in SIZES],
            hint="One-hot vectors grow with the vocabulary, in length and in number.",
        )
        self.dim = Stops(
            "D: numbers in an embedding",
            DIMENSIONS,
            value=300,
            hint="The length of a dense vector is chosen once, whatever the vocabulary.",
        )
        self.bars = widgets.HTML()
        self.children = [grid(240, self.size, self.dim), self.bars]
        self.hear(self.show, self.size, self.dim, of="index")
        self.show()

    def show(self) -> None:
        """Bring the bars up to date with the sliders."""
        memory = Memory(self.size.value, self.dim.value)
        rows = (
            ("o<sub>c</sub>, one word one-hot", "4 · V", memory.one_hot_vector, VERMILION),
            ("e<sub>c</sub>, one word dense", "4 · D", memory.dense_vector, BLUE),
            ("all one-hot vectors", "4 · V · V", memory.one_hot_table, ORANGE),
            ("E, all dense vectors", "4 · D · V", memory.dense_table, GREEN),
        )
        times = memory.one_hot_table / memory.dense_table
        self.bars.value = (
            f'<div class="lwl-memory">{"".join(map(_bar, rows))}{_ticks()}</div>'
            f"<p>Written out, all one-hot vectors take <b>{human_bytes(memory.one_hot_table)}</b>, "
            f"V / D = {times:,.3g} times as much as E. Nobody writes them out: the place of the 1 "
            "says it all, and takes 4 bytes. What is learned and kept is E.</p>"
        )


def _bar(row: tuple[str, str, int, str]) -> str:
    name, formula, count, colour = row
    return (
        f"<div>{name}<small>{formula} bytes</small></div>"
        f'<div class="lwl-memory-bar" style="--lwl-method:{colour};'
        f'--lwl-share:{100 * share(count):.1f}%"></div>'
        f'<b data-bytes="{count}">{human_bytes(count)}</b>'
    )


def _ticks() -> str:
    places = "".join(
        f'<span style="left:{100 * share(tick):.1f}%">{human_bytes(tick)}</span>' for tick in TICKS
    )
    return f'<div class="lwl-memory-ticks" aria-hidden="true">{places}</div>'


__all__ = ["DIMENSIONS", "SIZES", "MemoryBars", "share"]

"""How the mask studio reads: left to right and top to bottom, as the idea does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

if TYPE_CHECKING:
    from course_lib.panels.inpainting.mask_studio import MaskStudio


def heading(number: int, title: str, idea: str = "") -> widgets.HTML:
    """A numbered step of the page; both texts are ours, never the learner's."""
    below = f'<p class="lwl-hint">{idea}</p>' if idea else ""
    step = f'<span class="lwl-step-number">{number}</span>'
    return widgets.HTML(f'<h3 class="lwl-title">{step} {title}</h3>{below}')


def box(name: str, *children: widgets.Widget) -> widgets.Box:
    """A box whose layout the stylesheet says."""
    made = widgets.Box(list(children))
    made.add_class(name)
    return made


def reading() -> widgets.HTML:
    """How to read the numbers under the fills; e is a fill's error, values from 0 to 1."""
    return widgets.HTML(
        '<dl class="lwl-reading">'
        "<dt>e</dt><dd>fill − truth, over the hidden pixels alone, with values from 0 to 1.</dd>"
        "<dt>L1</dt><dd>100 · mean |e|: how far off, on average, in percent. Lower is better.</dd>"
        "<dt>L2</dt><dd>100 · mean e²: the same, but large errors weigh more. "
        "Lower is better.</dd>"
        "<dt>PSNR</dt><dd>10 · log₁₀(1 / mean e²): 10 dB more is a tenth of the squared error. "
        "Higher is better.</dd></dl>"
        '<p class="lwl-hint">A blurred guess can score well: it is never far off, and never '
        "right. Slide between answer and truth, and judge with your eyes too.</p>"
    )


def rows(studio: MaskStudio) -> list[widgets.Widget]:
    """The studio's cards, in the order in which the page is read."""
    return [
        studio.shown,
        box("lwl-studio-photos", studio.picker, studio.upload),
        box(
            "lwl-studio-top",
            box(
                "lwl-card",
                heading(
                    1,
                    "Hide part of the photo",
                    "Paint over it, or press a mask of the paper, below the photo.",
                ),
                studio.pad,
                studio.credit,
                studio.mask_buttons,
            ),
            box(
                "lwl-card",
                heading(
                    2,
                    "What a network is given, and what it imagines",
                    "It is given the photo with its hole and nothing else: no label, no name.",
                ),
                box("lwl-studio-cells", studio.seen, *studio.networks.cells.values()),
                heading(
                    3,
                    "What can be done without learning",
                    "These know nothing of the world: they spread what surrounds the hole.",
                ),
                box("lwl-studio-cells", *studio.classical.cells.values()),
            ),
        ),
        box(
            "lwl-card",
            heading(4, "How good is it?", "Choose whose answer to examine, here and below."),
            studio.closer.choice,
            box("lwl-studio-closer", studio.closer.reveal, studio.closer.errors, reading()),
        ),
        box(
            "lwl-card",
            heading(
                5,
                "The loss follows your brush",
                "What training makes small. Point at a symbol to find its picture.",
            ),
            studio.closer.loss,
        ),
    ]

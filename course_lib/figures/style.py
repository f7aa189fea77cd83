"""One name, colour and symbol a method, the same in every plot, table and caption.

The colours are Okabe and Ito's, which people who see colours differently can tell apart; the symbol
says the same thing again without colour. Importing this module does not import plotly.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY, VIOLET = "#8C8C8C", "#782DFF"  # no Okabe–Ito colours, yet as far from all of these
MASK_COLOUR = ORANGE  # what M̂ hides, wherever a mask is drawn


@dataclass(frozen=True)
class Method:
    """How a method is shown: ``symbol`` is a character, ``marker`` plotly's name for the same."""

    key: str
    label: str
    colour: str
    symbol: str
    marker: str


METHODS: dict[str, Method] = {
    m.key: m
    for m in (
        Method("mean", "Mean colour", GREY, "■", "square"),
        Method("telea", "Telea", SKY, "▲", "triangle-up"),
        Method("navier_stokes", "Navier–Stokes", YELLOW, "▼", "triangle-down"),
        Method("biharmonic", "Biharmonic", PURPLE, "◆", "diamond"),
        Method("context_encoder_l2", "Context encoder, L2", BLUE, "●", "circle"),
        Method(
            "context_encoder_joint", "Context encoder, L2 + adversarial", VERMILION, "✚", "cross"
        ),
        Method("free_form", "Free-form, L2", GREEN, "★", "star"),
        Method("free_form_adversarial", "Free-form, L2 + adversarial", VIOLET, "⬢", "hexagon"),
    )
}


def plotly_script() -> Path:
    """Where the installed plotly package keeps the script that draws; plotly is not imported."""
    return Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"


def template() -> go.layout.Template:
    """A plotly template that reads on a light and on a dark page: no paper, mid-grey ink."""
    import plotly.graph_objects as go

    ink, line = "#7A7F87", "rgba(128, 128, 128, 0.28)"  # 4:1 on white and on near-black
    axis = {
        "gridcolor": line,
        "linecolor": line,
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": line,
        "title": {"standoff": 8, "font": {"size": 14}},
    }
    return go.layout.Template(
        layout={
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": "system-ui, sans-serif", "size": 14, "color": ink},
            "colorway": [BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE, GREY],
            "margin": {"l": 80, "r": 16, "t": 24, "b": 48},
            "hovermode": "x unified",
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "xaxis": axis,
            "yaxis": axis,
        }
    )


# The three ways to learn p(t | c), in panels, plots and tables on words.
OBJECTIVES: dict[str, Method] = {
    m.key: m
    for m in (
        Method("softmax", "Full softmax", VERMILION, "●", "circle"),
        Method("hierarchical", "Hierarchical softmax", BLUE, "▲", "triangle-up"),
        Method("negative", "Negative sampling", GREEN, "■", "square"),
    )
}

# The four choices of a context (keys of words.windows.CHOICES), and the predictor of each.
CONTEXTS: dict[str, Method] = {
    m.key: m
    for m in (
        Method("last_4", "Last 4 words", BLUE, "●", "circle"),
        Method("around_4", "4 words on left and right", GREEN, "◆", "diamond"),
        Method("last_1", "Last 1 word", ORANGE, "▲", "triangle-up"),
        Method("nearby_1", "Nearby 1 word", PURPLE, "■", "square"),
    )
}

# The players of the one-shot arena: the learner, and the machines (keys of oneshot.machine).
PLAYERS: dict[str, Method] = {
    m.key: m
    for m in (
        Method("you", "You", BLACK, "☺", "circle-open"),
        Method("pixels", "Pixel distance", GREY, "■", "square"),
        Method("hausdorff", "Modified Hausdorff", ORANGE, "▲", "triangle-up"),
        Method("convnet", "ConvNet features", SKY, "▼", "triangle-down"),
        Method("siamese", "Siamese network", PURPLE, "◆", "diamond"),
        Method("prototypical", "Prototypical network", GREEN, "✚", "cross"),
        Method("encoder", "Residual encoder", VERMILION, "★", "star"),
    )
}

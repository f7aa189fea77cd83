"""One name, colour and symbol a method, the same in every plot, table and caption.

The colours are Okabe and Ito's, which people who see colours differently can tell apart; the symbol
says the same thing again without colour. Importing this module does not import plotly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.inpainting.methods import METHODS as FILLS
from course_lib.oneshot.machine import MACHINES
from course_lib.words.choices import CHOICES

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


def _looks(labels: Mapping[str, str], looks: Mapping[str, tuple]) -> dict[str, Method]:
    """A name from where the method is, a look from here."""
    return {key: Method(key, label, *looks[key]) for key, label in labels.items()}


METHODS = _looks(
    {key: method.label for key, method in FILLS.items()},
    {
        "mean": (GREY, "■", "square"),
        "telea": (SKY, "▲", "triangle-up"),
        "navier_stokes": (YELLOW, "▼", "triangle-down"),
        "biharmonic": (PURPLE, "◆", "diamond"),
        "context_encoder_l2": (BLUE, "●", "circle"),
        "context_encoder_joint": (VERMILION, "✚", "cross"),
        "free_form": (GREEN, "★", "star"),
        "free_form_adversarial": (VIOLET, "⬢", "hexagon"),
    },
)


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
        "title": {"standoff": 8, "font": {"size": 15}},
    }
    return go.layout.Template(
        layout={
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": "system-ui, sans-serif", "size": 15, "color": ink},
            "colorway": [BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE, GREY],
            "margin": {"l": 80, "r": 16, "t": 24, "b": 48},
            "hovermode": "x unified",
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "xaxis": axis | {"automargin": "height"},  # where its numbers stand upright
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

# The four choices of a context, and the predictor of each.
CONTEXTS = _looks(
    {key: choice.name.capitalize() for key, choice in CHOICES.items()},
    {
        "last_4": (BLUE, "●", "circle"),
        "around_4": (GREEN, "◆", "diamond"),
        "last_1": (ORANGE, "▲", "triangle-up"),
        "nearby_1": (PURPLE, "■", "square"),
    },
)

# The players of the one-shot arena: the learner, the machines, and the learner's own network.
PLAYERS = _looks(
    {"you": "You", **MACHINES, "own": "Your own network"},
    {
        "you": (BLACK, "☺", "circle-open"),
        "pixels": (GREY, "■", "square"),
        "hausdorff": (ORANGE, "▲", "triangle-up"),
        "convnet": (SKY, "▼", "triangle-down"),
        "siamese": (PURPLE, "◆", "diamond"),
        "prototypical": (GREEN, "✚", "cross"),
        "encoder": (VERMILION, "★", "star"),
        "pair_judge": (BLUE, "●", "circle"),
        "own": (VIOLET, "⬢", "hexagon"),
    },
)

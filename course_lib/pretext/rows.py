"""The rows of the table: what each trunk is trained on, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course_lib.errors import LearnerError
from course_lib.pretext.context_prediction import ContextPrediction
from course_lib.pretext.task import PretextTask
from course_lib.pretext.tasks import SINGLE, combination

LENS = 0.04  # the lens error of the network that cheats
COMBINED = {
    "rotation_and_context_prediction": ("rotation", "context_prediction"),
    "context_prediction_and_colourisation": ("context_prediction", "colourisation"),
    "rotation_and_colourisation": ("rotation", "colourisation"),
    "all": SINGLE,
}
EQUAL_COMPUTING = "_equal_computing"


@dataclass(frozen=True)
class Row:
    """One row: its tasks, how its budget is counted, and whether its stem is whitened.

    ``budget`` is "none" (no training), "steps" (as many steps as a single task gets, so k tasks
    cost k times as much) or "computing" (1/k of the steps, so that all costs the same).
    """

    name: str
    title: str
    tasks: tuple[str, ...] = ()
    budget: str = "steps"
    whitened: bool = True
    cheats: bool = False

    def steps(self, single: int) -> int:
        """Steps of training where a single task gets ``single``."""
        if self.budget == "none":
            return 0
        return max(1, single // len(self.tasks)) if self.budget == "computing" else single

    def make_tasks(self) -> list[PretextTask]:
        """The tasks themselves; [] for a trunk of random weights."""
        if self.cheats:
            return [ContextPrediction(gap=False, jitter=False, drop_colours=False, lens=LENS)]
        return combination(self.tasks) if self.tasks else []


def _titles() -> dict[str, str]:
    said = {name: name.replace("_", " ").capitalize() for name in SINGLE}
    for name, tasks in COMBINED.items():
        said[name] = " + ".join(said[task].lower() for task in tasks).capitalize()
    return said | {"all": "All five tasks"}


def _rows() -> tuple[Row, ...]:
    title = _titles()
    single = [Row(name, title[name], (name,)) for name in SINGLE]
    after = [Row("simclr", "SimCLR", ("simclr",)), Row("supervised", "Supervised", ("supervised",))]
    combined = [Row(name, title[name], tasks) for name, tasks in COMBINED.items()]
    equal = [
        Row(name + EQUAL_COMPUTING, f"{title[name]}, equal computing", tasks, "computing")
        for name, tasks in COMBINED.items()
    ]
    position = ("context_prediction",)
    return (
        Row("random", "Random weights", budget="none"),
        Row("colour_histogram", "Colour histogram", budget="none"),
        Row("kmeans", "k-means on patches", budget="none"),
        *single,
        *combined,
        *equal,
        *after,
        Row("shortcut", "Context prediction with shortcuts", position, cheats=True),
        Row("random_learned_stem", "Random weights, no whitening", budget="none", whitened=False),
        Row(
            "context_prediction_learned_stem",
            "Context prediction, no whitening",
            position,
            whitened=False,
        ),
    )


ROWS: dict[str, Row] = {row.name: row for row in _rows()}
PLAIN = ("colour_histogram", "kmeans")  # features without a trunk
ONCE = ("colour_histogram",)  # nothing random in it: one seed is all


@dataclass(frozen=True)
class Run:
    """One row with one seed."""

    row: str
    seed: int

    @property
    def name(self) -> str:
        return f"{self.row}-{self.seed}"


@dataclass(frozen=True)
class GridPlan:
    """What every run of a grid does; ``steps`` are those of a single task."""

    steps: int
    batch: int
    peak: float
    precision: str
    device: str
    photos: str  # their sum


def runs(rows: Sequence[str], seeds: int) -> list[Run]:
    """All runs in order: the first seed of every row, then the second …, the longest first.

    LearnerError for no row, an unknown one, or no seed.
    """
    if not rows:
        raise LearnerError("No row is chosen: name one, or --all.")
    for name in rows:
        if name not in ROWS:
            raise LearnerError(f"There is no row “{name}” (there are: {', '.join(ROWS)}).")
    if seeds < 1:
        raise LearnerError(f"{seeds} seeds make no run: at least one is needed.")

    def cost(name: str) -> int:
        return ROWS[name].steps(60) * len(ROWS[name].tasks)

    ordered = sorted(rows, key=cost, reverse=True)
    return [
        Run(name, seed) for seed in range(seeds) for name in ordered if not (name in ONCE and seed)
    ]

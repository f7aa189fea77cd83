"""Characters that nobody has drawn: a generative model of pen strokes.

In the spirit of Bayesian Program Learning (Lake, Salakhutdinov and Tenenbaum 2015), and far
simpler. A character type is a few strokes; a stroke is a chain of primitives, small pieces of line
between two pauses of the pen; each stroke begins somewhere of its own, or at the start, at the end
or along an earlier one. A token is one drawing of a type: every piece trembles, every stroke begins
a little off, and the whole is slanted, stretched and moved a little. The primitives (cluster means)
and how often what follows what are learned from Omniglot's stroke files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from course_lib.errors import LearnerError
from course_lib.oneshot import pen
from course_lib.oneshot.characters import SIDE, Character, CharacterSet

POINTS = 12  # of a primitive
RELATIONS = ("independent", "start", "end", "along")
CELLS = 7  # the page in squares, for where a stroke begins
MARGIN = 6.0  # pixels of paper that a type keeps free around it


@dataclass(frozen=True, eq=False)
class StrokeType:
    """One stroke of a type. ``path``: (n, 2) from (0, 0) on, in pixels.

    ``relation``: one of RELATIONS to stroke number ``to``, at the share ``at`` of its length;
    ``start``: where it begins if it is independent.
    """

    path: np.ndarray
    relation: str
    start: tuple[float, float]
    to: int = 0
    at: float = 0.0


@dataclass(frozen=True, eq=False)
class CharacterType:
    """A character as a plan: strokes in the order in which they are drawn."""

    strokes: tuple[StrokeType, ...]

    def plain(self) -> list[np.ndarray]:
        """The plan itself, drawn without any tremor."""
        drawn: list[np.ndarray] = []
        for stroke in self.strokes:
            drawn.append(_begin(stroke, drawn) + stroke.path)
        return drawn

    def moved(self, shift: np.ndarray) -> CharacterType:
        """The same plan elsewhere on the page, (2,) pixels further."""
        x, y = shift
        return CharacterType(
            tuple(replace(s, start=(s.start[0] + x, s.start[1] + y)) for s in self.strokes)
        )


class StrokeModel:
    """Draws types and tokens. ``numbers`` are the arrays that ``train strokes`` learns."""

    def __init__(self, numbers: dict[str, np.ndarray]) -> None:
        self.shapes = numbers["shapes"].astype(float)  # (P, POINTS, 2), from (0, 0), longest side 1
        self.sizes = numbers["sizes"].astype(float)  # (P, 2): mean and deviation of log pixels
        self.spread = numbers["spread"].astype(float)  # (P,) of points about their shape, in sizes
        self.first = numbers["first"].astype(float)  # (P,) how often a stroke begins with each
        self.follows = numbers["follows"].astype(float)  # (P, P) what follows what
        self.parts = numbers["parts"].astype(float)  # primitives of a stroke: 1, 2, …
        self.strokes = numbers["strokes"].astype(float)  # strokes of a character: 1, 2, …
        self.relations = numbers["relations"].astype(float)  # as RELATIONS
        self.begins = numbers["begins"].astype(float)  # (2, CELLS, CELLS): first, later strokes
        self.lengths = numbers["lengths"].astype(float)  # quantiles of a character's whole way
        self.narrow = numbers["narrow"].astype(float)  # quantiles of its smaller side
        self.centres = numbers["centres"].astype(float)  # (2, 2): mean and deviation of (x, y)
        self.affine = numbers["affine"].astype(float)  # (6, 6) covariance: a matrix and a shift
        self.tremor = float(numbers["tremor"].item())  # pixels

    @classmethod
    def load(cls, file: Path) -> StrokeModel:
        """From a safetensors file. LearnerError if it is another kind of file."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            return cls(load_file(file))
        except (SafetensorError, KeyError, OSError) as error:
            raise LearnerError(f"{file.name} holds no model of strokes.") from error

    @classmethod
    def shipped(cls) -> StrokeModel:
        """The model that comes with the course."""
        from course_lib.files import assets

        return cls.load(assets.path("stroke_model"))

    def character(self, rng: np.random.Generator, style: np.ndarray | None = None) -> CharacterType:
        """A new type that fits on the page. ``style``: (P,) how much an alphabet likes each
        primitive."""
        liked = np.ones(len(self.shapes)) if style is None else style
        way, side = _quantile(self.lengths, rng), _quantile(self.narrow, rng)
        while True:
            kind = CharacterType(tuple(self._plan(rng, liked)))
            drawn = kind.plain()
            low, high = np.concatenate(drawn).min(0), np.concatenate(drawn).max(0)
            fits = (high - low).max() <= SIDE - 2 * MARGIN and (high - low).min() > 0.7 * side
            if fits and abs(sum(map(pen.length, drawn)) / way - 1) < 0.3:
                # People put a character in the middle, wherever its first stroke begins.
                wished = rng.normal(*self.centres) - (high - low) / 2
                shift = np.clip(wished, MARGIN, SIDE - MARGIN - (high - low)) - low
                return kind.moved(shift)
            way, side = 0.99 * way + 0.01 * self.lengths.mean(), 0.98 * side

    def token(self, kind: CharacterType, rng: np.random.Generator) -> list[np.ndarray]:
        """One drawing of a type, as strokes in order: each (n, 2) in pixels, on the page."""
        drawn: list[np.ndarray] = []
        for stroke in kind.strokes:
            begin = _begin(stroke, drawn) + rng.normal(0, self.tremor, 2)
            shaken = stroke.path + _smooth_noise(len(stroke.path), self.tremor, rng)
            drawn.append(begin + shaken - shaken[0])
        change = rng.multivariate_normal(np.zeros(6), self.affine, method="eigh")
        matrix = np.eye(2) + change[:4].reshape(2, 2)
        middle = _middle(drawn)
        moved = [(s - middle) @ matrix.T + middle + change[4:] for s in drawn]
        return _on_page(moved)

    def image(self, strokes: Sequence[np.ndarray]) -> np.ndarray:
        """A drawing as Omniglot's pen leaves it: (105, 105) float32, ink = 1."""
        return pen.ink(strokes)

    def _plan(self, rng: np.random.Generator, liked: np.ndarray) -> list[StrokeType]:
        planned: list[StrokeType] = []
        for number in range(1 + rng.choice(len(self.strokes), p=_share(self.strokes))):
            path = self._path(rng, liked)
            cell = rng.choice(CELLS * CELLS, p=_share(self.begins[min(number, 1)].ravel()))
            y, x = divmod(cell, CELLS)
            start = (np.array([x, y]) + rng.random(2)) * SIDE / CELLS
            relation, to, at = "independent", 0, 0.0
            if planned:
                relation = RELATIONS[rng.choice(len(RELATIONS), p=_share(self.relations))]
                to, at = int(rng.integers(len(planned))), float(rng.uniform(0.1, 0.9))
            planned.append(StrokeType(path, relation, (start[0], start[1]), to, at))
        return planned

    def _path(self, rng: np.random.Generator, liked: np.ndarray) -> np.ndarray:
        """A stroke from (0, 0): primitives end to end, drawn by what follows what."""
        likely, path = self.first, np.zeros((1, 2))
        for _ in range(1 + rng.choice(len(self.parts), p=_share(self.parts))):
            number = rng.choice(len(liked), p=_share((likely + 1e-3) * liked))
            shape = self.shapes[number] + _smooth_noise(POINTS, self.spread[number], rng)
            size = np.exp(rng.normal(*self.sizes[number]))
            path = np.vstack([path, path[-1] + size * (shape - shape[0])[1:]])
            likely = self.follows[number]
        return path


def fit_type(strokes: Sequence[np.ndarray]) -> CharacterType:
    """A learner's own drawing as a type, so that new tokens of it can be drawn.

    Strokes (n, 2) in pixels; each that begins within 6 pixels of an earlier one is tied to it.
    LearnerError where there is nothing.
    """
    planned: list[StrokeType] = []
    drawn: list[np.ndarray] = []
    for stroke in strokes:
        if len(stroke) == 0:
            continue
        line = pen.even_steps(stroke, max(2, POINTS * (1 + int(pen.length(stroke) // 40))))
        relation, to, at = related(line[0], drawn)
        planned.append(StrokeType(line - line[0], relation, tuple(line[0]), to, at))
        drawn.append(line)
    if not planned:
        raise LearnerError("There is no stroke yet: draw your character first.")
    return CharacterType(tuple(planned))


def related(start: np.ndarray, earlier: Sequence[np.ndarray], near: float = 6.0):
    """Which of RELATIONS a stroke that begins at ``start`` has, to which earlier stroke, and where.

    ``earlier``: lines of evenly spaced points. Returns (relation, number, share of its length).
    """
    best = ("independent", 0, 0.0)
    closest = near
    for number, line in enumerate(earlier):
        distances = np.linalg.norm(line - start, axis=1)
        place = int(distances.argmin())
        if distances[place] < closest:
            closest = distances[place]
            share = place / max(1, len(line) - 1)
            best = ("along", number, share)
            if share < 0.1:
                best = ("start", number, 0.0)
            elif share > 0.9:
                best = ("end", number, 1.0)
    return best


def made_alphabets(
    seed: int = 0,
    alphabets: int = 10,
    characters: int = 26,
    drawers: int = 16,
    model: StrokeModel | None = None,
) -> CharacterSet:
    """Alphabets of the model's own making, of Omniglot's kind; the same seed gives the same.

    Each alphabet likes some primitives more than others. ``drawers`` are draws of the model, not
    people.
    """
    model = model or StrokeModel.shipped()
    made = {}
    for number in range(alphabets):
        rng = np.random.default_rng((seed, number))
        style = rng.gamma(STYLE, 1 / STYLE, len(model.shapes))
        name = f"Made-up {number + 1}"
        kinds = _different(model, characters, rng, style)
        made[name] = tuple(
            Character(name, f"character{i + 1:02d}", tuple(range(1, drawers + 1)), packed)
            for i, packed in enumerate(_packed(model, kind, drawers, rng) for kind in kinds)
        )
    return CharacterSet("made-up alphabets", made)


# The shape of the gamma distribution that an alphabet's likings are drawn from: the smaller, the
# fewer primitives it uses.
STYLE = 0.3
APART = 4.0  # pixels between two types of an alphabet, by the modified Hausdorff distance


def _different(
    model: StrokeModel, count: int, rng: np.random.Generator, style: np.ndarray
) -> list[CharacterType]:
    """Types no two of which look alike: drawn again where one comes too near an earlier one."""
    from course_lib.oneshot.hausdorff import distance

    kinds: list[CharacterType] = []
    clouds: list[np.ndarray] = []
    apart = APART
    while len(kinds) < count:
        kind = model.character(rng, style)
        cloud = np.concatenate([pen.even_steps(stroke, 24) for stroke in kind.plain()])
        cloud = cloud - cloud.mean(0)
        if all(distance(cloud, other) > apart for other in clouds):
            kinds.append(kind)
            clouds.append(cloud)
        else:
            apart *= 0.99  # a style of few primitives cannot be all different
    return kinds


def _packed(
    model: StrokeModel, kind: CharacterType, drawers: int, rng: np.random.Generator
) -> np.ndarray:
    drawn = np.stack([model.image(model.token(kind, rng)) for _ in range(drawers)])
    return np.packbits(drawn > 0.5, axis=2)


def _begin(stroke: StrokeType, drawn: Sequence[np.ndarray]) -> np.ndarray:
    if stroke.relation == "independent" or not drawn:
        return np.array(stroke.start)
    line = drawn[stroke.to]
    at = {"start": 0.0, "end": 1.0}.get(stroke.relation, stroke.at)
    return line[round(at * (len(line) - 1))]


def _smooth_noise(points: int, deviation: float, rng: np.random.Generator) -> np.ndarray:
    """Half waves of three lengths, so nothing has a corner: (points, 2) of that deviation."""
    waves = np.cos(np.pi * np.outer(np.linspace(0, 1, points), np.arange(1, 4)))
    return waves @ rng.normal(0, deviation * np.sqrt(2 / 3), (3, 2))


def _on_page(strokes: list[np.ndarray], edge: float = 3.0) -> list[np.ndarray]:
    """Strokes made smaller where they are larger than the page, and moved where they leave it."""
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    small = min(1.0, (SIDE - 1 - 2 * edge) / max((high - low).max(), 1e-6))
    low, high = low * small, high * small
    shift = np.clip(low, edge, np.maximum(edge, SIDE - 1 - edge - (high - low))) - low
    return [s * small + shift for s in strokes]


def _quantile(quantiles: np.ndarray, rng: np.random.Generator) -> float:
    return float(np.interp(rng.random() * (len(quantiles) - 1), range(len(quantiles)), quantiles))


def _middle(drawn: Sequence[np.ndarray]) -> np.ndarray:
    points = np.concatenate(drawn)
    return (points.min(0) + points.max(0)) / 2


def _share(weights: np.ndarray) -> np.ndarray:
    return weights / weights.sum()

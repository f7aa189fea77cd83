"""Learn the primitives of strokes and their statistics: `train strokes --strokes ZIP [ZIP …]`."""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from course_lib.files import places
from course_lib.files.write_whole import write_whole

PRIMITIVES = 150
PAUSE = 0.6  # a sub-stroke ends where the pen is slower than this share of its median speed
SHORTEST = 6.0  # pixels of a sub-stroke
NARROW = 6.0  # pixels that a character deviates from its own main line, at least
KEPT = 0.67  # the share of drawings that fit their mean well enough to be the same way of drawing
MOST = 6  # strokes of a character, and primitives of a stroke


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``strokes`` to the train command."""
    parser = commands.add_parser("strokes", help=__doc__, description=__doc__)
    parser.add_argument("--strokes", type=places.argument, nargs="+", required=True, metavar="ZIP")
    parser.add_argument(
        "--out", type=places.argument, default=Path("training"), help="where the file goes"
    )
    parser.add_argument("--primitives", type=int, default=PRIMITIVES)
    parser.add_argument("--seed", type=int, default=0)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read, cluster, count, write."""
    from safetensors.numpy import save

    characters = read_all(args.strokes)
    numbers = learn(characters, args.primitives, args.seed)
    file = args.out / "stroke_model.safetensors"
    write_whole(file, save({key: np.ascontiguousarray(value) for key, value in numbers.items()}))
    count = sum(map(len, characters.values()))
    print(f"wrote {file} from {count:,} drawings, {file.stat().st_size / 1e3:.0f} kB")
    return 0


def read_all(files: list[Path]) -> dict[str, list[list[np.ndarray]]]:
    """Every drawing by its character: strokes as ``pen.read`` gives them.

    LearnerError where a file is no zip or folder, or they hold no stroke files.
    """
    from course_lib.errors import LearnerError
    from course_lib.files.packed import contents
    from course_lib.oneshot import pen

    found: dict[str, list[list[np.ndarray]]] = defaultdict(list)
    for file in files:
        with contents(file, what="stroke files") as inside:
            for text in inside:
                parts = text.name.split("/")
                if text.name.lower().endswith(".txt") and len(parts) >= 3:
                    drawn = pen.read(text.read().decode("ascii", errors="replace"))
                    found["/".join(parts[-3:-1])].append(drawn)
    if not found:
        raise LearnerError(f"There are no stroke files in {', '.join(map(str, files))}.")
    return dict(found)


def sub_strokes(stroke: np.ndarray) -> list[np.ndarray]:
    """A stroke (n, 3) cut where the pen pauses: pieces (m, 2) that meet at their ends."""
    xy = stroke[:, :2]
    if len(xy) < 8:
        return [xy]
    time = np.maximum(np.diff(stroke[:, 2]), 1.0)
    step = np.linalg.norm(np.diff(xy, axis=0), axis=1)
    kernel = np.ones(5) / 5
    speed = np.convolve(step / time, kernel, mode="same")
    travelled = np.concatenate([[0], np.cumsum(step)])
    slow = PAUSE * np.median(speed)
    cuts, last = [0], 0.0
    for i in range(1, len(speed) - 1):
        lowest = speed[i] <= speed[i - 1] and speed[i] < speed[i + 1] and speed[i] < slow
        far = travelled[i] - last > SHORTEST and travelled[-1] - travelled[i] > SHORTEST
        if lowest and far:
            cuts.append(i)
            last = travelled[i]
    cuts.append(len(xy) - 1)
    return [xy[a : b + 1] for a, b in itertools.pairwise(cuts)]


def learn(
    characters: dict[str, list[list[np.ndarray]]], primitives: int = PRIMITIVES, seed: int = 0
) -> dict[str, np.ndarray]:
    """The arrays of a ``StrokeModel`` from drawings by character."""
    from sklearn.cluster import MiniBatchKMeans

    from course_lib.oneshot import pen
    from course_lib.oneshot.characters import SIDE
    from course_lib.oneshot.stroke_model import CELLS, POINTS, RELATIONS, related

    drawings = [d for group in characters.values() for d in group if d]
    chains, rows, parts = [], [], np.zeros(MOST)
    lengths, narrow = [], []
    strokes, relations = np.zeros(MOST), np.zeros(len(RELATIONS))
    begins = np.full((2, CELLS, CELLS), 0.5)
    for drawing in drawings:
        strokes[min(len(drawing), MOST) - 1] += 1
        earlier: list[np.ndarray] = []
        lengths.append(sum(pen.length(stroke[:, :2]) for stroke in drawing))
        narrow.append(np.ptp(np.concatenate(drawing)[:, :2], axis=0).min())
        for number, stroke in enumerate(drawing):
            pieces = [p for p in sub_strokes(stroke) if pen.length(p) > 1] or [_dot(stroke)]
            parts[min(len(pieces), MOST) - 1] += 1
            chains.append(range(len(rows), len(rows) + len(pieces)))
            rows += [pen.even_steps(piece, POINTS) for piece in pieces]
            x, y = np.clip(stroke[0, :2] * CELLS / SIDE, 0, CELLS - 1).astype(int)
            begins[min(number, 1), y, x] += 1
            if earlier:
                relations[RELATIONS.index(related(stroke[0, :2], earlier)[0])] += 1
            earlier.append(pen.even_steps(stroke[:, :2], 3 * POINTS))
    lines = np.stack(rows)
    lines = lines - lines[:, :1]
    size = np.ptp(lines, axis=1).max(1)  # (rows,)
    shapes = lines / size[:, None, None]
    # Size tells primitives apart too, but less than shape does.
    features = np.concatenate([shapes.reshape(len(shapes), -1), np.log(size)[:, None] / 2], axis=1)
    clusters = MiniBatchKMeans(
        min(primitives, len(features)), batch_size=4096, n_init=3, random_state=seed
    ).fit_predict(features)
    used = np.unique(clusters)
    clusters = np.searchsorted(used, clusters)
    count = len(used)
    first, follows = np.zeros(count), np.zeros((count, count))
    for chain in chains:
        first[clusters[chain[0]]] += 1
        for a, b in itertools.pairwise(chain):
            follows[clusters[a], clusters[b]] += 1
    total = np.bincount(clusters, minlength=count)
    mean = np.stack([shapes[clusters == c].mean(0) for c in range(count)])
    sizes = np.array(
        [
            [np.log(size[clusters == c]).mean(), np.log(size[clusters == c]).std()]
            for c in range(count)
        ]
    )
    spread = np.array(
        [np.sqrt(((shapes[clusters == c] - mean[c]) ** 2).mean()) for c in range(count)]
    )
    # What follows what was seen seldom for most pairs: how often a primitive comes at all helps.
    follows += 5 * total / total.sum()
    affine, tremor = between_drawers(characters)
    return {
        "shapes": mean.astype(np.float16),
        "sizes": sizes.astype(np.float16),
        "spread": spread.astype(np.float16),
        "first": first.astype(np.float32),
        "follows": (follows / follows.sum(1, keepdims=True)).astype(np.float16),
        "parts": parts.astype(np.float32),
        "strokes": strokes.astype(np.float32),
        "relations": relations.astype(np.float32),
        "begins": begins.astype(np.float32),
        "lengths": np.quantile(lengths, np.linspace(0.02, 0.98, 25)).astype(np.float32),
        "narrow": np.quantile(narrow, np.linspace(0.02, 0.98, 25)).astype(np.float32),
        "centres": centres(characters).astype(np.float32),
        "affine": affine.astype(np.float32),
        "tremor": np.array([tremor], dtype=np.float32),
    }


def centres(characters: dict[str, list[list[np.ndarray]]]) -> np.ndarray:
    """Where characters stand on the page: (2, 2), the mean and the deviation, from character to
    character, of the middle of their sides (x, y) in pixels."""
    found = []
    for group in characters.values():
        ends = [np.concatenate(drawing)[:, :2] for drawing in group if drawing]
        if ends:
            found.append(np.mean([(p.min(0) + p.max(0)) / 2 for p in ends], axis=0))
    return np.stack([np.mean(found, axis=0), np.std(found, axis=0)])


def between_drawers(
    characters: dict[str, list[list[np.ndarray]]],
) -> tuple[np.ndarray, float]:
    """How one person's drawing differs from another's: (6, 6) covariance and pixels of tremor.

    Drawings of a character with equally many strokes are laid over their mean by the best affine
    map, once stroke by stroke along the pen's way; the third that fit worst were drawn in another
    order or direction, and are left out.
    """
    changes, residuals = [], []
    for group in characters.values():
        for drawings in _alike(group):
            mean = drawings.mean(0)
            middle = mean.mean(0)
            basis = np.concatenate([mean - middle, np.ones((len(mean), 1))], axis=1)
            if np.linalg.svd(mean - middle, compute_uv=False)[1] < NARROW * np.sqrt(len(mean)):
                continue  # nearly one line: how wide it is says nothing
            for drawing in drawings:
                solved, *_ = np.linalg.lstsq(basis, drawing - middle, rcond=None)  # (3, 2)
                rest = drawing - middle - basis @ solved
                changes.append(np.concatenate([(solved[:2].T - np.eye(2)).ravel(), solved[2]]))
                residuals.append(np.sqrt((rest**2).mean()))
    if len(changes) < 8:
        return np.diag([0.02] * 4 + [9.0] * 2), 1.5  # too few to say; a hand's usual
    residuals = np.array(residuals)
    good = residuals <= np.quantile(residuals, KEPT)
    good &= np.abs(np.array(changes)[:, :4]).max(1) < 0.6  # a mirrored or turned way of drawing
    return np.cov(np.array(changes)[good].T), float(np.median(residuals[good]))


def _alike(group: list[list[np.ndarray]]) -> Iterator[np.ndarray]:
    """Drawings of a character with equally many strokes: (drawings, points, 2)."""
    from course_lib.oneshot import pen

    by_count: dict[int, list[np.ndarray]] = defaultdict(list)
    for drawing in group:
        line = [pen.even_steps(stroke[:, :2], 20) for stroke in drawing]
        if line:
            by_count[len(line)].append(np.concatenate(line))
    for same in by_count.values():
        if len(same) >= 4:
            yield np.stack(same)


def _dot(stroke: np.ndarray) -> np.ndarray:
    """A stroke too short to be a line: two points a pixel apart."""
    return np.stack([stroke[0, :2], stroke[0, :2] + [1.0, 0.0]])

"""Small sets of characters drawn by the tests: wobbly polygons, a shape a character."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SIDE = 105


def drawing(alphabet: int, character: int, drawer: int) -> Image.Image:
    """One person's drawing of a character: the same corners, moved by the person's hand."""
    shape = np.random.default_rng((alphabet, character)).uniform(15, 90, (5, 2))
    hand = np.random.default_rng((alphabet, character, drawer)).normal(0, 2, (5, 2))
    picture = Image.new("1", (SIDE, SIDE), 1)
    corners = [tuple(point) for point in np.clip(shape + hand, 2, 102)]
    ImageDraw.Draw(picture).line(corners, fill=0, width=3)
    return picture


def png(picture: Image.Image) -> bytes:
    """A picture's file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def tree(sizes: dict[str, int], drawers: int = 4, outer: str = "any/name/") -> dict[str, bytes]:
    """Files of a canonical tree by their paths; ``sizes``: characters of each alphabet."""
    files, number = {}, 0
    for a, (alphabet, size) in enumerate(sizes.items()):
        for character in range(1, size + 1):
            number += 1
            for drawer in range(1, drawers + 1):
                place = f"{alphabet}/character{character:02}/{number:04}_{drawer:02}.png"
                files[outer + place] = png(drawing(a, character, drawer))
    return files


def packed(path: Path, files: dict[str, bytes]) -> Path:
    """A zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path


def unpacked(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder of these files."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def all_runs(path: Path, runs: int = 2, ways: int = 5) -> Path:
    """A zip in the form of Lake's runs; the queries in an order of their own."""
    files = {}
    for run in range(1, runs + 1):
        order = np.random.default_rng(run).permutation(ways)
        lines = []
        for k in range(1, ways + 1):
            truth = int(order[k - 1]) + 1
            files[f"run{run:02}/training/class{k:02}.png"] = png(drawing(run, k, 1))
            files[f"run{run:02}/test/item{k:02}.png"] = png(drawing(run, truth, 2))
            line = f"run{run:02}/test/item{k:02}.png run{run:02}/training/class{truth:02}.png"
            lines.append(line)
        files[f"run{run:02}/class_labels.txt"] = ("\n".join(lines) + "\n").encode()
    return packed(path, files)

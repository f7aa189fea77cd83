"""``python -m course_lib bench inpainting --images DIR``: every method on every family of masks.

Of each image the largest centred square, antialiased to 128×128; masks from the functions behind
the studio's buttons, seeded by the file's name. L1 and L2 are 100 · mean |e| and 100 · mean e² over
the hidden values in [0, 1], PSNR is taken per image and then averaged, SSIM is of the composite.
The gradient is its mean length inside the hole; the rows of the method ``truth`` tell the photos'
own, and have no PSNR: they are exact.
"""

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np

from course_lib.files import places
from course_lib.inpainting import answers, masks, metrics
from course_lib.inpainting.methods import METHODS, NETWORKS
from course_lib.vision import datasets, photos


def seed_of(name: str) -> int:
    """A seed from a file's name alone, wherever it lies."""
    return int.from_bytes(hashlib.sha256(Path(name).name.encode()).digest()[:4], "big")


def measure(images: Iterable[tuple[str, np.ndarray]], on_image=lambda done: None) -> list[dict]:
    """Rows of mask, method, l1, l2, psnr, ssim, gradient and ms, averaged over images.

    ``images``: names and photos (H, W, 3) uint8. The rows of "truth" measure the photos themselves;
    their psnr is None.
    """
    from skimage.metrics import structural_similarity

    sums: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    methods = tuple(METHODS)
    for method in NETWORKS:  # so that no image pays for loading
        answers.answer(method, np.zeros((128, 128, 3), np.uint8), masks.central_region())
    for done, (name, photo) in enumerate(images):
        photo = photos.square(photo)
        for family in masks.FAMILIES:
            mask = masks.sample(family, seed_of(name))
            sums[family, "truth"].append((0, 0, 0, 1, metrics.gradient_magnitude(photo, mask), 0))
            for method in methods:
                if answers.why_not(method, mask):
                    continue
                answer = answers.answer(method, photo, mask)
                quality = metrics.hole_quality(photo, answer.fill, mask)
                ssim = structural_similarity(photo, answer.fill, channel_axis=2, data_range=255)
                sharp = metrics.gradient_magnitude(answer.fill, mask)
                sums[family, method].append(
                    (quality.l1, quality.l2, quality.psnr, ssim, sharp, answer.ms)
                )
        on_image(done + 1)
    names = ("l1", "l2", "psnr", "ssim", "gradient", "ms")
    means = {key: np.mean(rows, axis=0).round(4).tolist() for key, rows in sums.items()}
    return [
        {"mask": family, "method": method}
        | dict(zip(names, row, strict=True))
        | ({"psnr": None} if method == "truth" else {})
        for (family, method), row in means.items()
    ]


def main(argv: list[str] | None = None) -> int:
    """Measure and print a table, and with ``--json`` one last line for programs."""
    from tqdm import tqdm

    parser = argparse.ArgumentParser("python -m course_lib bench inpainting", description=__doc__)
    parser.add_argument(
        "--images", type=places.argument, required=True, help="folder or archive of photos"
    )
    parser.add_argument("--limit", type=int, help="use so many photos only")
    parser.add_argument("--held-back", action="store_true", help="only photos no training saw")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    args = parser.parse_args(argv)
    left_out = datasets.LeftOut()
    wanted = datasets.is_held_back if args.held_back else lambda name: True
    images = islice(datasets.read_photos(args.images, left_out, wanted), args.limit or None)
    with tqdm(total=args.limit, unit="photo", file=sys.stderr) as bar:
        rows = measure(images, lambda done: bar.update(done - bar.n))
        count = bar.n
    print(f"{count} images")
    if left_out.names:
        print(left_out)
    columns = ("l1", "l2", "psnr", "ssim", "gradient", "ms")
    print(f"{'mask':15} {'method':22}" + "".join(f"{column:>10}" for column in columns))
    for row in rows:
        cells = ("–" if row[column] is None else f"{row[column]:.3f}" for column in columns)
        numbers = "".join(f"{cell:>10}" for cell in cells)
        print(f"{row['mask']:15} {row['method']:22}{numbers}")
    if args.json:
        print(json.dumps({"images": count, "left_out": left_out.names, "results": rows}))
    return 0

"""``python -m course_lib fetch imagenette``: data sets, from their official addresses, checked.

A data set is unpacked into ``data/`` at the top of the project, or into ``--to DIR``, or into the
folder that the variable LWL_DATA names. Besides this command, a page's button gets what its studio
plays with, and a first ``serve`` gets Omniglot (``serve --offline`` does not).
"""

from __future__ import annotations

import argparse
import os
import shutil
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.files.download import fetch


@dataclass(frozen=True)
class DataSet:
    """One data set: where it is published, its sum, and the folder that its archive holds.

    ``holds`` may be the archive's own name: it is read as it is, and stays packed.
    """

    url: str
    md5: str | None
    holds: str
    about: str
    sha256: str | None = None
    file: str | None = None

    @property
    def archive(self) -> str:
        """What the fetched file is called here: as at its address, unless ``file`` says."""
        return self.file or self.url.rsplit("/", 1)[1]


DATA_SETS = {
    "imagenette": DataSet(
        url="https://s3.amazonaws.com/fast-ai-imageclas/imagenette2-160.tgz",
        md5="e793b78cc4c9e9a4ccc0c1155377a412",
        holds="imagenette2-160",
        about="photos of ten kinds of things at 160 pixels, 99 MB (a subset of ImageNet; fast.ai)",
    ),
    "text8": DataSet(
        url="http://mattmahoney.net/dc/text8.zip",
        md5=None,
        sha256="a6640522afe85d1963ad56c05b0ede0a0c000dddc9671758a6cc09b7a38e5232",
        holds="text8",
        about="100 million letters of English Wikipedia, 31 MB (Matt Mahoney; CC BY-SA 3.0)",
    ),
    "omniglot-background": DataSet(
        url="https://github.com/brendenlake/omniglot/raw/master/python/images_background.zip",
        md5="68d2efa1b9178cc56df9314c21c6e718",
        holds="images_background.zip",
        about="30 alphabets drawn by 20 people each, 9 MB, to learn from (Lake et al. 2015; MIT)",
    ),
    "omniglot-evaluation": DataSet(
        url="https://github.com/brendenlake/omniglot/raw/master/python/images_evaluation.zip",
        md5="6b91aef0f799c5bb55b94e3f2daec811",
        holds="images_evaluation.zip",
        about="20 more alphabets, 6 MB, to be tested on (Lake et al. 2015; MIT)",
    ),
    "olivetti": DataSet(
        url="https://ndownloader.figshare.com/files/5976027",
        md5=None,
        sha256="b612fb967f2dc77c9c62d3e1266e0c73d5fca46a4b8906c18e454d41af987794",
        holds="olivettifaces.mat",
        file="olivettifaces.mat",
        about="10 photos each of 40 people, 4 MB (AT&T Laboratories Cambridge; credit required)",
    ),
}


def get(name: str, to: Path | None = None, on_bytes=None, keep: bool = False) -> Path:
    """Fetch and unpack a data set once; the folder (or packed file) it then is.

    LearnerError as in download.
    """
    source = DATA_SETS[name]
    to = to or places.data()
    target = to / source.holds
    if target.exists():
        return target
    archive = fetch(
        source.url,
        to / source.archive,
        sha256=source.sha256,
        md5=source.md5,
        on_bytes=on_bytes,
    )
    if archive == target:
        return target
    unpacked = to / f".{source.holds}.part"
    shutil.rmtree(unpacked, ignore_errors=True)
    try:
        _unpack(archive, source.holds, unpacked)
        os.replace(unpacked / source.holds, target)
    except (OSError, zipfile.BadZipFile) as error:
        raise LearnerError(f"{archive} cannot be unpacked in {to}: {error}.") from None
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    if not keep:
        archive.unlink()
    return target


def _unpack(archive: Path, holds: str, to: Path) -> None:
    if archive.suffix != ".zip":
        with tarfile.open(archive) as tar:
            tar.extractall(to, filter="data")
        return
    # A packed single file: it gets a folder of its own, as every data set has.
    (to / holds).mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as packed:
        packed.extract(holds, to / holds)


def main(argv: list[str] | None = None) -> int:
    """The command; 0 when the data set is there."""
    parser = argparse.ArgumentParser("python -m course_lib fetch", description=__doc__)
    known = ", ".join(f"{name}: {source.about}" for name, source in DATA_SETS.items())
    parser.add_argument("name", choices=DATA_SETS, help=known)
    parser.add_argument("--to", type=places.argument, metavar="DIR", help="unpack it there")
    parser.add_argument("--keep-archive", action="store_true", help="do not delete the archive")
    options = parser.parse_args(argv)

    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, unit_divisor=1000, desc=options.name) as bar:

        def show(arrived: int, total: int | None) -> None:
            bar.total = total
            bar.update(arrived - bar.n)

        place = get(options.name, options.to, show, options.keep_archive)
    print(place)
    return 0

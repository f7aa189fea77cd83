"""Files made to do harm, sent through a page's own sockets to every door for a learner's files.

Each is answered by a sentence, in bounded memory, with next to nothing written, and the page lives.
"""

from __future__ import annotations

import asyncio
import io
import random
import re
import struct
import time
import zipfile
import zlib
from pathlib import Path

import nbformat
import numpy as np
import psutil
import pytest
from PIL import Image

from course_lib.bench.page_client import PageClient

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
CELL = """
import os
import ipywidgets
from course_lib.panels.faces.own_face import OwnFace
from course_lib.panels.oneshot.arena import Arena
from course_lib.panels.oneshot.own_alphabet import OwnAlphabet
from course_lib.panels.pretext.label_factory import LabelFactory
from course_lib.panels.words.corpus_choice import CorpusChoice
from course_lib.panels.words.explorer_files import VectorFiles
ipywidgets.VBox([ipywidgets.Label(f"process {os.getpid()}"), DOOR])
"""
GROWN_MB, WRITTEN_MB, SECONDS = 700, 20, 60
DEEP = b"[" * 100_000 + b"]" * 100_000
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def vast_png(side: int = 20_000) -> bytes:
    """A whole PNG of side × side black pixels, some 50 kB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    packer, rows = zlib.compressobj(9), bytes(1 + side // 8)
    data = b"".join(packer.compress(rows) for _ in range(side)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def cut_jpeg() -> bytes:
    file = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8)
    Image.fromarray(noise).save(file, "JPEG")
    return file.getvalue()[:4000]


def zipped(**files: bytes | int) -> bytes:
    """A zip of these files; a number stands for so many zero bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            with made.open(name, "w", force_zip64=True) as inside:
                if isinstance(content, bytes):
                    inside.write(content)
                else:
                    for _ in range(content // 2**20):
                        inside.write(bytes(2**20))
    return file.getvalue()


def drawing() -> bytes:
    """A good character of Omniglot's tree."""
    file, ink = io.BytesIO(), np.ones((105, 105), bool)
    ink[20:80, 50:54] = False
    Image.fromarray(ink).save(file, "PNG")
    return file.getvalue()


def photo() -> bytes:
    """A good one."""
    file = io.BytesIO()
    Image.fromarray(np.full((200, 200, 3), 90, np.uint8)).save(file, "PNG")
    return file.getvalue()


def tree(characters: int = 6) -> bytes:
    """A zip of one alphabet by two drawers."""
    names = (
        f"A/character{c:02}/{c:04}_{d:02}.png" for c in range(1, characters + 1) for d in (1, 2)
    )
    return zipped(**{name: drawing() for name in names})


# What makes each door, and a file that it takes.
GOOD = "A/character01/0001_01.png"
DOORS = {
    "LabelFactory()": ("good.png", photo()),
    "CorpusChoice()": ("good.txt", b"the sea and the land " * 50),
    "VectorFiles(None)": ("good.vec", b"sea 0.1 0.2\nland 0.3 0.4\nsky 0.5 0.6\n"),
    "OwnAlphabet()": ("good.zip", zipped(**{GOOD: drawing()})),
    "Arena('own')": ("good.zip", tree()),
    "OwnFace(str, str, str)": ("good.png", photo()),
}


def bombs() -> dict[str, bytes]:
    """A name that says what it is, and a file."""
    good, deep = GOOD, DEEP[:50_000] + DEEP[-50_000:]
    inner = zipped(**{"a.txt": 300 * 2**20})
    return {
        "vast.png": vast_png(),
        "script.svg": SCRIPT,
        "cut.jpg": cut_jpeg(),
        "nul.txt": bytes(2 * 2**20),
        "deep.json": DEEP,
        "empty.txt": b"",
        "bomb.zip": zipped(**{"a.txt": 450 * 2**20}),
        "nested.zip": zipped(**{f"{n}.zip": inner for n in range(3)}),
        "lying.zip": inner[:200] + inner[300:],
        "alphabet_vast.zip": zipped(**{good: vast_png()}),
        "alphabet_bomb.zip": zipped(**{good: 300 * 2**20}),
        "alphabet_cut.zip": zipped(**{good: drawing()[:60]}),
        "alphabet_deep.zip": zipped(**{good: drawing(), "A/drawers.json": deep}),
        "alphabet_up.zip": zipped(**{"../../../tmp/character01/0001_01.png": SCRIPT}),
    }


@pytest.fixture(scope="module")
def served(serve_notebooks, tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("doors")
    for door in DOORS:
        cell = nbformat.v4.new_code_cell(CELL.replace("DOOR", door))
        book = nbformat.v4.new_notebook(cells=[cell])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(book, folder / f"{door.partition('(')[0]}.ipynb")
    return serve_notebooks(folder)


class Page(PageClient):
    """A visitor who sends files through the doors."""

    @property
    def process(self) -> psutil.Process:
        told = [w["state"].get("value") for w in self._widgets.values()]
        [line] = [t for t in told if isinstance(t, str) and t.startswith("process ")]
        return psutil.Process(int(line.split()[1]))

    def door(self) -> tuple[str, str]:
        """What takes files: its number, and the trait that takes them."""
        for number, widget in self._widgets.items():
            state = widget["state"]
            if widget["model_name"] == "FileUploadModel":
                return number, "value"
            if "given" in state:  # the bytes themselves travel beside the state
                return number, "photo_png" if "longest_side" in state else "data"
        raise AssertionError("no door")

    async def give(self, name: str, content: bytes, refused: bool) -> list[str]:
        """As the page's script does once a file was chosen; what then stands there in red."""
        door, trait = self.door()
        if trait == "value":
            entry = {"name": name, "type": "", "size": len(content), "last_modified": 0}
            state, path = {"value": [entry]}, ["value", 0, "content"]
        else:
            state, path = {"name": name, "given": random.randrange(1, 10**9)}, [trait]
        data = {"method": "update", "state": state, "buffer_paths": [path]}
        message = await self._send("comm_msg", {"comm_id": door, "data": data}, None, (content,))
        async for _ in self._until_idle(message):
            pass
        until = time.monotonic() + SECONDS
        while bool(told := self.told()) != refused and time.monotonic() < until:
            await self.rest(0.3)
        return told

    def told(self) -> list[str]:
        """What stands on the page in red."""
        said = []
        for widget in self._widgets.values():
            said.append(widget["state"].get("error") or "")
            said.append(widget["state"].get("bad") and widget["state"]["notice"])
            value = widget["state"].get("value")
            if isinstance(value, str):
                said += re.findall(r'lwl-error"[^>]*><span>(.+?)</span>', value)
        return [sentence for sentence in said if isinstance(sentence, str) and sentence]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return bombs()


@pytest.mark.parametrize("door", DOORS)
def test_a_door_answers_every_hostile_file_by_a_sentence(served, files, door):
    async def visit() -> None:
        page = Page(served, f"/voila/render/{door.partition('(')[0]}.ipynb", random.Random(0))
        await page.open()
        await page.meet()
        process, number = page.process, page.process.pid
        assert await page.give(*DOORS[door], refused=False) == []
        before, written = process.memory_info().rss, process.io_counters().write_bytes
        for name, content in files.items():
            if name.endswith("svg") and door == "CorpusChoice()":
                continue  # a text like any other
            told = await page.give(name, content, refused=True)
            assert told, f"{name} was taken, or nothing was said"
            assert all(len(one) < 400 and "Traceback" not in one for one in told), told
            assert (peak(number) - before) / 1e6 < GROWN_MB, name
            assert process.io_counters().write_bytes - written < WRITTEN_MB * 1e6, name
            assert await page.give(*DOORS[door], refused=False) == [], f"after {name}"
        await page.leave()

    asyncio.run(visit())


def peak(process: int) -> int:
    """Most memory that a process had at once, in bytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return 1024 * int(re.search(r"VmHWM:\s*(\d+)", status)[1])

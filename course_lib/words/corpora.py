"""Texts to learn words from: each opened again and again, a piece of at most a megabyte at a time.

Where they come from: ``documentation()`` is found on every machine that has the course, ``pasted``
and ``from_bytes`` take the learner's own text, ``from_path`` a file or folder of any size, and
``text8`` is fetched. ``text_files.py`` reads them, ``encodings.py`` tells what they are written in.
"""

from __future__ import annotations

import importlib.util
import inspect
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from course_lib.errors import LearnerError
from course_lib.words import text_files
from course_lib.words.text_files import Source

PASTE_LIMIT = 8_000_000  # bytes
PACKAGES = ("numpy", "scipy", "sklearn", "skimage", "torch", "networkx")
_STRING = re.compile(r'"""(.*?)"""|\'\'\'(.*?)\'\'\'', re.DOTALL)
_TITLE = 200  # characters a title has at most
_LONGEST = 8_000_000  # characters of an article; a text without blank lines is cut there


@dataclass(frozen=True)
class Corpus:
    """A text: its name, its title on a page, what it is and its licence, and its pieces.

    ``pieces()`` begins anew at each call; no piece is longer than about a megabyte or cuts a word.
    """

    name: str
    title: str
    about: str
    pieces: Callable[[], Iterator[str]]


def documentation(limit_mb: float = 8) -> Corpus:
    """The documentation strings of the installed scientific packages: real technical English.

    Their sources are read as text, nothing is imported. Lines of code are left out. LearnerError
    if none of the packages is installed.
    """
    found = [name for name in PACKAGES if importlib.util.find_spec(name)]
    if not found:
        raise LearnerError("No scientific package is installed here to take documentation from.")

    def pieces() -> Iterator[str]:
        return text_files.cut(_documentation_strings(found, int(limit_mb * 1e6)))

    about = f"What {', '.join(found)} say of themselves in their own sources (BSD licences)."
    return Corpus("documentation", "Documentation of scientific packages", about, pieces)


def _documentation_strings(packages: list[str], limit: int) -> Iterator[str]:
    left = limit
    for number, package in enumerate(packages):
        # An even share each; what one leaves over goes to the next.
        share = left // (len(packages) - number)
        for text in _docstrings(package):
            if len(text) > share:
                break
            yield text
            share -= len(text)
            left -= len(text)


def _docstrings(package: str) -> Iterator[str]:
    spec = importlib.util.find_spec(package)
    for folder in spec.submodule_search_locations or ():
        for file in sorted(Path(folder).rglob("*.py")):
            if "tests" in file.parts or "test" in file.parts:
                continue
            try:
                source = file.read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            for match in _STRING.finditer(source):
                text = prose(match[1] or match[2] or "")
                if len(text) >= 80:
                    yield text + "\n\n"


def prose(docstring: str) -> str:
    """A documentation string without its indentation, its examples' code and its underlines."""
    lines = inspect.cleandoc(docstring).splitlines()
    kept, in_code = [], False
    for line in lines:
        bare = line.strip()
        # What a >>> line prints stands below it, up to a blank line.
        in_code = bare.startswith((">>>", "...")) or (in_code and bool(bare))
        if not in_code and not (bare and set(bare) <= set("-=~^*#")):
            kept.append(line)
    return "\n".join(kept).strip()


def pasted(text: str, name: str = "your text") -> Corpus:
    """The learner's own text. LearnerError: empty, one word, over 8 MB, or not a text."""
    data = text.encode("utf-8", errors="replace")
    if len(data) > PASTE_LIMIT:
        raise LearnerError(
            f"This text has {len(data) / 1e6:.1f} MB, and 8 MB fit here: "
            "paste a part of it, or name its folder."
        )
    return _own(text_files.survey(Source(data, "your text")), name, "")


def from_bytes(data: bytes, name: str) -> Corpus:
    """An uploaded file, read as ``from_path`` reads one. LearnerError also for more than 8 MB."""
    if len(data) > PASTE_LIMIT:
        raise LearnerError(
            f"{name} has {len(data) / 1e6:.1f} MB, and 8 MB fit here: name its folder instead."
        )
    return _own(text_files.survey(Source(data, name)), name, "")


def from_path(path: str | Path, on_bytes: text_files.OnBytes | None = None) -> Corpus:
    """A text file, packed or not, an archive of texts or a folder of them, streamed: any size.

    All of it is read once to see in which encodings it is; ``about`` says what was guessed, what
    could not be read and what was left out. ``on_bytes(bytes read, None)`` is called on the way.
    LearnerError: nothing there, no text in it, damaged, one word.
    """
    found = text_files.survey(Source.at(path), on_bytes)
    many = f"{len(found.texts)} files" if len(found.texts) > 1 else "a file"
    return _own(found, found.source.name, f"Text from {many} of yours: {found.source.place}.")


def _own(found: text_files.Survey, name: str, about: str) -> Corpus:
    def pieces() -> Iterator[str]:
        return text_files.cut(text_files.blocks(found))

    text_files.refuse_too_short(pieces(), name)
    about = about or "Your own text; it stays on this machine."
    return Corpus(name, name, " ".join((about, *found.notes)), pieces)


def text8(
    folder: Path | None = None, on_bytes: Callable[[int, int | None], None] | None = None
) -> Corpus:
    """text8: 100 million letters of Wikipedia, lower case, no punctuation (Matt Mahoney).

    Fetched and checked if it is not in ``folder`` (default: where ``fetch`` puts it), with
    ``on_bytes(arrived, total or None)`` after each block. LearnerError as in
    ``course_lib.files.fetch`` where that is impossible.
    """
    from course_lib.files.fetch import get

    file = get("text8", folder, on_bytes) / "text8"
    about = "100 million letters of English Wikipedia of 2006 (Matt Mahoney; CC BY-SA 3.0)."
    return Corpus("text8", "text8", about, from_path(file).pieces)


def articles(path: str | Path) -> Iterator[str]:
    """The articles of a text in which a blank line separates them, one by one.

    A block of one short line is a title and belongs to the block after it, as in the Wikipedia
    extract. An article begins with its title's line and keeps its line breaks.
    """
    return _articles(text_files.survey(Source.at(path)))


def _articles(found: text_files.Survey) -> Iterator[str]:
    title = None
    for block in _blank_line_blocks(text_files.cut(text_files.blocks(found))):
        if title is None and "\n" not in block and len(block) <= _TITLE:
            title = block
            continue
        yield block if title is None else f"{title}\n{block}"
        title = None
    if title is not None:
        yield title


def is_held_back(article: str) -> bool:
    """Whether an article is kept for measuring: crc32 of its first line is a multiple of 20."""
    return zlib.crc32(article.split("\n", 1)[0].encode()) % 20 == 0


def of_articles(text: str | Path | text_files.Survey, held_back: bool | None = None) -> Corpus:
    """The articles of a text as a corpus, one a piece: all, or (not) those held back."""
    found = text if isinstance(text, text_files.Survey) else text_files.survey(Source.at(text))

    def pieces() -> Iterator[str]:
        for article in _articles(found):
            if held_back is None or is_held_back(article) == held_back:
                yield from text_files.cut([article])

    name = found.source.name
    return Corpus(name, name, f"Articles of {name}.", pieces)


def _blank_line_blocks(pieces: Iterable[str]) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        *whole, rest = (rest + piece).split("\n\n")
        if len(rest) > _LONGEST:
            whole, rest = [*whole, rest], ""
        yield from (block.strip() for block in whole if block.strip())
    if rest.strip():
        yield rest.strip()

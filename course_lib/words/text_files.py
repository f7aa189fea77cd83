"""The texts in a file, a folder or an archive, as blocks of decoded text, however large they are.

There are two doors, a path and an upload, and one reader. ``survey`` reads all of it once and says
which texts there are, in which encodings, and what is left out and why: one bad file in a folder
does not refuse the others. ``blocks`` then reads what the survey found, again and again.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.files.packed import DAMAGED, PackedFile, contents
from course_lib.words import encodings
from course_lib.words.encodings import Encoding
from course_lib.words.tokens import LONGEST, words_in

BLOCK = 1 << 18  # characters read at a time
PIECE = 1 << 20  # characters a piece has at most
PACKERS = {".gz": gzip.open, ".xz": lzma.open, ".bz2": bz2.open}
ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2")
ENDINGS = (".txt", *PACKERS, *ARCHIVES)
KINDS = ".txt, .gz, .xz, .bz2, .zip or .tar"
NAMED = 3  # files that a note names; the others are counted

MOST_UNPACKED = 400_000_000  # bytes of an upload; nothing stops its reading

OnBytes = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Source:
    """Where texts lie: a path, or the bytes of an upload and the name of its file."""

    place: Path | bytes
    name: str

    @classmethod
    def at(cls, path: str | Path) -> Source:
        """What somebody named. LearnerError where nothing that holds texts can be there."""
        path = places.typed(str(path))
        if not path.exists():
            raise LearnerError(f"There is no file or folder {path} on the machine that computes.")
        if not (path.is_file() or path.is_dir()):
            raise LearnerError(f"{path} is neither a file nor a folder.")
        return cls(path, path.name or str(path))


@dataclass(frozen=True)
class Survey:
    """The texts of a source by their names, sentences on what is left out or guessed, and a sum
    (SHA-256) of all their bytes, which tells one text from another."""

    source: Source
    texts: dict[str, Encoding]
    notes: tuple[str, ...]
    digest: str


class _TooMuchError(LearnerError):
    """What was sent unpacks to more than fits here."""


def survey(source: Source, on_bytes: OnBytes | None = None) -> Survey:
    """Read a source whole. LearnerError, one sentence, if there is no text in it.

    ``on_bytes(bytes read, None)`` is called after each block.
    """
    texts: dict[str, Encoding] = {}
    bad: list[str] = []
    others: list[str] = []
    digest, read = hashlib.sha256(), 0

    def told(block: bytes) -> None:
        nonlocal read
        digest.update(block)
        read += len(block)
        if isinstance(source.place, bytes) and read > MOST_UNPACKED:
            raise _TooMuchError(
                f"{source.name} unpacks to more than {MOST_UNPACKED / 1e6:.0f} MB: unpack it, and "
                "name its folder."
            )
        if on_bytes:
            on_bytes(read, None)

    for file in _files(source, others):
        try:
            with _open(file) as stream:
                texts[file.name] = encodings.told_by(stream, file.name, told)
        except _TooMuchError:
            raise
        except LearnerError as error:
            bad.append(str(error))
    if not texts:
        raise LearnerError(_none(source, bad, others))
    return Survey(source, texts, tuple(_notes(texts, bad, others)), digest.hexdigest())


def blocks(found: Survey) -> Iterator[str]:
    """The texts of a survey, one after the other; between two of them stands a blank line."""
    for number, file in enumerate(f for f in _files(found.source, []) if f.name in found.texts):
        if number:
            yield "\n\n"  # so that no word or article runs on into the next file
        with _open(file) as stream:
            text = io.TextIOWrapper(stream, found.texts[file.name].name, errors="replace")
            while block := text.read(BLOCK):
                yield block
            text.detach()


def _files(source: Source, others: list[str]) -> Iterator[PackedFile]:
    """Every file that may be a text, in order, open while it is the last that was given.

    The names of files that are none go to ``others``.
    """
    place = source.place
    if isinstance(place, Path) and place.is_dir():
        with contents(place, source.name, "texts") as found:
            for file in _chosen(found, others):
                yield from _within(file, others)
    elif isinstance(place, Path):
        yield from _within(PackedFile(source.name, 0, lambda: place.open("rb")), others)
    else:
        yield from _within(PackedFile(source.name, len(place), lambda: io.BytesIO(place)), others)


def _chosen(found: list[PackedFile], others: list[str]) -> list[PackedFile]:
    """Those with an ending that texts have."""
    texts = [file for file in found if file.name.lower().endswith(ENDINGS)]
    others += [file.name for file in found if file not in texts]
    return texts


def _within(file: PackedFile, others: list[str]) -> Iterator[PackedFile]:
    """The texts of an archive, or the file itself."""
    if not file.name.lower().endswith(ARCHIVES):
        yield file
        return
    try:
        with _sentence(file.name), file.open() as stream, contents(stream, file.name) as found:
            plain = [f for f in found if f.name.lower().endswith((".txt", *PACKERS))]
            apart = [f.name for f in found if f not in plain]
            if not plain:  # text8.zip holds “text8”
                plain, apart = found, []
            if any(f.name in ("[Content_Types].xml", "mimetype") for f in found):
                raise encodings.not_a_text(file.name, "a document or an e-book")
            if not plain:
                raise LearnerError(f"{file.name} is an empty archive.")
            others += [f"{file.name}/{inner}" for inner in apart]
            for inner in plain:
                yield PackedFile(f"{file.name}/{inner.name}", inner.size, inner.open)
    except LearnerError as error:
        yield PackedFile(file.name, 0, _raises(error))


def _raises(error: LearnerError) -> Callable[[], BinaryIO]:
    def open_() -> BinaryIO:
        raise error

    return open_


@contextmanager
def _open(file: PackedFile) -> Iterator[BinaryIO]:
    """The bytes of a text, unpacked. LearnerError if it is damaged, also while it is read."""
    with _sentence(file.name), file.open() as stream:
        unpack = next((PACKERS[end] for end in PACKERS if file.name.lower().endswith(end)), None)
        if unpack is None:
            yield stream
            return
        with unpack(stream, "rb") as unpacked:
            yield unpacked


@contextmanager
def _sentence(name: str) -> Iterator[None]:
    damaged = f"{name} is damaged and cannot be unpacked."
    try:
        yield
    except LearnerError:
        raise
    except DAMAGED:
        raise LearnerError(damaged) from None
    except OSError as error:  # gzip and bz2 raise it without a number for wrong bytes
        why = f"{name} cannot be read: {error.strerror}."
        raise LearnerError(why if error.errno else damaged) from None


# ---- What is said -------------------------------------------------------------------------------


def _none(source: Source, bad: list[str], others: list[str]) -> str:
    if len(bad) == 1 and not others:
        return bad[0]
    if bad:
        return f"There is no text in {source.name}: {bad[0]}"
    return f"There is no {KINDS} file in the folder {source.place}."


def _notes(texts: dict[str, Encoding], bad: list[str], others: list[str]) -> Iterator[str]:
    of = len(texts) > 1 or bad or others
    if guessed := [name for name, encoding in texts.items() if encoding.guessed]:
        which = f"{_named(guessed)}: no" if of else "No"
        yield f"{which} UTF-8, so read as Windows-1252: look whether letters came out right."
    if lost := {name: encoding.lost for name, encoding in texts.items() if encoding.lost}:
        where = f" of {_named(list(lost))}" if of else ""
        yield f"{_times(sum(lost.values()), 'place')}{where} could not be read: “�” stands there."
    if giants := sum(encoding.giants for encoding in texts.values()):
        yield f"{_times(giants, 'run')} of more than {LONGEST} letters left out, as no words."
    if bad:
        yield f"{_times(len(bad), 'file')} left out: {' '.join(bad[:NAMED])}{_more(bad)}"
    if others:
        yield f"Not read, by their endings no texts: {_named(others)}."


def _times(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _named(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED:,} more" if names[NAMED:] else "")


def _more(sentences: list[str]) -> str:
    return f" And {len(sentences) - NAMED:,} more." if sentences[NAMED:] else ""


# ---- Pieces -------------------------------------------------------------------------------------


def refuse_too_short(pieces: Iterable[str], name: str) -> None:
    """LearnerError unless there are two words; reads no more than it needs."""
    found = list(islice((word for piece in pieces for word in words_in(piece)), 2))
    if not found:
        raise LearnerError(f"There are no words in {name}: take a text with some.")
    if len(found) == 1:
        raise LearnerError(
            f"There is only one word in {name}: words are known by others around them."
        )


def cut(blocks: Iterable[str]) -> Iterator[str]:
    """The same text in pieces of at most ``PIECE`` characters, cut at a paragraph's end, else at a
    line's, else between words (a run of a megabyte without a space is cut where it must be)."""
    held = ""
    for block in blocks:
        held += block
        while len(held) >= PIECE:
            at = _last_end(held[:PIECE])
            yield held[:at]
            held = held[at:]
    if held:
        yield held


def _last_end(text: str) -> int:
    for end in ("\n\n", "\n", " "):
        at = text.rfind(end, len(text) // 2)
        if at > 0:
            return at + len(end)
    for at in range(len(text) - 1, len(text) // 2, -1):
        if text[at].isspace():
            return at + 1
    return len(text)

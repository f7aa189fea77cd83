"""Which text to learn from: four doors, and one sentence where one of them is shut."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from course_lib.controls.choice import Choice, Option
from course_lib.controls.text_field import TextField
from course_lib.controls.text_upload import TextUpload
from course_lib.errors import LearnerError
from course_lib.panels.layout import box, hint
from course_lib.panels.panel import Panel
from course_lib.running.latest_wins import Job, Outcome

if TYPE_CHECKING:
    from course_lib.words.corpora import Corpus

OnBytes = Callable[[int, int | None], None]
DOCS, MINE, PLACE, TEXT8 = "documentation", "mine", "place", "text8"
OPTIONS = (
    Option(DOCS, "Documentation", "Technical English that is on this machine already."),
    Option(MINE, "My own text", "Paste it or send a file, up to 8 MB."),
    Option(PLACE, "A file or folder", "On the computer that this page's Python runs on: any size."),
    Option(TEXT8, "text8", "The first 100 MB of English Wikipedia, as cleaned in 2006."),
)
ABOUT = {
    DOCS: "The documentation strings of the scientific packages installed here (NumPy, SciPy, "
    "scikit-learn, PyTorch and others): real technical English, and no network is needed.",
    TEXT8: "100 million characters of English Wikipedia of 2006 (Matt Mahoney). It is fetched once "
    "from its official address, 31 MB, and checked; without a network a sentence will say so.",
}


ANY_SIZE = "Read piece by piece: it may be larger than the memory."


def decoded(data: bytes, name: str) -> Corpus:
    """The learner's own text as a corpus; ``name`` is "" where it was pasted."""
    from course_lib.words import corpora

    if not name:
        return corpora.pasted(data.decode("utf-8", errors="replace"))
    return corpora.from_bytes(data, name)


class CorpusChoice(Panel):
    """``opener()`` is a function that opens the chosen corpus, to be called in a thread.

    It may be given ``on_bytes(arrived, total or None)``, called while something is fetched; what
    that raises ends the fetching, which goes on from there the next time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.choice = Choice("Learn from", OPTIONS, value=DOCS)
        self.upload = TextUpload()
        self.path = TextField(
            "Path of a text file (.txt, .gz, .xz, .bz2), of a .zip or .tar of them, or of a folder",
            placeholder="/home/me/books",
            hint=ANY_SIZE,
        )
        self._own: Corpus | None = None
        self._reader = self.background("own-text", self._read)
        self._doors = box("lwl-corpus-doors")
        told = {kind: hint(about) for kind, about in ABOUT.items()}
        self._given_by = {**told, MINE: self.upload, PLACE: self.path}
        self.children = [self.choice, self._doors]
        self.hear(self._chosen, self.choice)
        self.hear(lambda: self.path.set_trait("hint", ANY_SIZE), self.path)
        self.upload.on_text(self._given)
        self._chosen()

    def opener(self) -> Callable[..., Corpus]:
        """What opens the chosen corpus; LearnerError where nothing has been given yet."""
        kind = self.choice.value
        if kind == MINE:
            own = self._own
            if self.upload.error:
                raise LearnerError(self.upload.error)
            if own is None:
                raise LearnerError("Paste a text first, or choose a file.")
            return lambda on_bytes=None: own
        if kind == PLACE:
            path = self.path.value.strip()
            if not path:
                raise LearnerError("Type the path of a text file or of a folder first.")
            return lambda on_bytes=None: _from_path(path, on_bytes)
        return _documentation if kind == DOCS else _text8

    def opened(self, corpus: Corpus) -> None:
        """Say of the text that was opened what it is, and what of it was left out."""
        if self.choice.value == PLACE:
            self.path.hint = corpus.about

    def _chosen(self) -> None:
        self._doors.children = [self._given_by[self.choice.value]]

    def _given(self, data: bytes, name: str) -> None:
        self._own = None
        self.upload.note = "Looking at it …"
        self._reader.submit([Job("own", lambda: decoded(data, name))])

    def _read(self, outcome: Outcome) -> None:
        self._own = outcome.value
        self.upload.error = outcome.error or ""
        if outcome.error:
            self.upload.note = ""
        else:
            named = f"{self._own.title}. " if self.upload.name else ""
            self.upload.note = named + self._own.about


def _documentation(on_bytes: OnBytes | None = None) -> Corpus:
    from course_lib.words import corpora

    return corpora.documentation()


def _text8(on_bytes: OnBytes | None = None) -> Corpus:
    from course_lib.words import corpora

    return corpora.text8(on_bytes=on_bytes)


def _from_path(path: str, on_bytes: OnBytes | None = None) -> Corpus:
    from course_lib.words import corpora

    return corpora.from_path(path, on_bytes)


__all__ = ["CorpusChoice", "decoded"]

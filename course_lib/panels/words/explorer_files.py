"""The learner's own vectors: opened from a path or an upload, and given to the projector."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets as widgets

from course_lib.controls.download import Download
from course_lib.controls.text_field import TextField
from course_lib.controls.text_upload import TextUpload
from course_lib.errors import LearnerError
from course_lib.panels.layout import column, grid, hint, row
from course_lib.panels.run_panel import BUSY, RunPanel, RunWords
from course_lib.running import background_run
from course_lib.running.background_run import TELL_EVERY, BackgroundRun, Pace
from course_lib.words import vector_files
from course_lib.words.vectors import WordVectors

PROJECTED = 10_000  # words for the projector: what it can still lay out


@dataclass(kw_only=True)
class Reading(background_run.Progress):
    """``step`` of ``steps`` thousandths are read; then ``loaded`` is what was."""

    loaded: vector_files.Loaded | None = None


class VectorRun(BackgroundRun):
    """Reads one source in a thread."""

    def __init__(
        self,
        source: str | bytes,
        name: str,
        on_progress: Callable[[Reading], None],
        after: BackgroundRun | None = None,
    ) -> None:
        super().__init__(Reading(steps=1000), on_progress, after)
        self._source, self._name = source, name

    def work(self, stop: threading.Event) -> bool:
        """Read it all, or until stopped."""
        pace, told = Pace(), time.monotonic()

        def on_progress(share: float) -> None:
            nonlocal told
            now = time.monotonic()
            if share > 0 and now - told >= TELL_EVERY:
                told, done = now, round(1000 * share)
                self.tell(state="running", step=done, seconds_left=pace.left(done, 1000))

        self.tell(state="running")
        try:
            found = vector_files.read(
                self._source, self._name, on_progress=on_progress, should_stop=stop.is_set
            )
        except vector_files.Stopped:
            return False
        self.tell(state="done", step=1000, seconds_left=None, loaded=found)
        return True


class VectorFiles(RunPanel):
    """``on_vectors(callback)`` hears of vectors that the learner opened, None for the course's."""

    texts = RunWords(
        start=("Open", "Read the vectors in this file."),
        resume=("Open", "Read the vectors in this file."),
        again=("Open", "Read the vectors in this file."),
        retry=("Open", "Read the vectors in this file."),
        stop="Stop reading; the vectors before stay.",
        stop_loading="Stop reading.",
        doing="Reading the vectors",
    )

    def __init__(self, vectors: WordVectors | None) -> None:
        super().__init__()
        self._vectors = vectors
        self._told: Callable[[WordVectors | None], None] = lambda _: None
        self._sent: tuple[str | bytes, str] | None = None  # a file or pasted lines, and their name
        self.path = TextField(
            "Path of a file on the computer that this page’s Python runs on",
            placeholder="/home/me/glove.6B.100d.txt",
            hint="word2vec (text or binary), GloVe (text), packed or not, or the course’s own.",
        )
        self.own = widgets.Button(
            description="Back to the course’s vectors", tooltip="Use what came with the course."
        )
        self.upload = TextUpload(
            label="Or send a small file from here, or paste its lines",
            instead="Type the path of the file: any size is read from there.",
        )
        self.exports = [
            Download("vectors.tsv", lambda: self._projector()[0], "The numbers, a word a line."),
            Download("metadata.tsv", lambda: self._projector()[1], "The words, one a line."),
        ]
        self.buttons.children = [self.button, self.own]
        self.children = [
            grid(320, column(self.path, self.buttons), self.upload),
            self.bar,
            self.note,
            hint(
                f"For the Embedding Projector: two files with the first {PROJECTED:,} words. Its "
                "page loads them; they stay in your browser."
            ),
            row(*self.exports),
        ]
        self.own.on_click(lambda _: self._back())
        self.upload.on_text(self._given)

    def on_vectors(self, callback: Callable[[WordVectors | None], None]) -> None:
        """Call ``callback(vectors)`` when others are to be explored."""
        self._told = callback

    def wait(self, timeout: float = 30.0) -> bool:
        """Block until a reading has ended (scripts and tests)."""
        return self.run is None or self.run.join(timeout)

    def pressed(self) -> None:
        """Stop the reading, or read the file that the path leads to."""
        if self.state in BUSY:
            super().pressed()
        else:
            self.begin()

    def new_run(self, before: BackgroundRun | None) -> VectorRun | None:
        """Read what was sent, or else the file that the path leads to."""
        (source, name), self._sent = self._sent or (self.path.value.strip(), ""), None
        self.path.error = "" if source else "Type the path of a file first."
        return VectorRun(source, name, self.show, before) if source else None

    def _given(self, data: bytes, name: str) -> None:
        empty = not data.strip()
        self.upload.error = f"{name} is empty: choose another file." if name and empty else ""
        if not empty:
            self._sent = data, name or "What you pasted"
            self.begin()

    def below(self, progress: Reading) -> str:
        """How much is read."""
        return f"{progress.step / 10:.0f} % read"

    def show(self, progress: Reading) -> None:
        """Bring the page up to date with the reading."""
        super().show(progress)
        if progress.state not in BUSY:
            self.bar.value = ""
        if progress.state == "stopped":
            self.note.say("Stopped; the vectors before stay.", look="note")
        if progress.loaded is not None:
            self._open(progress.loaded)

    def _open(self, loaded: vector_files.Loaded) -> None:
        v = loaded.vectors
        try:
            self._told(v)
        except LearnerError as error:
            self.note.error(str(error), *loaded.notes)
            return
        self._vectors = v
        self.note.say(
            f"Open: {len(v):,} words of {v.dim} numbers. All above now asks these vectors.",
            *loaded.notes,
            look="success",
        )

    def _back(self) -> None:
        with self.note.errors():
            self._vectors = WordVectors.shipped()
            self._told(self._vectors)
            self.note.say("The course’s vectors again.", look="success")

    def _projector(self) -> tuple[bytes, bytes]:
        if self._vectors is None:
            raise LearnerError("There are no vectors yet: open a file first.")
        return vector_files.projector_files(self._vectors, PROJECTED)


__all__ = ["VectorFiles", "VectorRun"]

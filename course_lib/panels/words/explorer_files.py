"""The learner's own vectors: opened from a path or an upload, and given to the projector."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import ipywidgets as widgets

from course_lib.controls.download import Download
from course_lib.controls.text_field import TextField
from course_lib.controls.text_upload import TextUpload
from course_lib.errors import LearnerError
from course_lib.panels.progress_bar import RunButton, bar_html
from course_lib.panels.studio_layout import box
from course_lib.running import background_run
from course_lib.running.background_run import TELL_EVERY, BackgroundRun
from course_lib.words import vector_files
from course_lib.words.vectors import WordVectors

PROJECTED = 10_000  # words for the projector: what it can still lay out
OPEN = "Read the vectors in this file."
BUTTONS = {
    "idle": ("Open", OPEN, True),
    "loading": ("Stop", "Stop reading.", False),
    "running": ("Stop", "Stop reading; the vectors before stay.", False),
    "stopped": ("Open", OPEN, True),
    "done": ("Open", OPEN, False),
    "failed": ("Open", OPEN, True),
}


@dataclass(kw_only=True)
class Reading(background_run.Progress):
    """``step`` of ``steps`` thousandths are read; then ``loaded`` is what was."""

    loaded: vector_files.Loaded | None = None


class VectorRun(BackgroundRun):
    """Reads one source in a thread."""

    def __init__(
        self, source: str | bytes, name: str, on_progress: Callable[[Reading], None]
    ) -> None:
        super().__init__(Reading(steps=1000), on_progress)
        self._source, self._name = source, name

    def work(self, stop: threading.Event) -> bool:
        """Read it all, or until stopped."""
        began = told = time.monotonic()

        def on_progress(share: float) -> None:
            nonlocal told
            now = time.monotonic()
            if share > 0 and now - told >= TELL_EVERY:
                told = now
                left = (now - began) * (1 - share) / share
                self.tell(state="running", step=round(1000 * share), seconds_left=left)

        self.tell(state="running")
        try:
            found = vector_files.read(
                self._source, self._name, on_progress=on_progress, should_stop=stop.is_set
            )
        except vector_files.Stopped:
            return False
        self.tell(state="done", step=1000, seconds_left=None, loaded=found)
        return True


class VectorFiles(widgets.Box):
    """``on_vectors(callback)`` hears of vectors that the learner opened, None for the course's."""

    def __init__(self, vectors: WordVectors | None) -> None:
        self._vectors = vectors
        self._told: Callable[[WordVectors | None], None] = lambda _: None
        self._run: VectorRun | None = None
        self.path = TextField(
            "Path of a file on the computer that this page’s Python runs on",
            placeholder="/home/me/glove.6B.100d.txt",
            hint="word2vec (text or binary), GloVe (text), .gz of these, or the course’s own.",
        )
        self.button = RunButton(BUTTONS)
        self.own = widgets.Button(
            description="Back to the course’s vectors", tooltip="Use what came with the course."
        )
        self.upload = TextUpload(label="Or send a small file from here, or paste its lines")
        self.bar = widgets.HTML()
        self.said = widgets.HTML()
        self.exports = [
            Download("vectors.tsv", lambda: self._projector()[0], "The numbers, a word a line."),
            Download("metadata.tsv", lambda: self._projector()[1], "The words, one a line."),
        ]
        super().__init__(
            [
                box(
                    "lwl-vector-doors",
                    box("lwl-stack", self.path, box("lwl-toolbar", self.button, self.own)),
                    self.upload,
                ),
                self.bar,
                self.said,
                widgets.HTML(
                    f'<p class="lwl-hint">For the Embedding Projector: two files with the first '
                    f"{PROJECTED:,} words. Its page loads them; they stay in your browser.</p>"
                ),
                box("lwl-toolbar", *self.exports),
            ]
        )
        self.add_class("lwl-vector-files")
        self.button.on_click(self._pressed)
        self.own.on_click(lambda _: self._back())
        self.upload.on_text(self._given)

    def on_vectors(self, callback: Callable[[WordVectors | None], None]) -> None:
        """Call ``callback(vectors)`` when others are to be explored."""
        self._told = callback

    def wait(self, timeout: float = 30.0) -> bool:
        """Block until a reading has ended (scripts and tests)."""
        return self._run is None or self._run.join(timeout)

    def _pressed(self, _: object) -> None:
        if self._run is not None and self._run.running:
            self._run.stop()
            self.button.disabled = True
            return
        path = self.path.value.strip()
        if not path:
            self.path.error = "Type the path of a file first."
            return
        self.path.error = ""
        self._start(path, "")

    def _given(self, data: bytes, name: str) -> None:
        if data.strip():
            self._start(data, name or "What you pasted")

    def _start(self, source: str | bytes, name: str) -> None:
        if self._run is not None:
            self._run.give_up()
        self.said.value = ""
        self._run = VectorRun(source, name, self._progress)
        self._run.start()

    def _progress(self, progress: Reading) -> None:
        self.button.say(progress.state)
        busy = progress.state in ("loading", "running")
        words = f"{progress.step / 10:.0f} % read" if busy else ""
        self.bar.value = bar_html(progress, words, "Reading the vectors") if busy else ""
        if progress.state == "stopped":
            self.said.value = '<p class="lwl-note">Stopped; the vectors before stay.</p>'
        if progress.error:
            self.said.value = f'<p class="lwl-error">{escape(progress.error)}</p>'
        if progress.loaded is not None:
            self._open(progress.loaded)

    def _open(self, loaded: vector_files.Loaded) -> None:
        v = loaded.vectors
        try:
            self._told(v)
        except LearnerError as error:
            self.said.value = f'<p class="lwl-error">{escape(str(error))}</p>'
            return
        self._vectors = v
        notes = " ".join(loaded.notes)
        self.said.value = (
            f'<p class="lwl-success">Open: {len(v):,} words of {v.dim} numbers. '
            f"All above now asks these vectors. {escape(notes)}</p>"
        )

    def _back(self) -> None:
        try:
            self._vectors = WordVectors.shipped()
        except LearnerError as error:
            self.said.value = f'<p class="lwl-error">{escape(str(error))}</p>'
            return
        self._told(self._vectors)
        self.said.value = '<p class="lwl-success">The course’s vectors again.</p>'

    def _projector(self) -> tuple[bytes, bytes]:
        if self._vectors is None:
            raise LearnerError("There are no vectors yet: open a file first.")
        return vector_files.projector_files(self._vectors, PROJECTED)


__all__ = ["VectorFiles", "VectorRun"]

"""Watch it train: word vectors take their places while the text is being read."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets
import numpy as np

from course_lib.controls.chart import Chart
from course_lib.controls.stops import Stops
from course_lib.controls.text_field import TextField
from course_lib.errors import LearnerError
from course_lib.figures.loss_curve import pair_loss_curve
from course_lib.figures.softmax_cost import amount, digits
from course_lib.figures.word_picture import REACH, word_picture
from course_lib.panels.layout import beside, card, column, heading
from course_lib.panels.run_panel import RunPanel, RunWords
from course_lib.panels.words.corpus_choice import CorpusChoice
from course_lib.panels.words.word_results import WordResults
from course_lib.words.watched import groups_in, suggestion
from course_lib.words.word_run import Lesson, WordProgress, WordRun

if TYPE_CHECKING:
    from course_lib.words.vocabulary import Vocabulary

TRAIL = 4  # last places of a word, drawn as its way


class WatchItTrain(RunPanel):
    """Choose a text and settings, start, stop and resume; the picture follows the vectors.

    ``lesson`` may set the panel's first settings, and its corpus in place of the learner's choice
    (chapters and tests).
    """

    texts = RunWords(
        start=("Start training", "Read the text, and let the vectors learn from it."),
        resume=("Resume", "Go on from where you stopped."),
        again=("Train again", "Forget everything and start from new random vectors."),
        stop="Stop here; nothing learned is lost.",
        stop_loading="Stop reading.",
        idle="Nothing has been read yet.",
    )

    def __init__(self, lesson: Lesson | None = None) -> None:
        super().__init__()
        self._given = lesson
        first = lesson or Lesson(open_corpus=lambda on_bytes: None)
        self.corpus = CorpusChoice()
        self.dim = Stops(
            "Numbers a word, D",
            sorted({10, 20, 50, 100, 200, 300, first.dim}),
            value=first.dim,
            hint="The length of each vector e. More can tell more apart, and take longer.",
        )
        self.window = Stops(
            "Window",
            range(1, 11),
            value=first.window,
            hint="How far a target may stand from its context word. Far: topics. Near: grammar.",
        )
        self.negatives = Stops(
            "k, noise words a pair",
            range(2, 21),
            value=first.negatives,
            hint="How many words are drawn as noise for each true pair.",
        )
        self.epochs = Stops(
            "Epochs",
            sorted({1, 2, 3, 5, 10, 20, 50, 100, first.epochs}),
            value=first.epochs,
            hint="How often the whole text is read. A short text needs many readings.",
        )
        self.afresh = widgets.Button(
            description="Start over", tooltip="Forget what was learned; use the settings above."
        )
        self.facts = widgets.HTML()
        self.loss = Chart(
            height=250, label="Mean loss of a pair", empty="The loss appears here, word by word."
        )
        self.words = TextField(
            "Words to watch; a semicolon parts groups",
            hint="Left empty, words of the text are chosen for you.",
        )
        self.picture = Chart(height=520, label="The watched words in the plane of two components")
        self.results = WordResults()
        self.buttons.children = [self.button, self.afresh]
        self.children = self._cards()
        self._trails: dict[str, deque] = {}
        self._last_picture = None
        self._reach = REACH
        self._suggested = ""
        self._draw_picture()
        self._facts(WordProgress())
        self.afresh.disabled = True
        self.afresh.on_click(lambda _: self.begin())
        self.hear(self._words_typed, self.words)

    # ---- What the learner does --------------------------------------------------------------

    def new_run(self, before: WordRun | None) -> WordRun | None:
        """A new training with the settings on the page."""
        self.note.error()
        try:
            opener = self._given.open_corpus if self._given else self.corpus.opener()
        except LearnerError as error:
            self.note.error(str(error))
            return None
        lesson = Lesson(
            opener,
            dim=self.dim.value,
            window=self.window.value,
            negatives=self.negatives.value,
            epochs=self.epochs.value,
        )
        self._trails, self._last_picture, self._reach = {}, None, REACH
        self.results.forget()
        self.loss.show(None)
        self._draw_picture()
        return WordRun(lesson, self.show, self._pick, after=before)

    def _words_typed(self) -> None:
        if self.run is not None and self.run.vocabulary is not None:
            self._say_missing()
            self._draw_picture()
            self.run.watch([w for group in groups_in(self.words.value) for w in group])

    def _pick(self, vocabulary: Vocabulary) -> Sequence[str]:
        """Called in the training's thread, once the words are counted."""
        typed = [w for g in groups_in(self.words.value) for w in g if w in vocabulary.index]
        ours = self.words.value == self._suggested
        self._suggested = "" if len(typed) >= 3 and not ours else suggestion(vocabulary)
        text = self._suggested or self.words.value
        return [word for group in groups_in(text) for word in group]

    # ---- What the page shows ----------------------------------------------------------------

    def show(self, progress: WordProgress) -> None:
        """Bring the page up to date with the training."""
        began = progress.state == "running" and self.state == "loading"
        super().show(progress)
        self.afresh.disabled = self.state != "stopped"
        if began:
            self._training_begins()
        self._facts(progress)
        if progress.losses:
            nothing = (1 + self.run.lesson.negatives) * math.log(2)
            self.loss.show(pair_loss_curve(progress.at, progress.losses, progress.steps, nothing))
        if progress.picture is not None and progress.picture is not self._last_picture:
            self._last_picture = progress.picture
            # The axes only ever grow, and in steps: a picture that breathes cannot be followed.
            furthest = float(np.abs(progress.picture.plane.points).max())
            self._reach = max(self._reach, math.ceil(5 * furthest + 0.3) / 5)
            for word, point in zip(
                progress.picture.words, progress.picture.plane.points, strict=True
            ):
                self._trails.setdefault(word, deque(maxlen=TRAIL)).append(point)
            self._draw_picture()
            self._show_results()

    def _training_begins(self) -> None:
        self.corpus.opened(self.run.corpus)
        if self._suggested and self.words.value != self._suggested:
            self.words.value = self._suggested
        self._say_missing()

    def _show_results(self) -> None:
        run = self.run
        if run is not None and run.vectors() is not None:
            first = self._last_picture.words[0]
            self.results.show(run.vocabulary, run.vectors(), run.corpus, first)

    def below(self, progress: WordProgress) -> str:
        """How much of the text is read."""
        read = f"{amount(progress.step)} of {amount(progress.steps)} words"
        if progress.state == "stopped" and not progress.steps:
            return "Stopped before the training began."
        return {
            "loading": f"{escape(progress.phase)} …",
            "running": read,
            "stopped": f"Stopped after {read}. Nothing is lost.",
            "done": f"All {amount(progress.steps)} words read.",
        }.get(progress.state, "")

    def _facts(self, progress: WordProgress) -> None:
        speed = digits(progress.words_per_s) if progress.words_per_s else "–"
        loss = f"{progress.losses[-1]:.3f}" if progress.losses else "–"
        vocabulary = self.run.vocabulary if self.run is not None else None
        size = f"{len(vocabulary.words):,}" if vocabulary else "–"
        self.facts.value = "".join(
            f'<div class="lwl-score">{name} <b>{value}</b></div>'
            for name, value in (
                ("Words a second", speed),
                ("Loss of a pair", loss),
                ("Words in the vocabulary", size),
            )
        )

    def _draw_picture(self) -> None:
        picture = self._last_picture
        if picture is None:
            self.picture.empty = "Start the training: words appear here, and move as they learn."
            self.picture.show(None)
            return
        points = dict(zip(picture.words, picture.plane.points, strict=True))
        groups = [[w for w in group if w in points] for group in groups_in(self.words.value)]
        grouped = {word for group in groups for word in group}
        if not grouped:
            groups = [list(points)]
        trails = {w: np.array(self._trails[w]) for w in points if w in grouped or not grouped}
        self.picture.show(word_picture(groups, points, trails, picture.plane.shown, self._reach))

    def _say_missing(self) -> None:
        known = self.run.vocabulary.index
        words = [word for group in groups_in(self.words.value) for word in group]
        missing = [word for word in words if word not in known]
        self.words.error = ""
        if missing:
            listed = ", ".join(f"“{word}”" for word in missing[:6]) + " …" * (len(missing) > 6)
            self.words.error = f"Too rare in this text, or not in it: {listed}."

    def _cards(self) -> list[widgets.Widget]:
        settings = column(self.dim, self.window, self.negatives, self.epochs)
        controls = column(settings, self.controls, self.facts)
        choose = [heading(1, "Choose a text"), self.corpus] if self._given is None else []
        number = 2 if choose else 1
        return [
            *([card(*choose)] if choose else []),
            card(
                heading(
                    number,
                    "Train, and watch the words find their places",
                    "Skip-gram with negative sampling; settings are used from the next start on. "
                    "Each point is the direction of one e, flattened to the plane in which these "
                    "words differ most. A line shows the way a word came.",
                ),
                beside(controls, column(self.words, self.picture)),
            ),
            card(
                heading(number + 1, "What it has learned", "The loss, and the nearest words."),
                beside(self.loss, self.results, narrow=1, width=270),
            ),
        ]


__all__ = ["WatchItTrain"]

"""Skip-gram with negative sampling on a text of the learner's choice, in a thread. No widget."""

from __future__ import annotations

import math
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course_lib.errors import LearnerError
from course_lib.running import background_run
from course_lib.running.background_run import BackgroundRun, Pace
from course_lib.words import noise
from course_lib.words.moving_picture import MovingPicture, Plane

if TYPE_CHECKING:
    from course_lib.words.corpora import Corpus
    from course_lib.words.skipgram import Report
    from course_lib.words.vocabulary import Vocabulary

LOOK_EVERY = 0.7  # seconds between two pictures
REPORT_EVERY = 0.1  # seconds between two points of the loss curve: a short text is soon read
MOST_WORDS = 50_000  # of a vocabulary: with 300 numbers each, E and W take 120 MB
FEWEST_WORDS = 2
SHORT, MEDIUM = 20_000, 200_000  # tokens; what is rare depends on the length of the text


@dataclass(frozen=True)
class Lesson:
    """What is to be learned from, and how. ``dim`` … ``seed`` are SkipGramSettings' own.

    ``open_corpus`` is given ``on_bytes(arrived, total or None)``, for what it has to fetch.
    """

    open_corpus: Callable[[Callable[[int, int | None], None]], Corpus]
    dim: int = 50
    window: int = 5
    negatives: int = 5
    epochs: int = 5
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Picture:
    """Where the watched words stand now: ``plane.points[i]`` is ``words[i]``'s place."""

    words: tuple[str, ...]
    plane: Plane
    words_done: int


@dataclass(kw_only=True)
class WordProgress(background_run.Progress):
    """``step`` and ``steps`` count words read in training, over all epochs."""

    phase: str = ""  # what is being done before training starts
    words_per_s: float = 0.0
    at: list[int] = field(default_factory=list)  # words done at each loss
    losses: list[float] = field(default_factory=list)
    picture: Picture | None = None


class _StoppedEarlyError(Exception):
    """Raised inside a corpus' iterator to leave whoever reads it."""


class WordRun(BackgroundRun):
    """Reads the text, counts its words, trains. ``watch`` says which words the pictures show.

    Stopped while it reads, it reads from the start when it goes on; stopped while it trains, it
    goes on from there. ``vocabulary`` is there once training starts; ``vectors()`` are the latest.
    """

    def __init__(
        self,
        lesson: Lesson,
        on_progress: Callable[[WordProgress], None],
        pick: Callable[[Vocabulary], Sequence[str]],
        after: BackgroundRun | None = None,
    ) -> None:
        super().__init__(WordProgress(), on_progress, after)
        self.lesson = lesson
        self.corpus: Corpus | None = None
        self.vocabulary: Vocabulary | None = None
        self._pick = pick
        self._watched: tuple[str, ...] = ()
        self._moving = MovingPicture()
        self._training = None
        self._matrix: np.ndarray | None = None
        self._folder: tempfile.TemporaryDirectory | None = None

    def watch(self, words: Sequence[str]) -> None:
        """Show these words from the next picture on; unknown ones are left out."""
        known = self.vocabulary.index if self.vocabulary else {}
        self._watched = tuple(word for word in dict.fromkeys(words) if word in known)
        if self._matrix is not None and not self.running:
            self._look()

    def vectors(self) -> np.ndarray | None:
        """The latest context embeddings e, (V, D) float32; None before training starts."""
        return self._matrix

    def give_up(self) -> None:
        """Stop, report nothing any more, and leave no file behind."""
        super().give_up()
        if not self.running:
            self._release()

    # ---- In the thread ----------------------------------------------------------------------

    def work(self, stop: threading.Event) -> bool:
        """Read and train until all is done or ``stop`` is set."""
        done = False
        try:
            if self._training is None:
                self._prepare(stop)
            done = self._train(stop)
        except _StoppedEarlyError:
            return False
        finally:
            if done or self._given_up or self._training is None:
                self._release()
        return done

    def _prepare(self, stop: threading.Event) -> None:
        lesson = self.lesson
        self.tell(state="loading", error="", phase="Opening the text")
        self.corpus = corpus = lesson.open_corpus(self._fetching(stop))
        from course_lib.words.vocabulary import Vocabulary, encode_corpus

        counting = self._watching(corpus, "Counting words", stop)
        vocabulary = frequent_enough(Vocabulary.count(counting, min_count=1, limit=MOST_WORDS))
        noise.check_negatives(lesson.negatives, len(vocabulary))
        self._folder = tempfile.TemporaryDirectory(
            prefix="course-words-", ignore_cleanup_errors=True
        )
        reading = self._watching(corpus, "Turning words into numbers", stop)
        encoded = encode_corpus(reading, vocabulary, to=Path(self._folder.name) / "tokens")
        self.tell(phase="Loading torch")
        from course_lib.words.skipgram import SkipGramSettings, SkipGramTraining

        settings = SkipGramSettings(
            dim=lesson.dim,
            window=lesson.window,
            negatives=lesson.negatives,
            epochs=lesson.epochs,
            seed=lesson.seed,
        )
        self._training = SkipGramTraining(
            encoded.tokens, vocabulary.counts, settings, ends=encoded.ends
        )
        self.vocabulary = vocabulary
        self.watch(self._pick(vocabulary))

    def _fetching(self, stop: threading.Event) -> Callable[[int, int | None], None]:
        """Tells how much of a text has arrived, and leaves when ``stop`` is set."""
        told = 0.0

        def on_bytes(arrived: int, total: int | None) -> None:
            nonlocal told
            if stop.is_set():
                raise _StoppedEarlyError
            now = time.monotonic()
            if now - told >= background_run.TELL_EVERY:
                told = now
                of = f" of {total / 1e6:,.0f}" if total else ""
                self.tell(phase=f"Opening the text: {arrived / 1e6:,.1f}{of} MB")

        return on_bytes

    def _watching(self, corpus: Corpus, phase: str, stop: threading.Event) -> Corpus:
        """The same corpus, telling how far its reading is, and left when ``stop`` is set."""

        def pieces() -> Iterator[str]:
            read, told = 0, 0.0
            for piece in corpus.pieces():
                if stop.is_set():
                    raise _StoppedEarlyError
                read += len(piece)
                now = time.monotonic()
                if now - told >= background_run.TELL_EVERY:
                    told = now
                    self.tell(phase=f"{phase}: {read / 1e6:,.1f} million characters")
                yield piece

        return replace(corpus, pieces=pieces)

    def _train(self, stop: threading.Event) -> bool:
        self.tell(state="running", phase="", error="")
        self._look()
        pace, told = Pace(self.progress.step), time.monotonic()
        next_look = told + LOOK_EVERY

        def on_report(report: Report) -> None:
            nonlocal next_look, told
            now, progress = time.monotonic(), self.progress
            progress.step, progress.steps = int(report.words_done), int(report.words_total)
            progress.words_per_s = float(report.words_per_s)
            if math.isfinite(report.loss):
                progress.at.append(progress.step)
                progress.losses.append(float(report.loss))
            progress.seconds_left = pace.left(progress.step, progress.steps)
            if now >= next_look:
                self._look()
                next_look = told = time.monotonic()
                next_look += LOOK_EVERY
            elif now - told >= background_run.TELL_EVERY:
                self.tell()
                told = now

        done = self._training.run(on_report, stop.is_set, every=REPORT_EVERY)
        self._look()
        return done

    def _look(self) -> None:
        if self._training is not None:
            matrix = self._training.vectors()
            if not np.isfinite(matrix).all():
                raise LearnerError(
                    "The vectors grew without end on this text: take a longer text, or fewer "
                    "epochs."
                )
            self._matrix = matrix
        words = self._watched
        if words:
            rows = self._matrix[[self.vocabulary.index[word] for word in words]]
            plane = self._moving.place(list(words), rows)
            self.progress.picture = Picture(words, plane, self.progress.step)
        self.tell()

    def _release(self) -> None:
        """Give back what only training needs; the vectors stay."""
        self._training = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def frequent_enough(vocabulary: Vocabulary) -> Vocabulary:
    """Without the words seen fewer than five times; in a short text fewer than two times, or none.

    What is seen once or twice in a long text learns nothing and costs time.
    """
    total = vocabulary.total
    least = 1 if total < SHORT else 2 if total < MEDIUM else 5
    kept = max(FEWEST_WORDS, int(np.count_nonzero(vocabulary.counts >= least)))
    return replace(vocabulary, words=vocabulary.words[:kept], counts=vocabulary.counts[:kept])


__all__ = ["Lesson", "Picture", "WordProgress", "WordRun", "frequent_enough"]

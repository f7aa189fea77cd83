"""Skip-gram with negative sampling (Mikolov et al. 2013), trained on the cores of a laptop.

Threads take the text chunk by chunk and learn on the same two matrices without waiting for one
another, as word2vec's do: they seldom touch the same word (Hogwild, Niu et al. 2011). The step they
take is in ``skipgram_step.py``. Training knows no page: progress and stopping arrive as callbacks.
"""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from course_lib.errors import LearnerError
from course_lib.words.noise import NoiseSampler, check_negatives, noise_distribution
from course_lib.words.skipgram_step import Step
from course_lib.words.windows import keep_probability

LENGTH = 16  # words a block
CHUNK = 1 << 17  # words of the text that a thread takes at a time
LAST_RATE = 1e-4  # the share of the rate that is left at the end
LOSS_EVERY = 8  # steps of a thread, of which one computes its loss
ASTRAY = 1e4  # a loss that no learning comes back from
MEMORY = 6e9  # bytes that the two matrices may take

FEW = 64  # words of a vocabulary that one thread learns alone


@dataclass(frozen=True)
class SkipGramSettings:
    """What word2vec calls size, window, negative, sample, ns_exponent, iter and alpha; then ours.

    threads: None for the machine's cores, 4 at most; only with 1 is a run repeated exactly by its
    seed. batch: words a step (fewer of a short text or of few words). groups: parts of a batch with
    noise words of their own (fewer of a smaller batch). noise: noise words a group. damping: see
    skipgram_step.py.
    """

    dim: int = 100
    window: int = 5
    negatives: int = 5
    subsample: float = 1e-3
    alpha: float = 0.75
    epochs: int = 1
    rate: float = 0.05
    seed: int = 0
    threads: int | None = None
    batch: int = 512
    noise: int = 128
    groups: int = 1
    damping: float = 0.02

    def __post_init__(self) -> None:
        for name in ("dim", "window", "negatives", "epochs", "batch", "noise", "groups"):
            if getattr(self, name) < 1:
                raise LearnerError(f"{name} must be at least 1, not {getattr(self, name)}.")
        if not self.rate > 0:
            raise LearnerError(f"The learning rate must be above 0, not {self.rate:g}.")
        if not (self.subsample >= 0 and self.damping >= 0):
            raise LearnerError("subsample and damping must be at least 0.")


@dataclass(frozen=True)
class Report:
    """How far a training is: words of the text done of all epochs' words, speed since ``run`` was
    called, and the mean negative-sampling loss a pair since the last report (taken from every
    eighth step; nan if there was none)."""

    words_done: int
    words_total: int
    words_per_s: float
    loss: float


class SkipGramTraining:
    """A training of word vectors, run in one go or bit by bit.

    tokens: (N,) int32 word numbers, may be memory-mapped; counts: (V,) how often each word comes
    in the text (more frequent first is not needed); ends: where pieces of the text end, over which
    no window reaches. LearnerError: fewer than two words of text or vocabulary, k not below V, a
    word number outside the vocabulary, matrices larger than 6 GB.
    """

    def __init__(
        self,
        tokens: np.ndarray,
        counts: np.ndarray,
        settings: SkipGramSettings | None = None,
        ends: np.ndarray | None = None,
    ) -> None:
        self.settings = settings = settings or SkipGramSettings()
        size = len(counts)
        if len(tokens) < 2 or size < 2:
            raise LearnerError("Skip-gram needs a text of at least two different words.")
        check_negatives(settings.negatives, size)
        if size * settings.dim * 8 > MEMORY:
            raise LearnerError(
                f"{size:,} words × {settings.dim} numbers need {size * settings.dim * 8 / 1e9:.0f} "
                "GB: keep fewer words or dimensions."
            )
        if int(tokens.min()) < 0 or int(tokens.max()) >= size:
            raise LearnerError(f"A word number of the text lies outside the {size} words known.")
        self._tokens = tokens
        self._ends = np.zeros(0, np.int64) if ends is None else np.asarray(ends, np.int64)
        self._keep = np.ones(size, np.float32)
        if settings.subsample:
            self._keep = keep_probability(counts, settings.subsample).astype(np.float32)
        self._sampler = NoiseSampler(noise_distribution(counts, settings.alpha))
        generator = torch.Generator().manual_seed(settings.seed)
        self._e = torch.rand(size + 1, settings.dim, generator=generator)
        self._e.sub_(0.5).div_(settings.dim)[-1] = 0
        self._w = torch.zeros(size + 1, settings.dim)
        # On a short text few large steps would learn less than many small ones, and where a step
        # held each word many times, their summed gradients would overshoot.
        short = len(tokens) // (128 * LENGTH)
        self._blocks = max(1, min(settings.batch // LENGTH, short, size // LENGTH))
        self._groups = math.gcd(self._blocks, settings.groups)
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        self._threads = settings.threads or min(4, cores or 1)
        # Of very few words every thread moves the same rows at once, and together they overshoot.
        if len(tokens) < CHUNK or size < FEW:
            self._threads = 1
        self._chunk = min(CHUNK, -(-len(tokens) // self._threads))
        self._chunks = -(-len(tokens) // self._chunk)  # an epoch
        self._next = 0  # chunk, counted over all epochs
        self._begun: dict[int, tuple[int, int]] = {}  # chunk -> steps done of it, steps in it
        self._active: dict[int, tuple[int, int]] = {}
        self._finished = 0  # words
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._losses: list[float] = []

    @property
    def words_total(self) -> int:
        """Words of the text, times epochs."""
        return len(self._tokens) * self.settings.epochs

    @property
    def words_done(self) -> int:
        """Words of the text that have been learned from so far (before subsampling)."""
        with self._lock:
            parts = {**self._begun, **self._active}
            return self._finished + sum(
                int(self._length(chunk) * done / of) for chunk, (done, of) in parts.items()
            )

    @property
    def done(self) -> bool:
        """Whether nothing is left to learn from."""
        return self.words_done >= self.words_total

    def run(
        self,
        on_progress: Callable[[Report], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
        every: float = 0.25,
    ) -> bool:
        """Learn until all is done (True) or ``should_stop()`` (False); call again to go on.

        Both callbacks are called in this thread: ``should_stop`` before each of its steps,
        ``on_progress`` every so many seconds and at the end. LearnerError when the loss has grown
        without end, as it does with a rate far too high.
        """
        start, begun = time.perf_counter(), self.words_done
        last = start
        errors: list[BaseException] = []
        self._stop.clear()

        def report() -> None:
            done, seconds = self.words_done, max(time.perf_counter() - start, 1e-9)
            with self._lock:
                losses, self._losses = self._losses, []
            loss = float(np.mean(losses)) if losses else float("nan")
            if on_progress:
                on_progress(Report(done, self.words_total, (done - begun) / seconds, loss))

        def watch() -> None:
            nonlocal last
            if should_stop and should_stop():
                self._stop.set()
            elif time.perf_counter() - last >= every:
                last = time.perf_counter()
                report()

        def help_along() -> None:
            try:
                self._work(lambda: None)
            except BaseException as error:
                errors.append(error)
                self._stop.set()

        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # the threads here share the cores among them
        helpers = [
            threading.Thread(target=help_along, name=f"skip-gram-{i}", daemon=True)
            for i in range(1, self._threads)
        ]
        try:
            for helper in helpers:
                helper.start()
            self._work(watch)
            while any(helper.is_alive() for helper in helpers):
                helpers[0].join(0.02)
                helpers = [helper for helper in helpers if helper.is_alive()]
                watch()
        finally:
            self._stop.set()
            for helper in helpers:
                helper.join()
            torch.set_num_threads(threads)
        if errors:
            raise errors[0]
        report()
        return self.done

    def _length(self, chunk: int) -> int:
        start = (chunk % self._chunks) * self._chunk
        return min(self._chunk, len(self._tokens) - start)

    def _take(self) -> tuple[int, int] | None:
        """The next chunk and the steps of it that are already done; None if all are taken."""
        with self._lock:
            if self._begun:
                chunk = min(self._begun)
                self._active[chunk] = self._begun.pop(chunk)
                return chunk, self._active[chunk][0]
            if self._next == self._chunks * self.settings.epochs:
                return None
            chunk = self._next
            self._next += 1
            self._active[chunk] = (0, 1)
            return chunk, 0

    def _work(self, watch: Callable[[], None]) -> None:
        """Take chunks and learn from them, in any thread, until stopped or done."""
        torch.set_num_threads(1)
        s = self.settings
        step = Step(
            self._e,
            self._w,
            blocks=self._blocks,
            length=LENGTH,
            window=s.window,
            noise=s.noise,
            negatives=s.negatives,
            damping=s.damping,
            groups=self._groups,
        )
        count = 0
        while not self._stop.is_set() and (taken := self._take()) is not None:
            chunk, done = taken
            words, noise = self._prepare(chunk, step)
            steps = len(noise)
            try:
                while done < steps:
                    watch()
                    if self._stop.is_set():
                        break
                    at = done * step.words
                    rate = s.rate * max(LAST_RATE, 1 - (chunk + done / steps) / self._all_chunks)
                    loss = step(
                        words[at : at + step.span], noise[done], rate, count % LOSS_EVERY == 0
                    )
                    count += 1
                    done += 1
                    self._active[chunk] = (done, steps)
                    if loss is not None:
                        if not loss < ASTRAY:
                            raise LearnerError(
                                "The training has gone astray, its numbers grew without end: "
                                "begin again with a lower learning rate."
                            )
                        with self._lock:
                            self._losses.append(loss)
            finally:
                with self._lock:
                    del self._active[chunk]
                    if done < steps:
                        self._begun[chunk] = (done, steps)
                    else:
                        self._finished += self._length(chunk)

    @property
    def _all_chunks(self) -> int:
        return self._chunks * self.settings.epochs

    def _prepare(self, chunk: int, step: Step) -> tuple[torch.Tensor, torch.Tensor]:
        """A chunk's words after subsampling, filled up to whole steps, and noise for each step.

        Drawn from the seed and the chunk's number alone, so a training that was stopped goes on as
        if it had not been.
        """
        rng = np.random.default_rng((self.settings.seed, chunk))
        start = (chunk % self._chunks) * self._chunk
        words = np.asarray(self._tokens[start : start + self._chunk])
        kept = rng.random(len(words), np.float32) < self._keep[words]
        first, last = np.searchsorted(self._ends, (start + 1, start + len(words)))
        gaps = np.concatenate([[0], np.cumsum(kept)])[self._ends[first:last] - start]
        window, no_word = self.settings.window, len(self._keep)
        words = np.insert(words[kept].astype(np.int64), np.repeat(gaps, window), no_word)
        steps = max(1, -(-len(words) // step.words))
        row = np.full(steps * step.words + 2 * window, no_word, np.int64)
        row[window : window + len(words)] = words
        noise = self._sampler.draw((steps, self._groups * self.settings.noise), rng)
        return torch.from_numpy(row), torch.from_numpy(noise)

    def vectors(self) -> np.ndarray:
        """The context embeddings e, a (V, D) float32 copy; may be taken while it trains."""
        return self._e[:-1].numpy().copy()

    def outputs(self) -> np.ndarray:
        """The output vectors w, a (V, D) float32 copy."""
        return self._w[:-1].numpy().copy()

    def state_dict(self) -> dict[str, torch.Tensor]:
        """All that going on depends on, as tensors; to be taken while it does not run."""
        begun = [(chunk, *parts) for chunk, parts in sorted(self._begun.items())]
        numbers = [self._next, self._finished, self._chunk, self._blocks]
        return {
            "e": self._e.clone(),
            "w": self._w.clone(),
            "begun": torch.tensor(begun, dtype=torch.int64).reshape(-1, 3),
            "progress": torch.tensor(numbers, dtype=torch.int64),
        }

    def load_state_dict(self, state: dict[str, torch.Tensor]) -> None:
        """Go on from a ``state_dict``; LearnerError if it is of another text or other settings."""
        with contextlib.suppress(KeyError):
            following, finished, chunk, blocks = state["progress"].tolist()
            if state["e"].shape == self._e.shape and (chunk, blocks) == (self._chunk, self._blocks):
                self._e.copy_(state["e"])
                self._w.copy_(state["w"])
                self._begun = {c: (done, of) for c, done, of in state["begun"].tolist()}
                self._next, self._finished = following, finished
                return
        raise LearnerError("This checkpoint is of another text or of other settings: move it away.")

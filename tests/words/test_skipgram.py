"""Skip-gram: its gradient against autograd, its training against what a text holds."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn.functional import logsigmoid

from course_lib.errors import LearnerError
from course_lib.words.skipgram import SkipGramSettings, SkipGramTraining
from course_lib.words.skipgram_step import Step, band


def make_step(
    vocabulary=30, dim=7, blocks=3, length=4, window=2, noise=6, negatives=3, damping=0.0
):
    generator = torch.Generator().manual_seed(0)
    e, w = (torch.randn(vocabulary + 1, dim, generator=generator) for _ in range(2))
    e[-1] = w[-1] = 0
    step = Step(
        e, w, blocks=blocks, length=length, window=window, noise=noise,
        negatives=negatives, damping=damping,
    )  # fmt: skip
    span = torch.randint(vocabulary, (step.span,), generator=generator)
    return step, span, torch.randint(vocabulary, (noise,), generator=generator)


def loss_by_loops(e, w, span, noise, window, words, negatives):
    """Pair by pair, as the module's docstring says it."""
    no_word, total, pairs = len(e) - 1, 0.0, 0.0
    for i in range(window, window + words):
        if span[i] == no_word:
            continue
        for j in range(i - window, i + window + 1):
            if j != i and span[j] != no_word:
                weight = (window + 1 - abs(i - j)) / window
                total = total - weight * logsigmoid(w[span[j]] @ e[span[i]])
                pairs += weight
        for n in noise:
            weight = negatives * (window + 1) / len(noise)
            total = total - weight * logsigmoid(-(w[n] @ e[span[i]]))
    return total, pairs


@pytest.mark.parametrize("gaps", [False, True])
def test_a_step_goes_down_autograds_gradient(gaps):
    step, span, noise = make_step()
    if gaps:
        span[5:7] = span[-2:] = 30  # a text's end in the middle of a block, and at its end
    before = [m.clone().double().requires_grad_() for m in (step.e, step.w)]
    total, _ = loss_by_loops(*before, span, noise, 2, step.words, 3)
    total.backward()
    step(span, noise, rate=0.1)
    for matrix, start in zip((step.e, step.w), before, strict=True):
        expected = start.detach() - 0.1 * start.grad
        torch.testing.assert_close(matrix[:-1].double(), expected[:-1], atol=1e-5, rtol=1e-5)
        assert (matrix[-1] == 0).all()


def test_each_group_of_a_batch_goes_down_the_gradient_of_its_own_noise():
    blocks, length, window, each = 4, 3, 2, 5
    generator = torch.Generator().manual_seed(1)
    e, w = (torch.randn(31, 7, generator=generator) for _ in range(2))
    e[-1] = w[-1] = 0
    step = Step(
        e, w, blocks=blocks, length=length, window=window, noise=each, negatives=3, damping=0.0,
        groups=2,
    )  # fmt: skip
    span = torch.randint(30, (step.span,), generator=generator)
    noise = torch.randint(30, (2 * each,), generator=generator)
    before = [m.clone().double().requires_grad_() for m in (e, w)]
    half, total, pairs = step.words // 2, 0.0, 0.0
    for group in range(2):
        # Its words, with the words around them, are a batch of one group.
        part = span[group * half : group * half + half + 2 * window]
        own = noise[group * each : (group + 1) * each]
        loss, weight = loss_by_loops(*before, part, own, window, half, 3)
        total, pairs = total + loss, pairs + weight
    total.backward()
    told = step(span, noise, rate=0.1, with_loss=True)
    assert told == pytest.approx(float(total.detach()) / pairs, rel=1e-5)
    for matrix, start in zip((e, w), before, strict=True):
        expected = start.detach() - 0.1 * start.grad
        torch.testing.assert_close(matrix[:-1].double(), expected[:-1], atol=1e-5, rtol=1e-5)


def test_groups_part_the_blocks_evenly():
    with pytest.raises(ValueError, match="3 blocks cannot be parted into 2"):
        Step(
            torch.zeros(5, 2), torch.zeros(5, 2), blocks=3, length=2, window=1, noise=2,
            negatives=1, damping=0.0, groups=2,
        )  # fmt: skip


def test_a_short_text_takes_as_many_groups_as_part_its_smaller_batch():
    text = topics(20_000)
    settings = SkipGramSettings(dim=4, epochs=1, threads=1, batch=640, noise=32, groups=10)
    training = SkipGramTraining(text, np.bincount(text), settings)
    assert training.run()
    assert np.isfinite(training.vectors()).all()


def test_the_reported_loss_is_a_pairs_mean():
    step, span, noise = make_step()
    total, pairs = loss_by_loops(step.e, step.w, span, noise, 2, step.words, 3)
    # Every word here has all its pairs, so both parts have one mean.
    assert step(span, noise, 0.1, with_loss=True) == pytest.approx(float(total) / pairs, rel=1e-5)


def test_no_word_adds_nothing_to_the_loss():
    step, span, noise = make_step()
    span[:] = 30
    assert step(span, noise, 0.1, with_loss=True) is None
    span[4], span[5] = 1, 2
    assert step(span, noise, 0.1, with_loss=True) > 0


@pytest.mark.slow
def test_the_band_is_the_mean_of_random_windows():
    rng = np.random.default_rng(0)
    seen = np.zeros((6, 6 + 10))
    for _ in range(20_000):
        for i, reach in enumerate(rng.integers(1, 6, 6)):
            seen[i, i + 5 - reach : i + 5 + reach + 1] += 1
            seen[i, i + 5] -= 1
    np.testing.assert_allclose(band(6, 5).numpy(), seen / 20_000, atol=0.02)


def test_damping_holds_rows_that_come_often_and_leaves_rare_ones():
    step, span, noise = make_step(damping=0.02)
    free, *_ = make_step()
    span[:] = torch.arange(len(span)) + 6
    noise[:] = torch.arange(len(noise))
    before = step.e.clone()
    step(span, noise, 0.01)
    free(span, noise, 0.01)
    rare = (step.e - before).norm() / (free.e - before).norm()
    assert 0.95 < rare < 1
    step, span, noise = make_step(damping=0.02)
    free, *_ = make_step()
    span[:] = 0
    before = step.e.clone()
    step(span, noise, 1.0)
    free(span, noise, 1.0)
    often = (step.e - before).norm() / (free.e - before).norm()
    assert often < 0.5 * rare


def topics(words=60_000, seed=0):
    """A text of two topics of ten words each that never meet, in stretches of forty words."""
    rng = np.random.default_rng(seed)
    stretch = rng.integers(2, size=words // 40).repeat(40)
    return (stretch * 10 + rng.integers(10, size=len(stretch))).astype(np.int32)


def apart(vectors):
    """Mean cosine within the topics, and between them."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = unit @ unit.T
    inside = np.equal.outer(np.arange(20) // 10, np.arange(20) // 10)
    return cosines[inside & ~np.eye(20, dtype=bool)].mean(), cosines[~inside].mean()


@pytest.mark.slow
@pytest.mark.parametrize("threads", [1, 2])
def test_words_of_a_topic_come_together(threads):
    text = topics(400_000 if threads == 2 else 60_000)
    settings = SkipGramSettings(dim=10, epochs=2, negatives=1, threads=threads, subsample=0)
    training = SkipGramTraining(text, np.bincount(text), settings)
    reports = []
    assert training.run(reports.append, every=0.05)
    inside, between = apart(training.vectors())
    assert inside > between + 0.5
    assert reports[-1].words_done == reports[-1].words_total == 2 * len(text)
    assert [r.words_done for r in reports] == sorted(r.words_done for r in reports)
    assert reports[-1].words_per_s > 0


def test_one_thread_repeats_itself_and_a_stop_changes_nothing():
    text = topics(20_000)
    settings = SkipGramSettings(dim=8, epochs=3, threads=1)
    made = [SkipGramTraining(text, np.bincount(text), settings) for _ in range(3)]
    made[0].run()
    stops = 0
    done = False
    while not done:
        asked = iter([False] * 17 + [True])
        done = made[1].run(should_stop=lambda asked=asked: next(asked))
        stops += not done
        # As a killed process would: only what was saved goes on.
        state = {key: value.clone() for key, value in made[1].state_dict().items()}
        made[2].load_state_dict(state)
        made[1], made[2] = made[2], made[1]
    assert stops > 3
    np.testing.assert_array_equal(made[0].vectors(), made[2].vectors())
    np.testing.assert_array_equal(made[0].outputs(), made[2].outputs())
    assert made[2].done
    other = SkipGramTraining(text, np.bincount(text), SkipGramSettings(dim=8, seed=1, threads=1))
    assert (other.vectors() != SkipGramTraining(text, np.bincount(text), settings).vectors()).any()


@pytest.mark.slow
def test_two_threads_stop_go_on_and_learn_every_word_once():
    text = topics(600_000)
    settings = SkipGramSettings(dim=8, threads=2)
    training = SkipGramTraining(text, np.bincount(text), settings)
    asked = iter([False] * 20)
    assert not training.run(should_stop=lambda: next(asked, True))
    part = training.words_done
    assert 0 < part < len(text)
    before = threading.active_count()
    assert training.run()
    assert threading.active_count() == before
    assert training.words_done == len(text)
    assert training.run()  # nothing is left, and that is no error


def test_a_stop_takes_no_longer_than_a_step_or_so():
    text = topics(2_000_000)
    training = SkipGramTraining(text, np.bincount(text), SkipGramSettings(epochs=50))
    until = time.perf_counter() + 0.3
    training.run(should_stop=lambda: time.perf_counter() > until)
    assert time.perf_counter() - until < 0.5


@pytest.mark.slow
def test_an_error_in_a_callback_ends_all_threads_and_training_goes_on_later():
    text = topics(600_000)
    training = SkipGramTraining(text, np.bincount(text), SkipGramSettings(dim=8, threads=2))
    before, cores = threading.active_count(), torch.get_num_threads()

    def breaks(report):
        raise KeyError("of the page")

    with pytest.raises(KeyError, match="of the page"):
        training.run(breaks, every=0)
    assert threading.active_count() == before
    assert torch.get_num_threads() == cores
    assert training.run()


@pytest.mark.slow
def test_no_window_reaches_over_an_end():
    """Two words that only meet across ends must not learn of each other."""
    text = np.tile([0, 1], 20_000).astype(np.int32)
    settings = SkipGramSettings(dim=4, negatives=1, subsample=0, threads=1, epochs=1)
    ends = np.arange(1, len(text) + 1)
    training = SkipGramTraining(text, np.array([20_000, 20_000]), settings, ends)
    training.run()
    alone = training.vectors() @ training.outputs().T
    assert (alone < 0).all()  # all is noise, no pair is ever seen
    training = SkipGramTraining(text, np.array([20_000, 20_000]), settings)
    training.run()
    assert (training.vectors() @ training.outputs().T > alone + 0.5).all()


@pytest.mark.parametrize("words", [2, 9, 300, 2000])
def test_tiny_texts_train_and_stay_finite(words):
    rng = np.random.default_rng(words)
    text = np.minimum(rng.zipf(1.5, words) - 1, 40).astype(np.int32)
    text[:2] = 0, 1
    counts = np.maximum(np.bincount(text, minlength=41), 1)
    training = SkipGramTraining(text, counts, SkipGramSettings(epochs=30, rate=0.2))
    assert training.run()
    assert np.isfinite(training.vectors()).all()
    assert np.abs(training.vectors()).max() < 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_few_words_at_the_usual_settings_do_not_overshoot(seed):
    text = topics(32_000, seed)
    training = SkipGramTraining(
        text, np.bincount(text), SkipGramSettings(dim=20, epochs=5, seed=seed)
    )
    training.run()
    assert np.linalg.norm(training.vectors(), axis=1).mean() < 3
    inside, between = apart(training.vectors())
    assert inside > between + 0.6


@pytest.mark.slow
def test_a_text_of_few_words_in_bursts_does_not_diverge():
    """Whole batches of one word: what breaks a plain sum of gradients."""
    text = np.repeat(np.arange(200, dtype=np.int32) % 8, 3000)
    calm = SkipGramSettings(epochs=2, subsample=0, rate=0.1, dim=20)
    training = SkipGramTraining(text, np.bincount(text), calm)
    training.run()
    assert np.abs(training.vectors()).max() < 50
    wild = replace(calm, damping=0)
    before = threading.active_count()
    with pytest.raises(LearnerError, match="astray"):
        SkipGramTraining(text, np.bincount(text), wild).run()
    assert threading.active_count() == before


def test_a_text_on_disk_is_the_text_in_memory(tmp_path):
    text = topics(20_000)
    text.tofile(tmp_path / "tokens")
    settings = SkipGramSettings(dim=5, threads=1)
    found = []
    for tokens in (text, np.memmap(tmp_path / "tokens", np.int32, "r")):
        training = SkipGramTraining(tokens, np.bincount(text), settings)
        training.run()
        found.append(training.vectors())
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize(
    ("tokens", "counts", "settings", "says"),
    [
        ([], [3, 2, 1], {}, "at least two"),
        ([0, 1, 0], [2, 1], {"negatives": 5}, "k = 5 .* 2 words"),
        ([0, 1, 9], [2, 1, 1], {"negatives": 1}, "outside the 3 words"),
        ([0, -1, 1], [2, 1, 1], {"negatives": 1}, "outside the 3 words"),
        ([0, 1], [1, 1, 1], {"negatives": 1, "dim": 10**9}, "GB"),
    ],
)
def test_bad_input_is_one_sentence(tokens, counts, settings, says):
    with pytest.raises(LearnerError, match=says):
        SkipGramTraining(np.array(tokens, np.int32), np.array(counts), SkipGramSettings(**settings))


@pytest.mark.parametrize(
    "bad",
    [{"dim": 0}, {"window": 0}, {"negatives": 0}, {"rate": 0}, {"damping": -1}, {"epochs": 0}],
)
def test_impossible_settings_are_refused(bad):
    with pytest.raises(LearnerError):
        SkipGramSettings(**bad)


def test_another_texts_checkpoint_is_refused():
    text = topics(20_000)
    one = SkipGramTraining(text, np.bincount(text), SkipGramSettings(dim=4))
    other = SkipGramTraining(text, np.bincount(text), SkipGramSettings(dim=5))
    for state in (one.state_dict(), {}):
        with pytest.raises(LearnerError, match="checkpoint"):
            other.load_state_dict(state)

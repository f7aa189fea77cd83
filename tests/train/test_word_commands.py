"""``train words`` and ``bench words`` from a text to vectors and numbers."""

import gzip
import json
import time

import numpy as np
import pytest

from course_lib.bench import main as bench
from course_lib.bench import words as bench_words
from course_lib.errors import LearnerError
from course_lib.files import assets
from course_lib.train import main as train
from course_lib.words.noise import noise_distribution
from course_lib.words.skipgram import SkipGramTraining
from course_lib.words.skipgram_loss import held_out_loss
from course_lib.words.vectors import WordVectors
from course_lib.words.vocabulary import Vocabulary


@pytest.fixture
def corpus(tmp_path):
    """Sixty articles about the sea or about bread."""
    rng = np.random.default_rng(0)
    sea = ["sea", "ship", "wave", "sail", "harbour", "captain", "anchor", "tide"]
    bread = ["bread", "flour", "oven", "dough", "yeast", "baker", "crust", "salt"]
    blocks = []
    for number in range(60):
        words = rng.choice((sea, bread)[number % 2], 400)
        blocks += [f"Article {number}", " ".join(words) + ".\nThe end of it."]
    file = tmp_path / "corpus.txt"
    file.write_text("\n\n".join(blocks))
    return file


@pytest.mark.slow
def test_train_words_writes_vectors_that_know_the_text(corpus, tmp_path, capsys):
    out = tmp_path / "out"
    common = ["words", "--corpus", str(corpus), "--out", str(out), "--dim", "12", "--threads", "1"]
    options = ["--epochs", "20", "--negatives", "2", "--keep", "17", "--without-held-back"]
    assert train([*common, *options]) == 0
    assert "held back" in capsys.readouterr().out
    vectors = WordVectors.load(out / "word_vectors.safetensors")
    assert vectors.matrix.shape == (17, 12)
    assert vectors.matrix.dtype == np.float16
    assert list(vectors.counts) == sorted(vectors.counts, reverse=True)
    near = [n.word for n in vectors.nearest("ship", 4)]
    assert {*near} <= {"sea", "wave", "sail", "harbour", "captain", "anchor", "tide"}
    # Another text or other settings cannot go on from this checkpoint by mistake.
    with pytest.raises(LearnerError, match=r"checkpoint.* other .*epochs.*min_count.* --out"):
        train([*common, "--min-count", "1"])
    text = corpus.read_text()
    corpus.write_text(text.replace("captain", "bosun"))  # the same number of different words
    with pytest.raises(LearnerError, match=r"checkpoint.* with other text:"):
        train([*common, *options])
    corpus.write_text(text)
    assert train([*common, *options]) == 0
    # The same text is the same, however it is packed.
    packed = tmp_path / "corpus.txt.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    assert train([*[str(packed) if o == str(corpus) else o for o in common], *options]) == 0


def test_what_was_learned_in_more_dimensions_is_squeezed(corpus, tmp_path):
    def made(dim, *more):
        out = tmp_path / f"{dim}{more}"
        line = ["words", "--corpus", str(corpus), "--out", str(out), "--threads", "1"]
        train([*line, "--epochs", "10", "--negatives", "2", "--dim", str(dim), *more])
        return WordVectors.load(out / "word_vectors.safetensors")

    whole, small = made(16), made(3, "--learn-dim", "16")
    assert small.matrix.shape == (len(whole), 3)
    assert small.words == whole.words
    assert small.similarity("ship", "sea") == pytest.approx(
        whole.similarity("ship", "sea"), abs=0.1
    )
    assert small.similarity("ship", "oven") < small.similarity("ship", "sea") - 0.3
    with pytest.raises(LearnerError, match="--learn-dim 2 is less than the 3"):
        made(3, "--learn-dim", "2")


def test_a_training_that_was_killed_goes_on(corpus, tmp_path, monkeypatch):
    def made(out):
        line = ["words", "--corpus", str(corpus), "--out", str(tmp_path / out)]
        train([*line, "--threads", "1", "--dim", "8", "--epochs", "3"])
        return WordVectors.load(tmp_path / out / "word_vectors.safetensors").matrix

    whole = made("whole")
    run, calls = SkipGramTraining.run, []

    def killed(self, show, should_stop, every):
        left = iter([False] * 30)
        run(self, show, lambda: next(left, True), every)
        calls.append(self.words_done)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return False

    with monkeypatch.context() as patch:
        patch.setattr(SkipGramTraining, "run", killed)
        with pytest.raises(KeyboardInterrupt):
            made("killed")
    assert 0 < calls[0] < calls[1]
    np.testing.assert_array_equal(made("killed"), whole)


def test_shipping_vectors_puts_them_where_they_are_found(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("LWL_ASSETS", str(tmp_path / "assets"))
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "MANIFEST.toml").write_text("# shipped\n")
    train(["words", "--corpus", str(corpus), "--out", str(tmp_path), "--dim", "4"])
    file = str(tmp_path / "word_vectors.safetensors")
    story = ["--licence", "CC BY-SA 3.0", "--command", "this test", "--quality", "none"]
    assert train(["ship", "word_vectors", file, "--to", "vectors", *story]) == 0
    assert assets.path("word_vectors").parent.name == "vectors"
    assert "ship" in WordVectors.shipped()


def test_a_corpus_that_is_none_is_one_sentence(tmp_path):
    with pytest.raises(LearnerError, match="no file"):
        train(["words", "--corpus", str(tmp_path / "none"), "--out", str(tmp_path)])


def test_an_impossible_setting_is_one_sentence(corpus, tmp_path):
    line = ["words", "--corpus", str(corpus), "--out", str(tmp_path), "--rate", "0"]
    with pytest.raises(LearnerError, match="rate must be above 0"):
        train(line)


@pytest.mark.slow
def test_bench_words_prints_both_and_the_ratio(corpus, capsys):
    pytest.importorskip("gensim")
    line = ["words", "--corpus", str(corpus), "--words", "20000", "--seeds", "1", "--json"]
    assert bench(line) in (0, 1)
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(told) == {"ours", "gensim", "ratio", "cpu_ratio"}
    both = {"words_per_s", "words_per_cpu_s", "wordsim353", "simlex999", "analogies"}
    for name in ("ours", "gensim"):
        assert both <= set(told[name])
        assert told[name]["words_per_s"] > 0
    for ratio, speed in (("ratio", "words_per_s"), ("cpu_ratio", "words_per_cpu_s")):
        assert told[ratio] == pytest.approx(told["ours"][speed] / told["gensim"][speed])


def test_the_clock_counts_waiting_as_time_and_not_as_work():
    with bench_words.Clock() as waited:
        time.sleep(0.2)
    with bench_words.Clock() as worked:
        while time.process_time() - worked.began[1] < 0.1:
            pass
    assert waited.wall >= 0.19
    assert waited.cpu < 0.1
    assert worked.cpu >= 0.1


def test_bench_words_says_what_installs_gensim(corpus, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "gensim", None)
    with pytest.raises(LearnerError, match="pip install"):
        bench(["words", "--corpus", str(corpus)])


def test_bench_words_refuses_no_words_at_all(corpus):
    pytest.importorskip("gensim")
    with pytest.raises(LearnerError, match="--words"):
        bench(["words", "--corpus", str(corpus), "--words", "0"])


def test_gensim_gets_the_same_words_and_scores_come_in_order(tmp_path):
    """The rows taken from gensim's model are in our order: its own cosines say so."""
    pytest.importorskip("gensim")
    rng = np.random.default_rng(0)
    tokens = [f"w{i}" for i in np.minimum(rng.zipf(1.4, 20_000), 50)]
    vocabulary = Vocabulary.count(tokens)
    numbers = vocabulary.encode(tokens)
    text = tmp_path / "text"
    text.write_text(
        "\n".join(" ".join(tokens[i : i + 1000]) for i in range(0, len(tokens), 1000)) + "\n"
    )
    clock, e, w = bench_words.train_gensim(text, numbers, vocabulary, 1, 1)
    assert clock.wall > 0
    assert e.shape == w.shape == (len(vocabulary), 100)
    shuffled = rng.permutation(len(w))
    right = held_out_loss(e, w, numbers, vocabulary)
    assert right < held_out_loss(e, w[shuffled], numbers, vocabulary)


def test_the_held_out_loss_of_nothing_learned_is_six_log_two():
    """All scores are 0, so each pair and each of five noise words costs log 2."""
    vocabulary = Vocabulary(("a", "b", "c"), np.array([30, 20, 10]), 60)
    zero = np.zeros((3, 4), np.float32)
    tokens = np.tile([0, 1, 2], 200).astype(np.int32)
    assert held_out_loss(zero, zero, tokens, vocabulary) == pytest.approx(6 * np.log(2), rel=1e-5)


def test_the_held_out_loss_by_loops():
    rng = np.random.default_rng(0)
    vocabulary = Vocabulary(tuple("abcd"), np.array([4, 3, 2, 1]), 10)
    e, w = rng.normal(size=(2, 4, 3)).astype(np.float32)
    tokens = rng.integers(4, size=5000).astype(np.int32)
    found = held_out_loss(e, w, tokens, vocabulary, window=1, negatives=3)
    # Of this text about one in twenty words stays; its words and noise are the same on average.
    cost = np.log1p(np.exp(-e @ w.T))
    noise = np.log1p(np.exp(e @ w.T)) @ noise_distribution(vocabulary.counts)
    keep = np.sqrt(1e-3 / (vocabulary.counts / 10)) + 1e-3 / (vocabulary.counts / 10)
    share = keep * np.bincount(tokens) / (keep * np.bincount(tokens)).sum()
    expected = share @ cost @ share + 3 * share @ noise
    assert found == pytest.approx(expected, rel=0.15)

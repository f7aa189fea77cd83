"""Watch it train without a browser: texts good and bad, stop and resume, the picture, the file."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest

from course_lib.controls.text_upload import LARGEST
from course_lib.errors import LearnerError
from course_lib.figures.loss_curve import pair_loss_curve
from course_lib.figures.word_picture import word_picture
from course_lib.panels.words.corpus_choice import MINE, PLACE, CorpusChoice
from course_lib.panels.words.watch_it_train import WatchItTrain
from course_lib.words import corpora
from course_lib.words.vectors import WordVectors
from course_lib.words.vocabulary import Vocabulary
from course_lib.words.word_run import Lesson, WordRun, frequent_enough

SENTENCES = (
    "the king and the queen rule the land . a man and a woman walk . one two three four five . "
    "red green and blue apples and oranges are sweet . "
)


@dataclass(frozen=True)
class Settings:
    dim: int = 10
    window: int = 5
    negatives: int = 5
    epochs: int = 1
    seed: int = 0


class Training:
    """A stand-in for SkipGramTraining: it reads tokens, one step each, and counts them."""

    hold: threading.Event | None = None
    made: ClassVar[list[Training]] = []

    def __init__(self, tokens, counts, settings, ends=None) -> None:
        self.settings, self.total, self.done = settings, len(tokens) * settings.epochs, 0
        self.matrix = np.random.default_rng(0).normal(size=(len(counts), settings.dim))
        assert tokens.max() < len(counts)
        assert ends[-1] == len(tokens)
        Training.made.append(self)

    def run(self, on_progress=None, should_stop=None, every=0.25) -> bool:
        while self.done < self.total:
            if should_stop():
                return False
            if self.hold is not None and self.done >= self.total // 2:
                time.sleep(0.005)
                if not self.hold.is_set():
                    continue
            self.done = min(self.total, self.done + max(1, self.total // 10))
            self.matrix += 0.01
            on_progress(
                SimpleNamespace(
                    words_done=self.done, words_total=self.total, words_per_s=1e5, loss=4.0
                )
            )
        return True

    def vectors(self) -> np.ndarray:
        return self.matrix.astype(np.float32)


@pytest.fixture
def stand_in(monkeypatch):
    module = ModuleType("course_lib.words.skipgram")
    module.SkipGramSettings, module.SkipGramTraining = Settings, Training
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(Training, "hold", None)
    Training.made.clear()
    return Training


def lesson(text: str = SENTENCES * 20, **settings) -> Lesson:
    return Lesson(lambda on_bytes: corpora.pasted(text), **{"dim": 10, "epochs": 1, **settings})


def until(true, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_from_start_to_a_file_that_can_be_opened(stand_in, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LWL_HOME", str(tmp_path))
    panel = WatchItTrain(lesson(epochs=3))
    assert panel.button.description == "Start training"
    assert panel.results.save.disabled
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done", panel.note.value
    assert panel.button.description == "Train again"
    assert stand_in.made[0].settings == Settings(dim=10, epochs=3)
    assert panel.words.value  # chosen for the learner
    assert panel.run.progress.losses[-1] == 4.0
    panel.results.word.value = "king"
    expected = WordVectors.from_arrays(panel.run.vocabulary.words, panel.run.vectors())
    for neighbour in expected.nearest("king", 8):
        assert f">{neighbour.word}<" in panel.results.table.value
    panel.results.save.click()
    panel.results.save.click()
    files = sorted((tmp_path / "vectors").iterdir())
    assert len(files) == 2  # nothing is overwritten
    saved = WordVectors.load(files[0])
    assert tuple(saved.words) == panel.run.vocabulary.words
    np.testing.assert_array_equal(saved.vector("king"), expected.vector("king"))


def test_stop_and_resume_go_on_with_the_same_training(stand_in, monkeypatch) -> None:
    monkeypatch.setattr(stand_in, "hold", threading.Event())
    panel = WatchItTrain(lesson())
    panel.button.click()
    until(lambda: panel.run.progress.step > 0)
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "stopped"
    assert "Nothing is lost" in panel.bar.value
    assert panel.results.table.value.count("<tr") == 9
    half = panel.run.progress.step
    stand_in.hold.set()
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done"
    assert len(stand_in.made) == 1
    assert panel.run.progress.step == stand_in.made[0].total > half


def test_start_over_takes_the_new_settings_and_a_late_word_of_the_old_run_is_not_shown(
    stand_in, monkeypatch
) -> None:
    monkeypatch.setattr(stand_in, "hold", threading.Event())
    panel = WatchItTrain(lesson())
    panel.button.click()
    until(lambda: panel.run.progress.step > 0)
    panel.button.click()
    assert panel.run.join()
    old = panel.run
    panel.dim.value = 20
    stand_in.hold.set()
    panel.afresh.click()
    assert panel.run.join()
    assert [t.settings.dim for t in stand_in.made] == [10, 20]
    assert panel.run.vectors().shape[1] == 20
    old.tell(state="failed", error="an old story")
    assert panel.state == "done"
    assert "old story" not in panel.note.value


def test_the_watched_words_are_the_learners_and_unknown_ones_are_named(stand_in) -> None:
    panel = WatchItTrain(lesson())
    panel.words.value = "king queen; man woman; zeppelin"
    panel.button.click()
    assert panel.run.join()
    assert panel._last_picture.words == ("king", "queen", "man", "woman")
    assert "“zeppelin”" in panel.words.error
    panel.words.value = "red blue green"
    assert panel._last_picture.words == ("red", "blue", "green")
    assert panel.words.error == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no words"),
        ("… !? ", "words"),
        ("word", "one word"),
        ("word " * 50, "one word"),
        ("a b c d", "k = 5"),
    ],
)
def test_a_text_too_short_is_a_sentence_and_the_panel_goes_on(stand_in, text, said) -> None:
    texts = [text, SENTENCES * 20]
    panel = WatchItTrain(Lesson(lambda on_bytes: corpora.pasted(texts.pop(0)), dim=10, epochs=1))
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "failed"
    assert said in panel.note.value
    assert "Traceback" not in panel.note.value
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done"
    assert panel.note.value == ""


def test_vectors_that_run_away_are_a_sentence(stand_in, monkeypatch) -> None:
    monkeypatch.setattr(stand_in, "vectors", lambda self: np.full((30, 10), np.nan, np.float32))
    panel = WatchItTrain(lesson())
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "failed"
    assert "grew without end" in panel.note.value


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("کتاب خوب است و سیب شیرین است و آب سرد است . " * 30, "سیب"),
        ("我喜欢喝橙汁和苹果汁，也喜欢吃橙子。" * 30, "橙"),
        ("😀 🍎 😀 🍊 🙂 🍎 🙂 🍊 🎈 😎 🎉 🎁 " * 30, "🍎"),
    ],
)
def test_every_script_is_learned_from(stand_in, text: str, word: str) -> None:
    panel = WatchItTrain(lesson(text, negatives=2))
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done", panel.note.value
    panel.results.word.value = word
    assert panel.results.word.error == ""
    assert panel._last_picture is not None


def test_stopped_while_it_reads_it_can_begin_again(stand_in) -> None:
    first, release = threading.Event(), threading.Event()

    def pieces():
        yield SENTENCES * 10
        if not release.is_set():
            first.set()
            assert release.wait(20)
        for _ in range(20):
            yield SENTENCES

    corpus = corpora.Corpus("slow", "slow", "", pieces)
    panel = WatchItTrain(Lesson(lambda on_bytes: corpus, dim=10, epochs=1))
    panel.button.click()
    assert first.wait(20)
    assert panel.state == "loading"
    panel.button.click()
    release.set()
    assert panel.run.join()
    assert panel.state == "stopped"
    assert "before the training began" in panel.bar.value
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done"


def test_no_file_is_left_behind(stand_in, tmp_path, monkeypatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(stand_in, "hold", threading.Event())
    panel = WatchItTrain(lesson())
    panel.button.click()
    until(lambda: panel.run.progress.step > 0)
    assert len(list(tmp_path.iterdir())) == 1  # its tokens
    panel.button.click()
    assert panel.run.join()
    stand_in.hold.set()
    panel.afresh.click()  # the stopped one is given up; its tokens go
    assert panel.run.join()
    assert panel.state == "done"
    assert list(tmp_path.iterdir()) == []
    panel.words.value = "red blue"  # and the picture still answers
    assert panel._last_picture.words == ("red", "blue")


# ---- The texts ----------------------------------------------------------------------------------


def give(choice: CorpusChoice, data: bytes, name: str) -> None:
    choice.upload.data, choice.upload.name = data, name
    choice.upload.given += 1
    assert choice.wait()


def test_the_learners_own_text_pasted_or_as_a_file() -> None:
    choice = CorpusChoice()
    choice.choice.value = MINE
    with pytest.raises(LearnerError, match="Paste a text first"):
        choice.opener()
    give(choice, b"two words", "")
    assert "".join(choice.opener()().pieces()) == "two words"
    give(choice, "Zwölf Boxkämpfer".encode("utf-16"), "box.txt")
    assert "".join(choice.opener()().pieces()).strip() == "Zwölf Boxkämpfer"
    give(choice, "crème brûlée and café".encode("cp1252"), "old.txt")
    assert "crème" in "".join(choice.opener()().pieces())
    assert "Windows-1252" in choice.upload.note


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", ""), (b"word", ""), (bytes(range(256)) * 40, "picture.png"), (b"a " * LARGEST, "big")],
)
def test_a_bad_text_is_a_sentence_below_the_field_and_a_good_one_then_works(data, name) -> None:
    choice = CorpusChoice()
    choice.choice.value = MINE
    give(choice, data, name)
    assert choice.upload.error.endswith((".", "!"))
    assert "Traceback" not in choice.upload.error
    with pytest.raises(LearnerError):
        choice.opener()
    give(choice, b"a good text", "good.txt")
    assert choice.upload.error == ""
    assert choice.opener()().title


def test_a_path_is_read_in_the_thread_and_a_wrong_one_is_a_sentence(stand_in, tmp_path) -> None:
    panel = WatchItTrain()
    panel.dim.value, panel.epochs.value = 10, 1
    panel.corpus.choice.value = PLACE
    panel.button.click()
    assert "Type the path" in panel.note.value
    for wrong in (tmp_path / "nothing.txt", tmp_path, "\0", "~nobody_here/x", "x" * 5000):
        panel.corpus.path.value = str(wrong)
        panel.button.click()
        assert panel.run.join()
        assert panel.state == "failed", wrong
        assert "lwl-error" in panel.note.value
    (tmp_path / "book.txt").write_text(SENTENCES * 20)
    panel.corpus.path.value = f' "{tmp_path / "book.txt"}" '
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done", panel.note.value
    # What of a folder was left out is said beside its path, until another is typed.
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)) * 9)
    panel.corpus.path.value = str(tmp_path)
    panel.begin()
    assert panel.run.join()
    assert "1 file left out: bad.txt is not a text" in panel.corpus.path.hint
    panel.corpus.path.value = "/another"
    assert "left out" not in panel.corpus.path.hint


def test_a_giant_run_never_reaches_the_page(stand_in) -> None:
    panel = WatchItTrain()
    panel.corpus.choice.value = MINE
    panel.corpus._given((SENTENCES * 5 + "9f" * 150_000).encode(), "hex.txt")
    assert panel.corpus.wait()
    assert "1 run of more than 100 letters left out" in panel.corpus.upload.note
    panel.begin()
    assert panel.run.join()
    assert max(map(len, panel.run.vocabulary.words)) < 40
    assert len(panel.words.value) < 2000


@pytest.mark.slow
def test_a_long_text_takes_no_more_memory_than_a_short_one(stand_in) -> None:
    """A stream of 18 million characters, of which no more than a piece is ever held."""
    import tracemalloc

    words = [f"word{i}" for i in range(3000)]
    piece = " ".join(np.random.default_rng(0).choice(words, 40_000)) + " "

    def pieces():
        for _ in range(60):
            yield piece

    corpus = corpora.Corpus("long", "long", "", pieces)
    run = WordRun(
        Lesson(lambda on_bytes: corpus, dim=10, epochs=1), lambda _: None, lambda v: v.words[:9]
    )
    tracemalloc.start()
    run.start()
    assert run.join(150)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert run.progress.state == "done", run.progress.error
    assert most < 12e6


def test_rare_words_are_left_out_of_long_texts_only() -> None:
    counts = np.array([9, 5, 4, 2, 1, 1])
    words = tuple("abcdef")
    kept = [len(frequent_enough(Vocabulary(words, counts, n))) for n in (100, 50_000, 10**6)]
    assert kept == [6, 4, 2]
    assert len(frequent_enough(Vocabulary(words, np.ones(6, int), 10**6))) == 2


@pytest.mark.slow
def test_the_real_training_brings_together_what_goes_together() -> None:
    """Words of two made-up topics, each sentence from one of them: neighbours share the topic."""
    rng = np.random.default_rng(0)
    topics = [[f"{letter}{i}" for i in range(12)] for letter in "ab"]
    text = ". ".join(" ".join(rng.choice(topics[n % 2], 40)) for n in range(800))
    panel = WatchItTrain(lesson(text, dim=20, epochs=5))
    panel.words.value = "; ".join(" ".join(topic[:6]) for topic in topics)
    panel.button.click()
    assert panel.run.join(120)
    assert panel.state == "done", panel.note.value
    losses = panel.run.progress.losses
    unlearned = (1 + panel.run.lesson.negatives) * np.log(2)  # all probabilities one half
    assert losses[-1] < unlearned - 0.2
    vectors = WordVectors.from_arrays(panel.run.vocabulary.words, panel.run.vectors())
    assert all(n.word.startswith("a") for n in vectors.nearest("a0", 8))
    places = dict(zip(panel._last_picture.words, panel._last_picture.plane.points, strict=True))
    centres = [np.mean([places[w] for w in topic[:6]], axis=0) for topic in topics]
    assert np.linalg.norm(centres[0] - centres[1]) > 0.5


# ---- The figures --------------------------------------------------------------------------------


def test_the_picture_has_a_colour_and_a_shape_a_group_and_axes_that_stay() -> None:
    points = {"a": np.array([0.1, 0.2]), "b": np.array([0.3, 0.4]), "c": np.array([-1, 1])}
    trails = {"a": np.array([[0, 0], [0.1, 0.2]])}
    chart = word_picture([["a", "b"], ["x"], ["c"]], points, trails, 0.5)
    looks = {(t.marker.color, t.marker.symbol): list(t.text) for t in chart.data[1:]}
    assert list(looks.values()) == [["a", "b"], ["c"]]
    assert len(looks) == 2
    assert chart.layout.xaxis.range == chart.layout.yaxis.range == (-0.6, 0.6)
    assert "50 %" in chart.layout.xaxis.title.text


def test_the_loss_curve_reaches_from_nothing_known_to_the_last_word() -> None:
    chart = pair_loss_curve([1e6, 2e6], [3.0, 2.5], of=10e6, nothing=4.16)
    assert list(chart.data[0].x) == [1e6, 2e6]
    assert list(chart.data[0].y) == [3.0, 2.5]
    assert chart.layout.xaxis.range == (0, 10e6)
    assert list(chart.data[-1].y) == [4.16, 4.16]


def wait_until(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


@pytest.mark.slow
def test_a_text_that_is_being_fetched_can_be_stopped_and_goes_on_where_it_was(
    tmp_path, monkeypatch
):
    """A real server that sends its second half only when it is asked to go on."""
    import hashlib
    import http.server
    import io
    import zipfile

    from course_lib.files import fetch

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("text8", "a river runs to the sea " * 200_000)
    whole, asked, go_on = packed.getvalue(), [], threading.Event()
    half = len(whole) // 2

    class Slow(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            start = int(self.headers.get("Range", "bytes=0-")[6:-1])
            asked.append(start)
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(whole) - start))
            self.end_headers()
            try:
                self.wfile.write(whole[start:half])
                go_on.wait(20)
                self.wfile.write(whole[max(start, half) :])
            except OSError:
                pass  # the learner has left

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        source = fetch.DataSet(
            url=f"http://127.0.0.1:{server.server_port}/text8.zip",
            md5=None,
            holds="text8",
            about="",
            sha256=hashlib.sha256(whole).hexdigest(),
        )
        monkeypatch.setitem(fetch.DATA_SETS, "text8", source)
        monkeypatch.setenv("LWL_DATA", str(tmp_path))
        phases: list[str] = []
        lesson = Lesson(
            lambda on_bytes: corpora.text8(on_bytes=on_bytes), dim=10, window=2, epochs=1
        )
        run = WordRun(lesson, lambda p: phases.append(p.phase), lambda v: v.words[:3])
        run.start()
        assert wait_until(lambda: any(p.startswith("Opening the text:") for p in phases))
        run.stop()
        go_on.set()
        assert run.join(20)
        assert run.progress.state == "stopped"
        kept = (tmp_path / "text8.zip.part").stat().st_size
        assert 0 < kept < len(whole)
        run.start()
        assert wait_until(lambda: run.vocabulary is not None)
        run.stop()
        assert run.join(20)
    finally:
        go_on.set()
        server.shutdown()
    assert asked[0] == 0
    assert asked[1] == kept
    assert set(run.vocabulary.words) == {"a", "river", "runs", "to", "the", "sea"}

"""Accuracy over ways and shots: counts against trials asked again, the figure, the panel."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.figures.accuracy_curve import Measured, accuracy_curve
from course_lib.figures.style import PLAYERS
from course_lib.learning.interval import wilson
from course_lib.oneshot import curve_run
from course_lib.oneshot.curve_run import BLOCK, CurveRun
from course_lib.oneshot.curves import right_answers
from course_lib.oneshot.trials import sample, sample_many
from course_lib.panels.oneshot import shots_and_ways
from course_lib.panels.oneshot.shots_and_ways import PLACES, ShotsAndWays
from tests.oneshot import drawn


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    from course_lib.oneshot import characters

    file = tmp_path_factory.mktemp("set") / "set.zip"
    return characters.load(drawn.packed(file, drawn.tree({"A": 20}, drawers=11)))


class Inkiest:
    """Takes the class whose first drawing has the amount of ink nearest to the query's."""

    def score(self, support, query):
        return -np.abs(support[:, 0].sum((1, 2)) - query.sum())


class First:
    """Always the first class."""

    def score(self, support, query):
        return -np.arange(len(support), dtype=float)


FAKES = {"pixels": Inkiest(), "hausdorff": First()}


@pytest.fixture
def fakes(monkeypatch):
    def machine(name):
        if name not in FAKES:
            raise LearnerError(f"{name} has no weights.")
        return FAKES[name]

    monkeypatch.setattr(curve_run, "machine", machine)


def test_right_answers_are_those_of_the_truth(small):
    asked = list(sample_many(small, 30, 5))
    assert right_answers(First(), asked) == sum(trial.truth == 0 for trial in asked)
    assert right_answers(First(), []) == 0


def test_a_run_counts_the_same_trials_for_every_machine(small, fakes):
    kinds, told = [(2, 1), (5, 1), (5, 3)], []
    run = CurveRun(lambda: small, kinds, list(FAKES), 10, told.append)
    assert run.work(threading.Event())
    for name, fake in FAKES.items():
        for ways, shots in kinds:
            asked = [sample(small, ways, shots, seed=(0, i)) for i in range(10)]
            right = sum(int(np.argmax(fake.score(t.support, t.query))) == t.truth for t in asked)
            assert run.progress.counts[name, ways, shots] == (right, 10)
    assert run.progress.step == run.progress.steps == 12
    # Every kind is there before any is asked a second block.
    first_rounds = [p.counts for p in told if p.counts][: len(kinds) * len(FAKES)]
    assert max(of for counts in first_rounds for _, of in counts.values()) == BLOCK


def test_a_stopped_run_goes_on_to_the_same_counts(small, fakes):
    kinds = [(2, 1), (4, 1)]
    whole = CurveRun(lambda: small, kinds, list(FAKES), 15, lambda _: None)
    assert whole.work(threading.Event())
    stop = threading.Event()

    def tell(progress):
        if len(progress.counts) == 3:
            stop.set()

    broken = CurveRun(lambda: small, kinds, list(FAKES), 15, tell)
    assert not broken.work(stop)
    assert 0 < broken.progress.step < broken.progress.steps
    assert broken.work(threading.Event())
    assert broken.progress.counts == whole.progress.counts
    again = CurveRun(lambda: small, kinds, list(FAKES), 15, lambda _: None, whole.progress.counts)
    again._block = None  # nothing is left to be asked
    assert again.work(threading.Event())


def test_too_many_ways_and_a_missing_machine_leave_the_others(small, fakes):
    run = CurveRun(lambda: small, [(5, 1), (21, 1)], ["pixels", "encoder"], 5, lambda _: None)
    assert run.work(threading.Event())
    assert list(run.progress.counts) == [("pixels", 5, 1)]
    assert len(run.progress.refused) == 2
    assert any("20 characters" in s and "21 ways" in s for s in run.progress.refused)
    assert "encoder has no weights." in run.progress.refused


def test_the_figure_has_a_line_a_band_and_chance():
    points = {"pixels": [Measured(5, 0.5, 0.3, 0.7, 10), Measured(2, 0.9, 0.8, 0.95, 10)]}
    points["encoder"] = []
    figure = accuracy_curve(points, (2, 5), (0.5, 0.2), "ways")
    band, line, none, empty, chance = figure.data
    assert list(line.x) == [2, 5]
    assert line.y == pytest.approx([90, 50])
    assert line.marker.symbol == PLAYERS["pixels"].marker
    assert line.line.color == PLAYERS["pixels"].colour
    assert list(zip(band.x, np.round(band.y), strict=True)) == [(2, 95), (5, 70), (5, 30), (2, 80)]
    assert list(empty.x) == [None]
    assert list(none.x) == [None]
    assert chance.y == pytest.approx([50, 20])
    with pytest.raises(ValueError, match="2 places"):
        accuracy_curve({}, (2, 5), (0.5,), "ways")


@pytest.fixture
def panel(small, fakes, monkeypatch):
    monkeypatch.setattr(shots_and_ways, "_characters", lambda _: small)
    made = ShotsAndWays(each=10)
    for key, tick in made.ticks.items():
        tick.value = key in FAKES
    return made


@pytest.mark.slow
def test_the_panel_measures_both_curves_and_keeps_them(panel, small):
    panel.button.click()
    assert panel.run.join(60)
    assert panel.state == "done"
    (last,) = [m for m in panel.measured("hausdorff") if m.at == 20]
    right = right_answers(First(), sample_many(small, 10, 20))
    assert (last.share, last.of) == (right / 10, 10)
    assert (last.low, last.high) == wilson(right, 10)
    assert f"to {right / 10:.0%}" in panel.result.value
    assert panel.button.disabled
    panel.over.value = "shots"
    panel.fixed["shots"].value = "20"
    assert [m.at for m in panel.measured("pixels")] == [1]  # 20-way 1-shot is on both curves
    assert panel.button.description == "Measure"
    panel.fixed["shots"].value = "5"
    panel.button.click()
    assert panel.run.join(60)
    assert [m.at for m in panel.measured("pixels")] == list(PLACES["shots"])
    assert "stays at 20%" in panel.result.value
    panel.over.value = "ways"
    assert [m.at for m in panel.measured("pixels")] == list(PLACES["ways"])


def test_no_machine_is_no_error(panel):
    for tick in panel.ticks.values():
        tick.value = False
    assert panel.button.disabled
    assert "Tick a machine" in panel.bar.value


def test_characters_that_cannot_be_had_are_a_sentence(panel, monkeypatch):
    def missing(_):
        raise LearnerError("Omniglot is not here: run “fetch” once.")

    monkeypatch.setattr(shots_and_ways, "_characters", missing)
    panel.characters.value = "omniglot-evaluation"
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "failed"
    assert "<code>fetch</code>" in panel.note.value
    assert not panel.button.disabled
    panel.characters.value = "made-up"
    assert panel.note.value == ""

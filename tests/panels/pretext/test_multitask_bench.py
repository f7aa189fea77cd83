"""The multi-task bench in process: guess first, then bars; what is missing or wrong in words."""

from __future__ import annotations

import json

import numpy as np
import pytest

from course_lib.files import places
from course_lib.panels.pretext import multitask_bench, trunk_views
from course_lib.panels.pretext.multitask_bench import BUDGETS, STAGES, TASKS, MultitaskBench
from course_lib.panels.pretext.train_here import TrainHere
from course_lib.panels.pretext.trunk_views import TrunkViews, filter_picture
from course_lib.pretext import compare
from course_lib.pretext.tasks import SINGLE


def drawn(panel) -> bool:
    return bool(panel.chart.spec)


@pytest.fixture
def panel():
    return MultitaskBench()


def test_its_words_are_those_of_the_core():
    assert tuple(TASKS) == SINGLE
    assert tuple(BUDGETS) == tuple(compare.BUDGETS)
    assert set(STAGES) == {"best", "stage1", "stage2", "stage3", "stage4", "all"}


def test_bars_come_after_the_guess_and_go_with_the_tasks(panel):
    assert not drawn(panel)
    panel.guess.value = "better"
    assert drawn(panel)
    assert "You guessed" in panel.reading.value
    panel.ticks["colourisation"].value = True
    assert panel.guess.value == ""
    assert not drawn(panel)
    panel.guess.value = "worse"
    assert "not in the table" in panel.reading.value
    for tick in panel.ticks.values():
        tick.value = True
    for budget in BUDGETS:
        for stage in STAGES:
            panel.guess.value, panel.budget.value, panel.stage.value = "worse", budget, stage
            assert drawn(panel)


def test_no_task_is_a_sentence_that_goes_with_its_cause(panel):
    for tick in panel.ticks.values():
        tick.value = False
    assert "No task is ticked" in panel.note.value
    panel.here.button.click()
    assert "No task is ticked" in panel.here.note.value
    panel.ticks["rotation"].value = True
    assert panel.note.value == ""
    assert drawn(panel)  # one task alone has nothing to guess


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "half written"), (json.dumps({"version": 99}), "version 99"), (None, "missing")],
)
def test_a_results_file_that_cannot_be_read_is_a_sentence(tmp_path, monkeypatch, text, said):
    (tmp_path / "results").mkdir()
    if text is not None:
        (tmp_path / "results" / "pretext.json").write_text(text)
    monkeypatch.setattr(places, "assets", lambda: tmp_path)
    panel = MultitaskBench()
    panel.ticks["rotation"].value = False
    assert said in panel.note.value


@pytest.mark.slow
def test_a_task_of_ones_own_trains_and_a_wrong_one_is_told(monkeypatch):
    from course_lib.pretext import train_here
    from course_lib.pretext.task import Items, PretextTask
    from tests.pretext.test_compare import Raises, small

    class Mirrored(PretextTask):
        name, classes = "mirrored", 2

        def make(self, photos, generator):
            import torch

            label = torch.randint(2, (len(photos),), generator=generator)
            return Items(
                torch.where(label[:, None, None, None] == 1, photos.flip(3), photos), label
            )

    monkeypatch.setattr(train_here, "here", lambda: (small(2), "small ones"))
    panel = MultitaskBench(own=[Mirrored])
    assert [tick.description for tick in panel.own_ticks] == ["mirrored"]
    run = TrainHere(lambda: [Mirrored()], steps=2)
    run.button.click()
    run.run.join(60)
    assert run.state == "done", run.note.value
    assert "mirrored" in run.score.value
    assert "small ones" in run.score.value
    wrong = TrainHere(lambda: [Raises()], steps=2)
    wrong.button.click()
    wrong.run.join(60)
    assert wrong.state == "failed"
    assert "raises: `make`" in wrong.note.value


@pytest.mark.slow
def test_nearest_photos_are_nearest_and_none_is_of_the_same_photo():
    panel = TrunkViews()
    panel.shown.views += 1
    assert panel.wait(120)
    found = panel.found
    for row in trunk_views.ROWS:
        near = found.nearest(row, 0)
        cosine = found.features[row] @ found.features[row][0]
        others = found.of != found.of[0]
        assert cosine[near].min() >= np.sort(cosine[others])[-len(near)] - 1e-6
        assert not (found.of[near] == found.of[0]).any()
    before = panel.table.value
    panel.asked.value = panel.asked.options[3]["value"]
    assert panel.table.value != before


def test_filters_are_drawn_over_their_own_range():
    filters = np.random.default_rng(0).normal(size=(16, 3, 4, 4))
    shown = filter_picture(filters)
    assert shown.shape == (2 * 48 + 6, 8 * 48 + 7 * 6, 3)
    assert shown.min() in (0, 1)
    assert shown.max() == 255


def test_the_papers_figures_are_told_with_their_source():
    assert "van den Oord" in multitask_bench.PAPER

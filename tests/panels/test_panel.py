"""What all panels share: sentences and their causes, the guard, work behind the page, one run."""

from __future__ import annotations

import threading

import ipywidgets as widgets
import pytest

from course_lib.errors import LearnerError
from course_lib.panels.panel import Panel, Said
from course_lib.panels.run_panel import RunPanel, RunWords
from course_lib.running.background_run import BackgroundRun, Progress
from course_lib.running.latest_wins import Job


def test_what_is_said_is_escaped_and_goes_with_its_cause():
    said = Said()
    with said.errors():
        raise LearnerError("No “<b>”.")
    assert "No “&lt;b&gt;”." in said.value
    assert "lwl-error" in said.value
    with said.errors():
        said.say("Done.", look="success")
    assert "Done." in said.value
    assert "No" not in said.value
    said.error()
    assert said.value == ""
    with pytest.raises(ZeroDivisionError), said.errors():
        1 / 0  # noqa: B018
    said.say("", "one", "", "two")
    assert said.value.count("<p") == 2


def test_commands_are_set_as_code_where_a_place_wants_it():
    said = Said(code=True)
    said.say("Run “make <all>”.")
    assert "<code>make &lt;all&gt;</code>" in said.value


class Sum(Panel):
    """Two fields; each act of the learner is counted."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = widgets.IntText(), widgets.IntText()
        self.acts = 0
        self.children = [self.one, self.two]
        self.hear(self._act, self.one, self.two)

    def _act(self) -> None:
        self.acts += 1
        with self.quietly():
            self.two.value = 10 * self.one.value


def test_what_a_panel_sets_itself_is_no_learners_act():
    panel = Sum()
    panel.one.value = 3
    assert (panel.acts, panel.two.value) == (1, 30)

    def broken() -> None:
        with panel.quietly():
            panel.one.value = 4
            raise LearnerError("x")

    with pytest.raises(LearnerError):
        broken()
    assert panel.acts == 1
    panel.one.value = 5  # the guard is down again
    assert panel.acts == 2
    told = []
    heard = panel.heard(told.append)
    heard(1)
    with panel.quietly():
        with panel.quietly():
            heard(2)
        heard(3)
    assert told == [1]


def test_a_panel_waits_for_all_its_work_and_forgets_it():
    panel, found = Panel(), []
    first = panel.background("first", lambda outcome: found.append(outcome.value))
    second = panel.background("second", lambda outcome: found.append(outcome.value))
    go = threading.Event()
    first.submit([Job("a", lambda: go.wait(10) and "a")])
    second.submit([Job("b", lambda: "b")])
    assert not panel.wait(0.05)
    go.set()
    assert panel.wait(10)
    assert sorted(found) == ["a", "b"]
    go.clear()
    first.submit([Job("c", lambda: go.wait(10) and "c")])
    panel.cancel()
    go.set()
    assert panel.wait(10)
    assert sorted(found) == ["a", "b"]


def test_heavy_work_waits_until_a_page_shows_the_panel():
    panel, begun = Panel(), []
    panel.children = [widgets.HTML("x")]
    panel.once_shown(lambda: begun.append(1))
    assert not begun
    panel.shown.views = 1
    panel.shown.views = 2
    assert begun == [1]
    assert len(panel.children) == 2


class Count(BackgroundRun):
    """Counts to ten, a step for each time that ``go`` lets it."""

    def __init__(self, go, tell, after=None) -> None:
        super().__init__(Progress(steps=10), tell, after)
        self._go = go

    def work(self, stop) -> bool:
        self.tell(state="running", error="")
        while self.progress.step < 10:
            if stop.is_set():
                return False
            self._go(self.progress.step)
            self.tell(step=self.progress.step + 1)
        return True


class Counting(RunPanel):
    """A panel of one run."""

    texts = RunWords(("Go", ""), ("On", ""), ("Anew", ""), "hold", idle="Nothing yet.")

    def __init__(self, go=lambda step: None, may: bool = True) -> None:
        super().__init__()
        self.children = [self.controls]
        self.go, self.may, self.runs = go, may, []

    def new_run(self, before):
        if self.may:
            self.runs.append(Count(self.go, self.show, before))
            return self.runs[-1]
        self.note.error("Not now.")
        return None


def test_a_run_is_started_stopped_gone_on_with_and_begun_anew():
    here, go = threading.Event(), threading.Event()

    def step(number: int) -> None:
        if number == 4:
            here.set()
            assert go.wait(10)

    panel = Counting(step)
    assert (panel.button.description, panel.state) == ("Go", "idle")
    assert "Nothing yet." in panel.bar.value
    panel.button.click()
    assert here.wait(10)
    assert panel.button.description == "Stop"
    panel.button.click()
    assert panel.button.disabled
    go.set()
    assert panel.run.join()
    assert (panel.state, panel.button.description) == ("stopped", "On")
    assert "step 5 of 10" in panel.bar.value
    panel.button.click()
    assert panel.run.join()
    assert (panel.state, panel.button.description, len(panel.runs)) == ("done", "Anew", 1)
    panel.button.click()
    assert panel.run.join()
    assert (panel.state, len(panel.runs)) == ("done", 2)


def test_a_run_that_fails_says_so_and_the_sentence_goes_with_the_next():
    def broken(number: int) -> None:
        raise LearnerError("No <ink>.")

    panel = Counting(broken)
    panel.button.click()
    assert panel.run.join()
    assert (panel.state, panel.button.description) == ("failed", "Try again")
    assert "No &lt;ink&gt;." in panel.note.value
    panel.go = lambda number: None
    panel.button.click()
    assert panel.run.join()
    assert (panel.state, panel.note.value) == ("done", "")


def test_a_run_given_up_is_silent_and_nothing_to_run_is_a_sentence():
    go = threading.Event()
    panel = Counting(lambda number: go.wait(10))
    panel.button.click()
    old = panel.run
    panel.show_idle("Other settings.")
    go.set()
    assert old.join()
    assert (panel.state, panel.run) == ("idle", None)
    assert "Other settings." in panel.bar.value
    panel.may = False
    panel.button.click()
    assert (panel.state, panel.run) == ("idle", None)
    assert "Not now." in panel.note.value

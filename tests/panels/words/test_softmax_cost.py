"""What the softmax costs, without a browser: plan, stop, go on, another k, what does not fit."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from course_lib.errors import LearnerError
from course_lib.figures.softmax_cost import amount, cost_chart, digits, duration
from course_lib.figures.style import OBJECTIVES
from course_lib.panels.words.softmax_cost import SoftmaxCost, words_a_day

SIZES = (1_000, 10_000, 1_000_000)


class Clock:
    """A stand-in that takes times by heart; ``hold`` makes one of them wait."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, int]] = []
        self.hold: threading.Event | None = None
        self.too_large: int | None = None

    def __call__(self, method, vocabulary, *, k, seconds, should_stop):
        self.asked.append((method, vocabulary, k))
        while self.hold is not None and not self.hold.is_set():
            if should_stop():
                return None
            time.sleep(0.005)
        if method == "softmax" and vocabulary == self.too_large:
            raise LearnerError(f"{vocabulary} words do not fit into memory.")
        each = {"softmax": vocabulary / 10, "hierarchical": 20, "negative": 1 + k}[method]
        return SimpleNamespace(microseconds=each, vectors=vocabulary)


def until(true, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_every_method_is_timed_for_every_size_and_the_result_says_so() -> None:
    clock = Clock()
    panel = SoftmaxCost(clock, SIZES)
    assert "Press the button" in panel.result.value
    panel.button.click()
    assert panel.run.join()
    assert set(clock.asked) == {(m, v, 5) for m in OBJECTIVES for v in SIZES}
    assert len(clock.asked) == len(SIZES) * len(OBJECTIVES)
    assert panel.state == "done"
    # 100,000 µs against 6 µs, and 86,400 s ÷ (6 pairs · each)
    for said in ("1,000,000 words", "100 ms", "17,000 times", "140,000", "2.4 billion"):
        assert said in panel.result.value, said
    assert "100 ms" in panel.table.value


def test_stop_keeps_what_there_is_and_going_on_takes_only_what_is_left() -> None:
    clock = Clock()
    panel = SoftmaxCost(clock, SIZES)
    clock.hold = threading.Event()
    panel.button.click()
    until(lambda: clock.asked)
    panel.button.click()
    assert panel.run.join()
    assert (panel.state, panel.measured) == ("stopped", {})
    clock.hold = None
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done"
    assert len(panel.measured) == 9
    assert len(clock.asked) == 10  # the one that was stopped was taken again


def test_another_k_times_negative_sampling_anew_and_nothing_else() -> None:
    clock = Clock()
    panel = SoftmaxCost(clock, SIZES)
    panel.button.click()
    assert panel.run.join()
    clock.asked.clear()
    panel.k.value = 20
    assert panel.run.join()
    assert clock.asked == [("negative", v, 20) for v in SIZES]
    assert panel.measured["negative", 1_000].microseconds == 21
    assert len(panel.measured) == 9
    assert "k = 20" in panel.result.value


def test_another_k_while_it_measures_leaves_no_time_of_the_old_k() -> None:
    clock = Clock()
    panel = SoftmaxCost(clock, SIZES)
    clock.hold = threading.Event()
    panel.button.click()
    until(lambda: clock.asked)
    for k in (6, 7, 8):
        panel.k.value = k
    clock.hold.set()
    assert panel.run.join()
    until(lambda: panel.state == "done")
    assert {m.microseconds for m in panel.measured.values() if m.method == "negative"} == {9}
    assert len(panel.measured) == 9


def test_a_size_that_does_not_fit_is_a_sentence_and_the_rest_goes_on() -> None:
    clock = Clock()
    clock.too_large = 1_000_000
    panel = SoftmaxCost(clock, SIZES)
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done"
    assert "1000000 words do not fit into memory." in panel.note.value
    assert "does not fit" in panel.table.value
    assert "With 10,000 words" in panel.result.value


def test_a_failure_is_a_sentence_and_the_button_tries_again() -> None:
    def broken(*_, **__):
        raise OSError("no clock")

    panel = SoftmaxCost(broken, SIZES)
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "failed"
    assert "no clock" in panel.note.value
    panel._measure = Clock()
    panel.button.click()
    assert panel.run.join()
    assert panel.state == "done"
    assert panel.note.value == ""


@pytest.mark.slow
def test_the_real_measurement_shows_what_the_panel_is_for() -> None:
    panel = SoftmaxCost(sizes=(1_000, 100_000))
    panel.button.click()
    assert panel.run.join(120)
    assert panel.state == "done"
    times = {key: m.microseconds for key, m in panel.measured.items()}
    assert times["softmax", 100_000] > 10 * times["softmax", 1_000]
    assert times["softmax", 100_000] > 50 * times["negative", 100_000]
    assert times["negative", 100_000] < 10 * times["negative", 1_000]
    assert panel.measured["negative", 1_000].vectors == 6


def test_numbers_are_said_as_people_say_them() -> None:
    assert [duration(t) for t in (0.57, 12.34, 999.7, 1300, 2.1e6)] == [
        "0.57 µs",
        "12 µs",
        "1.0 ms",
        "1.3 ms",
        "2.1 s",
    ]
    assert [amount(n) for n in (68_123, 2.6e8, 3.44e9)] == ["68,000", "260 million", "3.4 billion"]
    assert digits(0) == "0"
    assert words_a_day(1) == 86_400e6 / 6


def test_the_chart_is_logarithmic_and_holds_every_time() -> None:
    points = {"softmax": [(10_000, 5e6), (1_000, 0.02)], "negative": [(1_000, 7.0)]}
    chart = cost_chart(points, SIZES, k=7)
    lines = {trace.name: trace for trace in chart.data}
    assert list(lines["Full softmax"].x) == [1_000, 10_000]
    assert list(lines["Full softmax"].y) == [0.02, 5e6]
    assert "Negative sampling, k = 7" in lines
    assert chart.layout.xaxis.type == chart.layout.yaxis.type == "log"
    low, high = chart.layout.yaxis.range
    assert 10**low < 0.02 < 5e6 < 10**high

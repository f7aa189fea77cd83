"""What the softmax costs: three ways to learn from one pair, timed on the learner's machine."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.stops import Stops
from course_lib.figures.softmax_cost import amount, cost_chart, digits, duration
from course_lib.figures.style import OBJECTIVES
from course_lib.panels.progress_bar import RunButton, bar_html
from course_lib.panels.studio_layout import box, heading
from course_lib.words.cost_run import CostProgress, CostRun, Measure, Measured, time_update

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
PAIRS_A_WORD = 6  # window 5, its reach drawn from 1 to 5: 3 on average, to the left and right
DAY = 86_400e6  # microseconds
BUTTONS = {
    "idle": ("Measure on this machine", "Time one update for each method and vocabulary.", True),
    "loading": ("Stop", "Getting ready.", False),
    "running": ("Stop", "Stop; what has been measured stays.", False),
    "stopped": ("Go on", "Measure what is left.", True),
    "done": ("Measure again", "Forget these times and take new ones.", False),
    "failed": ("Try again", "Start once more.", True),
}


def words_a_day(microseconds: float) -> float:
    """How many words of text are learned from in a day when an update takes so long."""
    return DAY / (microseconds * PAIRS_A_WORD)


class SoftmaxCost(widgets.Box):
    """Start, stop, and watch the three lines part; ``measured`` maps (method, V) to its time."""

    def __init__(self, measure: Measure = time_update, sizes: tuple[int, ...] = SIZES) -> None:
        self._measure, self._sizes = measure, sizes
        self.measured: dict[tuple[str, int], Measured] = {}
        self.state = "idle"
        self.k = Stops(
            "k, noise words a pair",
            range(2, 21),
            value=5,
            hint="How many words negative sampling draws as noise for each true pair.",
        )
        self.button = RunButton(BUTTONS)
        self.bar = widgets.HTML(bar_html(CostProgress(), "Nothing has been timed yet.", "Timing"))
        self.note = widgets.HTML()
        self.chart = Chart(height=380, label="Time per update for each size of vocabulary")
        self.result = widgets.HTML()
        self.table = widgets.HTML()
        controls = box(
            "lwl-train-controls",
            heading(1, "Time one update", "Three ways to learn from the same pair, on one core."),
            self.k,
            self.button,
            self.bar,
            self.note,
        )
        super().__init__(
            [
                box("lwl-train-work", controls, box("lwl-live-chart", self.chart)),
                box(
                    "lwl-live-part",
                    heading(2, "What that means for a day of learning"),
                    self.result,
                    self.table,
                ),
            ]
        )
        for name in ("lwl", "lwl-card", "lwl-train", "lwl-softmax-cost"):
            self.add_class(name)
        self.run = self._new_run()
        self.button.on_click(self._pressed)
        self.k.observe(self._k_moved, "index")
        self._draw()

    def _new_run(self, after: CostRun | None = None) -> CostRun:
        plan = [(m, v) for v in self._sizes for m in OBJECTIVES if (m, v) not in self.measured]
        return CostRun(plan, self.k.value, self.show, self._measure, after)

    def _pressed(self, _: object) -> None:
        if self.state in ("loading", "running"):
            self.run.stop()
            self.button.disabled = True  # until the thread says that it has stopped
            return
        if self.state in ("done", "failed"):
            self.measured = {} if self.state == "done" else self.measured
            self.run = self._new_run()
            self._draw()
        self.run.start()

    def _k_moved(self, _: dict) -> None:
        """Another k costs negative sampling another time: what it took before is no answer."""
        self.run.give_up()
        self.measured = {key: m for key, m in self.measured.items() if key[0] != "negative"}
        self.run = self._new_run(after=self.run)
        self._draw()
        if self.state in ("loading", "running", "done"):
            self.run.start()

    def show(self, progress: CostProgress) -> None:
        """Bring the page up to date with the measuring."""
        self.state = progress.state
        self.button.say(self.state)
        new = {(m.method, m.vocabulary): m for m in progress.measured}
        grown = not new.keys() <= self.measured.keys()
        self.measured.update(new)
        self.bar.value = bar_html(progress, self._words(progress), "Timing")
        refused = {m.refused for m in self.measured.values() if m.refused}
        said = [progress.error] if progress.error else sorted(refused)
        self.note.value = "".join(f'<p class="lwl-error">{escape(text)}</p>' for text in said)
        if grown:
            self._draw()

    def _words(self, progress: CostProgress) -> str:
        done = f"{progress.step} of {progress.steps} times taken"
        if progress.state == "running" and progress.now is not None:
            method, vocabulary = progress.now
            return f"{OBJECTIVES[method].label}, {vocabulary:,} words · {done}"
        return {
            "loading": "Getting ready.",
            "stopped": f"Stopped: {done}.",
            "failed": "",
        }.get(progress.state, f"All {progress.steps} times taken.")

    def _draw(self) -> None:
        points: dict[str, list[tuple[int, float]]] = {key: [] for key in OBJECTIVES}
        for found in self.measured.values():
            if found.microseconds is not None:
                points[found.method].append((found.vocabulary, found.microseconds))
        self.chart.show(cost_chart(points, self._sizes, self.k.value))
        self.table.value = self._table_html()
        self.result.value = f'<p class="lwl-live-result">{self._result()}</p>'

    def _time(self, method: str, vocabulary: int) -> float | None:
        found = self.measured.get((method, vocabulary))
        return found.microseconds if found else None

    def _result(self) -> str:
        """One sentence on the largest vocabulary that both softmax and sampling have a time for."""
        for vocabulary in reversed(self._sizes):
            full = self._time("softmax", vocabulary)
            sampled = self._time("negative", vocabulary)
            if full and sampled:
                return (
                    f"With {vocabulary:,} words, one update of the full softmax takes "
                    f"<b>{duration(full)}</b>: {digits(full / sampled)} times as long as negative "
                    f"sampling with k = {self.k.value}. In a day the one learns from "
                    f"<b>{amount(words_a_day(full))}</b> words of text, the other from "
                    f"<b>{amount(words_a_day(sampled))}</b>."
                )
        return "Press the button: the first times are here within a few seconds."

    def _table_html(self) -> str:
        head = "".join(
            f'<th scope="col"><span class="lwl-picture-symbol" style="--lwl-method:{m.colour}">'
            f"{m.symbol}</span> {m.label}</th>"
            for m in OBJECTIVES.values()
        )
        rows = "".join(
            f'<tr><th scope="row">{v:,}</th>'
            + "".join(f"<td>{self._cell(method, v)}</td>" for method in OBJECTIVES)
            + "</tr>"
            for v in self._sizes
        )
        return (
            '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-table">'
            "<caption class='lwl-hint'>Time per update, output vectors w that it touches, words "
            "of text a day.</caption>"
            f'<thead><tr><th scope="col">V</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
            '</div><p class="lwl-hint">A day’s words at one machine’s pace, without a pause: '
            f"86,400 s ÷ (time per update × {PAIRS_A_WORD} pairs a word; a window of 5 whose reach "
            "is drawn from 1 to 5 gives 6 on average).</p>"
        )

    def _cell(self, method: str, vocabulary: int) -> str:
        found = self.measured.get((method, vocabulary))
        if found is None:
            return '<span class="lwl-soft">–</span>'
        if found.microseconds is None:
            return '<span class="lwl-soft">does not fit</span>'
        return (
            f"<b>{duration(found.microseconds)}</b>"
            f'<span class="lwl-soft">{round(found.vectors):,} vectors</span>'
            f'<span class="lwl-soft">{amount(words_a_day(found.microseconds))} words a day</span>'
        )


__all__ = ["SIZES", "SoftmaxCost", "words_a_day"]

"""What the softmax costs: three ways to learn from one pair, timed on the learner's machine."""

from __future__ import annotations

import ipywidgets as widgets

from course_lib.controls.chart import Chart
from course_lib.controls.stops import Stops
from course_lib.figures.softmax_cost import amount, cost_chart, digits, duration
from course_lib.figures.style import OBJECTIVES
from course_lib.panels.layout import beside, column, heading
from course_lib.panels.run_panel import BUSY, RunPanel, RunWords
from course_lib.words.cost_run import CostProgress, CostRun, Measure, Measured, time_update

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
PAIRS_A_WORD = 6  # window 5, its reach drawn from 1 to 5: 3 on average, to the left and right
DAY = 86_400e6  # microseconds


def words_a_day(microseconds: float) -> float:
    """How many words of text are learned from in a day when an update takes so long."""
    return DAY / (microseconds * PAIRS_A_WORD)


class SoftmaxCost(RunPanel):
    """Start, stop, and watch the three lines part; ``measured`` maps (method, V) to its time."""

    texts = RunWords(
        start=("Measure on this machine", "Time one update for each method and vocabulary."),
        resume=("Go on", "Measure what is left."),
        again=("Measure again", "Forget these times and take new ones."),
        stop="Stop; what has been measured stays.",
        idle="Nothing has been timed yet.",
        doing="Timing",
    )

    def __init__(self, measure: Measure = time_update, sizes: tuple[int, ...] = SIZES) -> None:
        super().__init__("lwl-card")
        self._measure, self._sizes = measure, sizes
        self.measured: dict[tuple[str, int], Measured] = {}
        self.k = Stops(
            "k, noise words a pair",
            range(2, 21),
            value=5,
            hint="How many words negative sampling draws as noise for each true pair.",
        )
        self.chart = Chart(height=380, label="Time per update for each size of vocabulary")
        self.result = widgets.HTML()
        self.table = widgets.HTML()
        timing = column(
            heading(1, "Time one update", "Three ways to learn from the same pair, on one core."),
            self.k,
            self.controls,
        )
        self.children = [
            beside(timing, self.chart),
            column(heading(2, "What that means for a day of learning"), self.result, self.table),
        ]
        self.hear(self._k_moved, self.k, of="index")
        self._draw()

    def new_run(self, before: CostRun | None) -> CostRun:
        """Measure what is not measured yet; after a whole measuring everything."""
        if self.state == "done":
            self.measured = {}
            self._draw()
        return self._left(before)

    def _left(self, before: CostRun | None) -> CostRun:
        plan = [(m, v) for v in self._sizes for m in OBJECTIVES if (m, v) not in self.measured]
        return CostRun(plan, self.k.value, self.show, self._measure, before)

    def _k_moved(self) -> None:
        """Another k costs negative sampling another time: what it took before is no answer."""
        if self.run is None:
            self._draw()
            return
        self.give_up()
        self.measured = {key: m for key, m in self.measured.items() if key[0] != "negative"}
        self.run = self._left(self._before)
        self._draw()
        if self.state in (*BUSY, "done"):
            self.run.start()

    def show(self, progress: CostProgress) -> None:
        """Bring the page up to date with the measuring."""
        super().show(progress)
        new = {(m.method, m.vocabulary): m for m in progress.measured}
        grown = not new.keys() <= self.measured.keys()
        self.measured.update(new)
        if not progress.error:
            self.note.error(*sorted({m.refused for m in self.measured.values()}))
        if grown:
            self._draw()

    def below(self, progress: CostProgress) -> str:
        """What is being timed, and how many times are taken."""
        done = f"{progress.step} of {progress.steps} times taken"
        if progress.state == "running" and progress.now is not None:
            method, vocabulary = progress.now
            return f"{OBJECTIVES[method].label}, {vocabulary:,} words · {done}"
        return {
            "loading": self.texts.loading,
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

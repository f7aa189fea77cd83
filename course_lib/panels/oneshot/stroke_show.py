"""The stroke model, shown for what it is: plans of characters, and drawings of a plan."""

from __future__ import annotations

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.draw_character import DrawCharacter
from course_lib.controls.stroke_movie import StrokeMovie, colour
from course_lib.errors import LearnerError
from course_lib.oneshot.stroke_model import CharacterType, StrokeModel, fit_type
from course_lib.panels.layout import beside, box, card, column, grid, heading, put, row
from course_lib.panels.number_field import next_number, number_field
from course_lib.panels.panel import Panel

TOKENS = 8  # drawings of a plan on show
PLAN = "plan"
HONEST = (
    '<p class="lwl-note"><span><b>No person drew these.</b> A small statistical model made them '
    "up. What it knows of strokes (which pieces follow which, how strokes hang together, how much "
    "a hand trembles) was counted in Omniglot’s drawings. It is a model in the spirit of Bayesian "
    "Program Learning (Lake, Salakhutdinov and Tenenbaum 2015), and not that programme: it makes "
    "characters up, and cannot read any.</span></p>"
)
HOW = (
    "<p>It draws in two throws: P(ψ, θ) = P(ψ) · P(θ | ψ). First a <b>plan ψ</b>: the strokes, "
    "each a chain of learned pieces, and where each begins. Then a <b>drawing θ</b> of that plan: "
    "every stroke trembles and begins a little off, and the whole is slanted, stretched and moved. "
    "The same plan again is another hand’s drawing; another plan is another character.</p>"
)
INVITE = (
    '<p class="lwl-hint">For 1,623 characters of people’s hands, get Omniglot itself: run '
    "<code>python -m course_lib fetch omniglot-background</code> and <code>python -m course_lib "
    "fetch omniglot-evaluation</code> once, in a terminal.</p>"
)


class DrawnAnew(Panel):
    """A plan as a film, what it says in words, and new drawings of it to choose from.

    ``kind`` is the plan, or None; ``tokens`` its drawings, lists of strokes (n, 2).
    """

    def __init__(self, model: StrokeModel, nothing: str) -> None:
        super().__init__()
        self._model, self._nothing = model, nothing
        self.kind: CharacterType | None = None
        self.tokens: list[list[np.ndarray]] = []
        self._plan: list[np.ndarray] = []
        self._name, self._rng = "", np.random.default_rng(0)
        self.movie = StrokeMovie()
        self.words, self.shelf = widgets.HTML(), box("lwl-strokes-shelf")
        self.more = widgets.Button(
            description="Eight new drawings", tooltip="The same plan, drawn anew"
        )
        self.more.on_click(lambda _: self.draw_anew())
        drawn = column(self.shelf, row(self.more))
        self.children = [grid(260, self.movie, self.words, drawn)]
        self._show_words()

    def show(
        self,
        kind: CharacterType,
        plan: list[np.ndarray],
        name: str,
        rng: np.random.Generator,
        play: bool = True,
    ) -> None:
        """Another plan. ``plan``: the strokes that stand for it; ``rng`` draws its tokens."""
        self.kind, self._plan, self._name, self._rng = kind, plan, name, rng
        self._show_words()
        self.draw_anew(play)

    def draw_anew(self, play: bool = False) -> None:
        """New drawings of the plan; nothing happens where there is none."""
        if self.kind is None:
            return
        self.tokens = [self._model.token(self.kind, self._rng) for _ in range(TOKENS)]
        options = [Option(PLAN, "plan", hint="The plan itself", picture=self._picture(self._plan))]
        for number, strokes in enumerate(self.tokens, 1):
            options.append(
                Option(
                    str(number),
                    f"{number}",
                    hint=f"Drawing {number} of the plan: watch it being drawn",
                    picture=self._picture(strokes),
                )
            )
        self.choice = Choice("The plan and eight drawings: choose one to watch", options)
        self.choice.value = PLAN
        self.hear(self._chosen, self.choice)
        put(self.shelf, self.choice)
        self.movie.show(self._plan, f"{self._name}, the plan", play)

    def _chosen(self) -> None:
        value = self.choice.value
        if value in ("", PLAN):
            self.movie.show(self._plan, f"{self._name}, the plan", play=True)
        else:
            title = f"{self._name}, drawing {value}"
            self.movie.show(self.tokens[int(value) - 1], title, play=True)

    def _picture(self, strokes: list[np.ndarray]) -> np.ndarray:
        paper = (255 * (1 - self._model.image(strokes))).astype(np.uint8)
        return np.repeat(paper[:, :, None], 3, axis=2)

    def _show_words(self) -> None:
        self.more.disabled = self.kind is None
        if self.kind is None:
            self.words.value = f'<div class="lwl-strokes-plan"><p>{self._nothing}</p></div>'
            return
        items = "".join(
            f'<li><i style="border-color:{colour(i)}">{i + 1}</i>{line}</li>'
            for i, line in enumerate(plan_words(self.kind))
        )
        self.words.value = (
            f'<div class="lwl-strokes-plan"><p><b>The plan</b></p><ol>{items}</ol></div>'
        )


def plan_words(kind: CharacterType) -> list[str]:
    """Where each stroke of a plan begins, in words."""
    said = []
    for number, stroke in enumerate(kind.strokes):
        other = f"stroke {stroke.to + 1}"
        words = {
            "start": f"begins where {other} begins",
            "end": f"begins where {other} ends",
            "along": f"begins on {other}, {stroke.at:.0%} along it",
        }
        own = "begins at a place of its own"
        said.append(words.get(stroke.relation, own) if number else own)
    return said


class StrokeShow(Panel):
    """The panel: made-up characters above, the learner's own below."""

    def __init__(self) -> None:
        super().__init__()
        self.model: StrokeModel | None = None
        self.children = [self.note]
        with self.note.errors():
            self.model = StrokeModel.shipped()
            self._build()

    def _build(self) -> None:
        self.number = number_field(
            "Character", 1, 1, "The same number gives the same character again"
        )
        self.another = widgets.Button(description="Another character", button_style="primary")
        self.made = DrawnAnew(self.model, "")
        self.pad = DrawCharacter(
            act="Draw mine anew", hint="Take your strokes for a plan, and draw it eight times"
        )
        self.own = DrawnAnew(
            self.model,
            "Draw a character on the paper, then press <b>Draw mine anew</b>: your strokes are the "
            "plan. One that begins on or near an earlier one is tied to it.",
        )
        self.children = [
            card(
                heading(1, "A character that nobody has drawn"),
                row(self.another, self.number),
                self.made,
                widgets.HTML(HONEST + HOW + INVITE),
            ),
            card(
                heading(
                    2,
                    "Your character, drawn by other hands",
                    "One example is enough, because the model knows how drawings of one character "
                    "differ. No person drew the eight: the tremor and the slant are the model’s.",
                ),
                beside(self.pad, self.own, width=300),
            ),
        ]
        self.another.on_click(lambda _: next_number(self.number))
        self.hear(lambda: self._make(play=True), self.number)
        self.pad.on_act(self._mine)
        self.own.movie.title = "Your character"
        self._make(play=False)

    def _make(self, play: bool) -> None:
        rng = np.random.default_rng((1, self.number.value))
        kind = self.model.character(rng)
        self.made.show(kind, kind.plain(), f"Character {self.number.value}", rng, play)

    def _mine(self) -> None:
        try:
            self.pad.drawing()  # refuses a blank page, a dot and a scribble, and says so below it
            kind = fit_type(self.pad.paths)
        except LearnerError:
            return
        rng = np.random.default_rng(len(self.pad.strokes))
        self.own.show(kind, self.pad.paths, "Your character", rng)


def stroke_show() -> StrokeShow:
    """The panel, to be the last line of a cell."""
    return StrokeShow()


__all__ = ["DrawnAnew", "StrokeShow", "plan_words", "stroke_show"]

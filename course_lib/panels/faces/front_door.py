"""The front door: the learner is the guard, then two doors judge the same visitor."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import ipywidgets as widgets
import numpy as np

from course_lib.controls.choice import Choice, Option
from course_lib.controls.picture import Picture, to_rgb
from course_lib.errors import LearnerError
from course_lib.faces.album import Album, drawn_album
from course_lib.faces.photos import prepare
from course_lib.faces.team import Team
from course_lib.faces.visits import Tally, Visitor, knock
from course_lib.panels.faces import verdicts
from course_lib.panels.faces.own_face import OwnFace
from course_lib.panels.faces.school import Lesson, School
from course_lib.panels.faces.sources import FaceSources
from course_lib.panels.layout import box, card, column, put, row
from course_lib.panels.panel import Panel, Said
from course_lib.running.latest_wins import Job, Outcome

FIRST = 5  # people on the team at the start
SHUT = "(shut)"  # no name: the door stays shut
EXAMINED = 3  # other photos of everybody, to examine door A with
YOU, A, B = "You", "Door A", "Door B"


def open_doors(album: Album, photos: dict[str, list[np.ndarray]]) -> Team:
    """Door B with everybody enrolled and its first threshold; what is heavy is loaded here."""
    from course_lib.faces.methods import method
    from course_lib.faces.pairs import first_threshold

    judge = method(album.method)
    team = Team(judge, first_threshold(album, list(photos), judge))
    for name, own in photos.items():
        team.enrol(name, *own)
    return team


class FrontDoor(Panel):
    """Guess, decide, and see both doors; then let somebody join, leave, or a stranger knock."""

    def __init__(
        self,
        album: Album | None = None,
        seed: int = 0,
        open_doors: Callable[[Album, dict], Team] = open_doors,
    ) -> None:
        super().__init__()
        self._rng, self._open_doors = np.random.default_rng(seed), open_doors
        self.team: Team | None = None  # door B, once it is awake
        self.visitor: Visitor | None = None
        self._decided = False
        self._answered: set[str] = set()
        self._new_here: str | None = None  # joined last: not one of the others
        self._make_controls()
        self.children = [
            box("lwl-door-page", self._visitor_card(), self._doors_card()),
            card(self._team_head, self.sources, row(self.join, self.who_leaves, self.leave),
                 self.team_note, row(self.add_instead), self.school, self.own),
        ]  # fmt: skip
        self._worker = self.background("doors", self._awake)
        self._begin(album or drawn_album())
        self.once_shown(self._wake)

    # ---- what is on the page ---------------------------------------------------------------

    def _make_controls(self) -> None:
        def button(label: str, tip: str, act: Callable, style: str = "") -> widgets.Button:
            made = widgets.Button(description=label, tooltip=tip, button_style=style)
            made.on_click(lambda _: act())
            return made

        self.picture = Picture(title="Somebody knocks", lines=0)
        self.guess = box("lwl-door-guess")
        self.next = button("Next visitor", "Somebody else knocks: who, chance says.", self.ask)
        self.stranger = button(
            "A stranger knocks", "Somebody who is not on the team.", partial(self.ask, True)
        )
        self.answer_a, self.answer_b = widgets.HTML(), widgets.HTML()
        self.threshold = widgets.FloatSlider(
            0.4, min=0.0, max=1.2, step=0.01, description="τ", readout_format=".2f",
            tooltip="Door B opens where d(x, y) ≤ τ", layout=widgets.Layout(width="100%"),
        )  # fmt: skip
        self.hear(self._judge_b, self.threshold)
        self.tally = widgets.HTML()
        self._team_head = widgets.HTML()
        self.join = button("A new person joins", "Somebody is enrolled by one photo.", self._join)
        self.who_leaves = widgets.Dropdown(
            description="Who leaves",
            layout=widgets.Layout(width="14em"),
            style={"description_width": "initial"},
        )
        self.leave = button("leaves the team", "Both doors must forget them.", self._leave)
        self.add_instead = button("", "They are one person: one more photo of them.", self._instead)
        self.team_note = Said(room="1.6em")
        self.school = School(self._lesson, self._schooled)
        self.sources = FaceSources(self._begin_and_wake)
        self.own = OwnFace(self._own_joins, self._own_added, self._own_knocks)

    def _visitor_card(self) -> widgets.Box:
        shown = box("lwl-door-visitor", self.picture, self.guess)
        return card(shown, row(self.next, self.stranger), self.note)

    def _doors_card(self) -> widgets.Box:
        title = '<h3 class="lwl-title">{}</h3><p class="lwl-hint">{}</p>'
        a = column(
            widgets.HTML(title.format("A · ConvNet + softmax", "one output a person")),
            self.answer_a,
        )
        b = column(
            widgets.HTML(title.format("B · similarity", "opens where d(x, y) ≤ τ")),
            self.answer_b,
            self.threshold,
        )
        return card(box("lwl-door-pair", a, b), self.tally)

    # ---- a team, from the beginning ----------------------------------------------------------

    def _begin(self, album: Album) -> None:
        """A new team from this album, a first visitor, and no door awake."""
        with_more = sorted(album.names, key=lambda name: album.count(name) < 2)
        self.album = album
        first = with_more[: max(2, min(FIRST, len(with_more) - 1))]
        self.photos = {name: [album.photo(name, 0)] for name in first}
        self.team, self._new_here, self._like = None, None, None
        self.tallies = dict.fromkeys((YOU, A, B), Tally())
        self.school.forget()
        self._show_team()
        self.ask(False)

    def _begin_and_wake(self, album: Album) -> None:
        self._begin(album)
        self._wake()

    def _wake(self) -> None:
        """Load door B and train door A, both behind the page."""
        photos = {name: list(own) for name, own in self.photos.items()}
        self._worker.submit([Job("doors", partial(self._open_doors, self.album, photos))])
        self.answer_b.value = '<p class="lwl-hint">Door B is waking up: a few seconds.</p>'

    def _awake(self, outcome: Outcome) -> None:
        if outcome.error:
            self.answer_b.value = ""
            self.note.error(outcome.error)
            return
        self.team = outcome.value
        for name in set(self.team.names) - set(self.photos):
            self.team.leave(name)
        for name in self.photos:
            if name not in self.team.names:
                self.team.enrol(name, *self.photos[name])
        with self.quietly():
            self.threshold.value = round(self.team.threshold, 2)
        self.team.threshold = self.threshold.value
        self._judge_b()
        self.school.begin()

    # ---- a visitor ---------------------------------------------------------------------------

    def ask(self, stranger: bool | None = None) -> None:
        """Somebody knocks, and the learner is asked first."""
        with self.note.errors():
            self._before_the_door(knock(self.album, list(self.photos), self._rng, stranger))

    def _before_the_door(self, visitor: Visitor) -> None:
        self.visitor, self._decided, self._answered = visitor, False, set()
        self.picture.show(to_rgb(visitor.photo))
        self._show_guesses()
        self.next.button_style = ""
        wait = '<p class="lwl-hint">You first. Then it answers.</p>'
        self.answer_a.value = self.answer_b.value = wait
        self.tally.value = verdicts.tally_html(self.tallies)

    def _show_guesses(self) -> None:
        faces = [Option(name, name, picture=to_rgb(own[0])) for name, own in self.photos.items()]
        shut = Option(SHUT, "Keep it shut: not on the team")
        self.choice = Choice(
            "Who is it? Let them in by name, or keep the door shut",
            [*faces, shut],
            commit="That is my answer",
        )
        self.choice.on_commit(self._decide)
        put(self.guess, self.choice)

    def _decide(self, chosen: str) -> None:
        """The guard's answer; then the doors', of the same visitor."""
        if self.visitor is None or self._decided:
            return
        if not chosen:
            self.note.error("Choose a colleague, or to keep the door shut.")
            return
        answer = None if chosen == SHUT else chosen
        self._decided, self.choice.settled = True, True
        self.next.button_style = "primary"
        self._count(YOU, answer)
        said = verdicts.truth_sentence(self.visitor, answer)
        self.note.say(said, look="success" if said.startswith("Right") else "note")
        self._judge_a()
        self._judge_b()

    def _judge_a(self) -> None:
        if not self._decided:
            return
        door = self.school.door
        if door is None:
            self.answer_a.value = '<p class="lwl-hint">It is still being trained.</p>'
            return
        answer = door.answer(self.visitor.photo)
        self.answer_a.value = verdicts.softmax_html(answer, self.visitor)
        self._count(A, max(answer, key=answer.__getitem__))

    def _judge_b(self) -> None:
        if self.team is not None:
            self.team.threshold = self.threshold.value
        if not self._decided:
            if self.visitor is not None:
                self.answer_b.value = '<p class="lwl-hint">You first. Then it answers.</p>'
            return
        if self.team is None:
            self.answer_b.value = '<p class="lwl-hint">It is still waking up.</p>'
            return
        try:
            verdict = self.team.identify(self.visitor.photo)
        except LearnerError as error:
            self.answer_b.value = f'<p class="lwl-hint">{error}</p>'
            return
        self.answer_b.value = verdicts.similarity_html(verdict, self.threshold.value, self.visitor)
        self._count(B, verdict.who)

    def _count(self, who: str, answer: str | None) -> None:
        """Once for every visitor: another τ shows, and does not count again."""
        if who not in self._answered:
            self._answered.add(who)
            self.tallies[who] = self.tallies[who].after(self.visitor, answer)
            self.tally.value = verdicts.tally_html(self.tallies)

    # ---- the team changes --------------------------------------------------------------------

    def _show_team(self) -> None:
        names = list(self.photos)
        self._team_head.value = (
            f'<h3 class="lwl-title">The team: {len(names)} people</h3>'
            f'<p class="lwl-hint">{self.album.note}</p>'
        )
        self.who_leaves.options = names
        self.who_leaves.value = names[0] if names else None
        self.leave.disabled = not names
        self.add_instead.layout.display = "none"
        if self.visitor is not None and not self._decided:
            self._show_guesses()

    def _join(self) -> None:
        outside = [name for name in self.album.names if name not in self.photos]
        if not outside:
            self.team_note.error("Everybody is on the team already.")
            return
        name = next((name for name in outside if self.album.others(name)), outside[0])
        self.team_note.say(self._enrol(name, self.album.photo(name, 0)), look="success")

    def _enrol(self, name: str, photo: np.ndarray) -> str:
        """Both doors take somebody new; the sentence says how long door B took. LearnerError."""
        if not name:
            raise LearnerError("The new colleague needs a name.")
        if name in self.photos:
            raise LearnerError(f"{name} is on the team already: add the photo to {name} instead.")
        prepare(photo)
        said, warning = f"{name} has joined.", ""
        if self.team is not None:
            start = time.perf_counter()
            enrolled = self.team.enrol(name, photo)
            took = 1000 * (time.perf_counter() - start)
            warning, self._like = enrolled.warning, enrolled.like
            said = f"Door B knows {name} after {took:.0f} ms; door A grows an output and trains."
        self.photos[name], self._new_here = [photo], name
        self._team_changed()
        if warning:
            self.add_instead.description = f"Add it to {self._like} instead"
            self.add_instead.layout.display = ""
        return f"{said} {warning}".strip()

    def _instead(self) -> None:
        """The new one is an old one: the photo goes to the colleague whom door B named."""
        with self.team_note.errors():
            new, like = self._new_here, self._like
            if new not in self.photos or like not in self.photos:
                raise LearnerError("One of the two has left meanwhile.")
            photo = self.photos[new][0]
            self._drop(new)
            self.team_note.say(self._own_added(like, photo), look="success")

    def _leave(self) -> None:
        with self.team_note.errors():
            name = self.who_leaves.value
            if name is None:
                raise LearnerError("The team is empty: nobody can leave.")
            self._drop(name)
            self.team_note.say(f"{name} has left: door B forgets one point, door A cuts an output.")

    def _drop(self, name: str) -> None:
        del self.photos[name]
        if self.team is not None:
            self.team.leave(name)
        self._new_here = None
        self._team_changed()

    def _team_changed(self) -> None:
        self._show_team()
        if self.team is not None:
            self.school.begin()

    def _lesson(self) -> Lesson:
        """Today's team, and other photos of those who were there before."""
        found = [
            (prepare(self.album.photo(name, number)), name)
            for name in self.photos
            if name != self._new_here
            for number in self.album.others(name)[:EXAMINED]
        ]
        photos, names = zip(*found, strict=True) if found else ((), ())
        return Lesson({name: list(own) for name, own in self.photos.items()}, (photos, names))

    def _schooled(self) -> None:
        self._judge_a()

    # ---- the learner's own photo -------------------------------------------------------------

    def _own_joins(self, name: str, photo: np.ndarray) -> str:
        said = self._enrol(name, photo)
        if not self.album.count(name):
            self.album.add(name, photo)
        return said

    def _own_added(self, name: str, photo: np.ndarray) -> str:
        if name not in self.photos:
            raise LearnerError(f"Nobody on the team is called {name or '“”'}: join first.")
        prepare(photo)
        if self.team is not None:
            self.team.add_photo(name, photo)
        self.photos[name] = [*self.photos[name], photo]
        if self.school.door is not None and name in self.school.door.names:
            self.school.door = None  # its photos have changed: it learns all of them anew
        self._team_changed()
        return f"{name} is enrolled with {len(self.photos[name])} photos now."

    def _own_knocks(self, name: str, photo: np.ndarray) -> str:
        prepare(photo)
        self._before_the_door(Visitor(name or "You", photo, name in self.photos))
        return "You stand before the doors: say who it is, above."


__all__ = ["FrontDoor", "open_doors"]

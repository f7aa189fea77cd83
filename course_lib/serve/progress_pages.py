"""The learner's progress as a page and as files, and a class's files as a page for the teacher.

Nothing that a teacher reads in is kept: it is shown and forgotten.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from pathlib import Path

from tornado.httputil import ParseBodyConfig, ParseMultipartConfig, set_parse_body_config
from voila.handler import BaseVoilaHandler

from course_lib.errors import LearnerError
from course_lib.progress import Attempts, Event, events, exported, store, summary
from course_lib.serve.course_map import PARTS, Card, cards, sections

MOST_FILES = 2000
# A form of more than a hundred files is refused, if this is not said; it is one for all handlers.
set_parse_body_config(ParseBodyConfig(multipart=ParseMultipartConfig(max_parts=MOST_FILES + 10)))


@dataclass(frozen=True)
class Line:
    """A page of the course on the progress page. ``state``: "done", "begun" or ""."""

    card: Card
    state: str
    words: str
    tries: tuple[tuple[str, Attempts], ...] = ()
    minutes: int = 0


def lines(found: list[Card], past: list[Event]) -> list[Line]:
    """A line a page, in teaching order."""
    tried, asked = store.of(past), store.of(past, "question")
    spent = summary.seconds_spent(past)
    visited = {event.item for event in past if event.kind == "visit"}
    told = []
    for card in found:
        own = [(name, tried[name]) for name in card.exercises if name in tried]
        own += [(name, asked[name]) for name in card.questions if name in asked]
        of = len(card.exercises) + len(card.questions)
        passed = sum(tries.passed for _, tries in own)
        opened = card.name in visited or bool(own)
        state = "" if not opened else "done" if passed == of else "begun"
        words = f"{passed} of {of} solved" if of else "opened" if opened else ""
        minutes = round(spent.get(card.name, 0) / 60)
        told.append(Line(card, state, words if opened else "", tuple(own), minutes))
    return told


class ProgressHandler(BaseVoilaHandler):
    """``GET /course/progress``: where the learner stands. ``POST``: start over."""

    async def get(self) -> None:
        """The page."""
        await self._show("")

    async def post(self) -> None:
        """Empty the file, keep a copy, and say where."""
        try:
            kept = await asyncio.to_thread(store.start_over)
            await self._show(f"You start over. What was there is kept as {kept}.")
        except LearnerError as error:
            await self._show(str(error))

    async def _show(self, said: str) -> None:
        notebooks = Path(self.settings["voila"].root_dir)
        past, note = await asyncio.to_thread(events)
        told = lines(cards(notebooks), past)
        begun = [line for line in told if line.state == "begun"]
        turn = summary.wrong_turn(past)
        self.set_header("Cache-Control", "no-store")
        self.write(
            self.get_template("progress.html.j2").render(
                base_url=self.base_url,
                xsrf=self.xsrf_form_html(),
                groups=[
                    (part, here)
                    for key, part in PARTS.items()
                    if (here := [line for line in told if line.card.part == key])
                ],
                next=(begun or [line for line in told if not line.state] or [None])[0],
                minutes=sum(line.minutes for line in told),
                turn=turn,
                section=sections(notebooks).get(turn.item) if turn else None,
                notes=[text for text in (said, note) if text],
                empty=not past,
            )
        )


class ExportHandler(BaseVoilaHandler):
    """``GET /course/progress.json?name=…`` and ``….csv``: a file to keep or to hand in."""

    async def get(self, ending: str) -> None:
        """The file, to be saved."""
        past, note = await asyncio.to_thread(events)
        if note and not past:
            raise LearnerError(note)
        name = self.get_argument("name", "").strip()[:100]
        shown = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()
        file = "-".join(filter(None, ["progress", shown, time.strftime("%Y-%m-%d")]))
        self.set_header("Content-Disposition", f'attachment; filename="{file}.{ending}"')
        self.set_header("Cache-Control", "no-store")
        if ending == "csv":
            self.set_header("Content-Type", "text/csv; charset=utf-8")
            self.finish(exported.as_csv(past))
        else:
            self.set_header("Content-Type", "application/json; charset=utf-8")
            self.finish(exported.as_json(name or "no name", past))


class ClassHandler(BaseVoilaHandler):
    """``/course/class``: a teacher reads in what a class exported; nothing of it is kept."""

    def get(self) -> None:
        """The form alone."""
        self._show([], [], 0, False)

    def post(self) -> None:
        """The form, and what its files say."""
        given = self.request.files.get("files", [])
        names = self.get_argument("names", "") == "yes"
        trouble, read = [], []
        if len(given) > MOST_FILES:
            trouble.append(f"Only the first {MOST_FILES} files were read.")
        for file in given[:MOST_FILES]:
            try:
                read.append(exported.read(file["body"], file["filename"]))
            except LearnerError as error:
                trouble.append(str(error))
        learners = exported.told_apart(read)
        edited = [name for name, export in learners if export.edited]
        if edited and names:
            trouble.append(f"Changed after the course wrote it: the file of {', '.join(edited)}.")
        elif edited:
            trouble.append(f"Changed after the course wrote them: {len(edited)} of the files.")
        if not given:
            trouble.append("Choose the files that your learners exported.")
        self._show(exported.of_class(learners), trouble, len(learners), names)

    def _show(self, rows: list, trouble: list[str], learners: int, names: bool) -> None:
        self.set_header("Cache-Control", "no-store")
        self.write(
            self.get_template("class.html.j2").render(
                base_url=self.base_url,
                xsrf=self.xsrf_form_html(),
                rows=rows,
                trouble=trouble,
                learners=learners,
                names=names,
                sections=sections(Path(self.settings["voila"].root_dir)),
            )
        )

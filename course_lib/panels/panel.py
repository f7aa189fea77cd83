"""What all panels share: a place for a sentence, work behind the page, and one guard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

import ipywidgets as widgets

from course_lib.controls import going_on
from course_lib.controls.shown import Shown
from course_lib.errors import LearnerError
from course_lib.running.latest_wins import LatestWins, Outcome


class Said(widgets.HTML):
    """A place for what is said to the learner, any text; it is read out when it changes.

    ``room`` keeps a height ("4.5em") while nothing is said. With ``code``, “what is quoted” is set
    as code: commands to be typed.
    """

    def __init__(self, room: str = "", code: bool = False) -> None:
        super().__init__(layout=widgets.Layout(min_height=room) if room else widgets.Layout())
        self._code = code

    def say(self, *sentences: str, look: str = "hint") -> None:
        """Say this and no more what was said before; ``look``: hint, note, success or error."""
        said = "".join(
            f'<p class="lwl-{look}" role="status"><span>{self._marked(sentence)}</span></p>'
            for sentence in sentences
            if sentence
        )
        if self.value != said:
            self.value = said

    def error(self, *sentences: str) -> None:
        """Say what is wrong; without a sentence, that nothing is wrong any more."""
        self.say(*sentences, look="error")

    @contextmanager
    def errors(self) -> Iterator[None]:
        """What was wrong is so no more; a LearnerError ends what stands inside, and is said."""
        with self.hold_sync():
            self.say()
            try:
                yield
            except LearnerError as error:
                self.error(str(error))

    def _marked(self, sentence: str) -> str:
        text = escape(sentence)
        return re.sub(r"“(.+?)”", r"<code>\1</code>", text) if self._code else text


class Panel(widgets.Box):
    """A panel, or a part of one; a subclass makes its controls and sets ``children``.

    ``note`` is its place for sentences, for the subclass to lay out. On the page it is known by its
    class's name ("lwl-word-walk" for WordWalk) and as ``looks``, for the stylesheet.
    """

    def __init__(self, *looks: str, note: Said | None = None) -> None:
        going_on.begin()
        super().__init__()
        self.note = note or Said()
        self._quiet = False
        self._workers: list[LatestWins] = []
        own = re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()
        for name in ("lwl", "lwl-panel", f"lwl-{own}", *looks):
            self.add_class(name)

    def hear(self, act: Callable[[], object], *controls: widgets.Widget, of: str = "value") -> None:
        """Call ``act()`` when the learner changes one of the controls: its trait ``of``."""
        heard = self.heard(act)
        for control in controls:
            control.observe(lambda _: heard(), of)

    def heard(self, act: Callable[..., object]) -> Callable[..., object]:
        """``act`` for callbacks of any kind: not called for what the panel sets ``quietly``."""
        return lambda *given: None if self._quiet else act(*given)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """What the panel itself sets in here is no learner's act: it is not heard."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def background(self, name: str, on_outcome: Callable[[Outcome], None]) -> LatestWins:
        """A thread for this panel's work, that ``wait`` waits for; the latest request wins."""
        worker = LatestWins(on_outcome, name)
        self._workers.append(worker)
        return worker

    def wait(self, timeout: float = 60.0) -> bool:
        """Block until all work in the background is on the page (scripts and tests)."""
        return all(worker.wait(timeout) for worker in self._workers)

    def cancel(self) -> None:
        """Forget all work in the background; what is running is not shown any more."""
        for worker in self._workers:
            worker.cancel()

    def once_shown(self, act: Callable[[], object]) -> None:
        """Call ``act()`` when a page has painted the panel for the first time: what is heavy waits
        until then. ``children`` are set before."""
        self.shown = Shown()
        self.children = (*self.children, self.shown)
        self.shown.first(act)


__all__ = ["Panel", "Said"]

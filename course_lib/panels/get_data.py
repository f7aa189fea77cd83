"""A button that gets a data set from its official address, with a bar, a stop, and plain words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from course_lib.files import fetch, places
from course_lib.panels.run_panel import RunPanel, RunWords
from course_lib.running.background_run import BackgroundRun, Progress
from course_lib.running.fetch_run import FetchProgress, FetchRun


def is_here(name: str) -> bool:
    """Whether the data set of this name (of ``fetch.DATA_SETS``) is on this computer."""
    return (places.data() / fetch.DATA_SETS[name].holds).exists()


class GetData(RunPanel):
    """Gets the data sets ``names``; ``then()`` is called once all are on this computer.

    ``label`` says what for a learner: "Omniglot, 16 MB". What arrived stays when he stops, and the
    next press goes on from there.
    """

    def __init__(self, names: Sequence[str], label: str, then: Callable[[], object]) -> None:
        self.names, self._then = tuple(names), then
        self.texts = RunWords(
            start=(f"Get {label}", "Fetch it once from its official address; its sum is checked."),
            resume=("Go on", "What has arrived is kept."),
            again=("Get it again", "Only what is missing is fetched."),
            stop="What has arrived is kept.",
            doing=f"Getting {label}",
            loading="Asking for it.",
        )
        super().__init__()
        self.children = [self.controls]
        self.offer()

    def offer(self) -> None:
        """Show the button where something is missing, and nothing where all is here."""
        here = all(is_here(name) for name in self.names)
        self.layout.display = "none" if here else ""

    def new_run(self, before: BackgroundRun | None) -> BackgroundRun:
        """Fetch what is not here."""
        wanted = [name for name in self.names if not is_here(name)]
        return FetchRun(wanted, self.show, before)

    def below(self, progress: Progress) -> str:
        """How much of which file has arrived."""
        assert isinstance(progress, FetchProgress)
        if progress.state == "done":
            return "It is here."
        if progress.state != "running":
            return super().below(progress) if progress.state == "loading" else "Not all is here."
        of = f" of {progress.steps / 1e6:.1f}" if progress.steps else ""
        which = f"file {progress.file} of {progress.files}: " if progress.files > 1 else ""
        return f"{which}{progress.step / 1e6:.1f}{of} MB"

    def show_button(self) -> None:
        """Never the first thing to press: the page plays without it."""
        super().show_button()
        self.button.button_style = ""

    def show(self, progress: Progress) -> None:
        """As every run; at its end go on with what has come."""
        super().show(progress)
        if progress.state == "done":
            self.offer()
            self._then()


__all__ = ["GetData", "is_here"]

"""The arena's settings, folded into one line: whose characters, how many, which trials."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from course_lib.controls.choice import Choice, Option
from course_lib.errors import LearnerError
from course_lib.oneshot import sources
from course_lib.oneshot.protocols import UNSTRUCTURED, WITHIN, Setting
from course_lib.oneshot.rounds import Round
from course_lib.panels.layout import column, hint, row
from course_lib.panels.number_field import number_field
from course_lib.panels.oneshot.choices import get_omniglot, numbers_choice
from course_lib.panels.panel import Panel, Said

WAYS, SHOTS = (5, 10, 15, 20, 25), (1, 5)


def protocol_sentence(setting: Setting, alone: bool = False) -> str:
    """The protocol in words, always on show. ``alone``: published trials, as they are."""
    n, k = setting.ways, setting.shots
    drawings = "one drawing" if k == 1 else f"{k} drawings"
    each = f"{n} characters, {drawings} of each ({n}-way {k}-shot)"
    by = "one person" if k == 1 else f"{k} people"
    if alone:
        return f"The published trials: {each}, within one alphabet. Compare with Lake’s table."
    if setting.protocol == WITHIN:
        return (
            f"Within one alphabet (Lake’s protocol): {each}, all of the same alphabet and by the "
            f"same {by} where they drew it whole; the test image is by somebody else. "
            f"Guessing errs in {1 - 1 / n:.0%} of trials."
        )
    return (
        f"Unstructured: {each}, taken from all alphabets and all drawers; the test image is by "
        "somebody who did not draw its character in the support set. Usually easier: do not "
        f"compare with trials within one alphabet. Guessing errs in {1 - 1 / n:.0%} of trials."
    )


class ArenaSettings(Panel):
    """The controls. The arena observes them and reads ``protocol``, ``ways`` and ``shots``."""

    def __init__(self, chosen: str, ways: int, shots: int) -> None:
        super().__init__(note=Said(room="1.5em", code=True))
        options = [
            Option(key, label, hint=sources.NOTES.get(key, "A zip or folder in Omniglot's tree"))
            for key, label in sources.LABELS.items()
        ]
        self.characters = Choice("Characters", options, value=chosen)
        self.upload = widgets.FileUpload(
            accept=".zip",
            multiple=False,
            description="Open a zip",
            tooltip="Omniglot's tree, or Lake's all_runs.zip; up to 40 MB",
        )
        self.path = widgets.Text(
            description="or a place",
            placeholder="/home/…/images_evaluation.zip",
            continuous_update=False,
            tooltip="A zip or a folder on the computer where the course runs; press Enter",
        )
        self.own = row(self.upload, self.path)
        self.get = get_omniglot(self.characters)
        self.protocol_choice = Choice(
            "Protocol",
            [
                Option(WITHIN, "Within one alphabet", hint="All characters of one alphabet"),
                Option(UNSTRUCTURED, "Unstructured", hint="Characters of any alphabets"),
            ],
            value=WITHIN,
        )
        self.ways_choice = numbers_choice("Ways: characters to choose from", WAYS, ways)
        self.shots_choice = numbers_choice("Shots: drawings of each", SHOTS, shots)
        self.seed = number_field(
            "Seed", 0, 0, "The same seed gives the same trials again, to everybody"
        )
        self.trial = number_field("Trial", 1, 1, "Go to a trial of this seed")
        self.code = widgets.Text(
            description="A friend’s ten",
            placeholder="made-up.within.5.1.0.1",
            continuous_update=False,
            tooltip="The code or the link of a round of ten; press Enter",
            style={"description_width": "initial"},
        )
        self.said = widgets.HTML()
        self.line = widgets.HTML()
        self.change = widgets.ToggleButton(
            description="Change", tooltip="Other characters, more of them, or a friend’s ten"
        )
        # Their words come after the first round.
        trials = row(self.seed, self.trial, hint("The same seed: the same trials, for everybody."))
        self._words = (trials, self.said)
        self.more = column(
            row(self.ways_choice, self.shots_choice, self.protocol_choice),
            self.characters,
            self.own,
            self.get,
            self.note,
            row(self.code),
            trials,
            self.said,
        )
        self.children = [row(self.line, self.change), self.more]
        self.hear(self._fold, self.change)
        self._fold()

    def _fold(self) -> None:
        self.more.layout.display = "" if self.change.value else "none"

    def take(self, wanted: Round) -> None:
        """Choose what a round is of. LearnerError, and nothing chosen, where it cannot be chosen
        here."""
        kind = wanted.setting
        if kind.ways not in WAYS or kind.shots not in SHOTS:
            raise LearnerError(f"Nobody plays {kind.title} here: ask for the code anew.")
        self.characters.value, self.protocol_choice.value = kind.characters, kind.protocol
        self.ways_choice.value, self.shots_choice.value = str(kind.ways), str(kind.shots)
        self.seed.value = wanted.seed

    def tell(self, setting: Setting, label: str, alone: bool, words: bool) -> None:
        """What is played, in a line; with ``words``, in the papers' words too. ``label`` names the
        characters; ``alone``: published trials, as they are."""
        drawings = "one drawing" if setting.shots == 1 else f"{setting.shots} drawings"
        line = f"{setting.ways} characters to choose from, {drawings} of each · {label}"
        self.line.value = f'<p class="lwl-arena-line">{escape(line)}</p>'
        sentence = protocol_sentence(setting, alone)
        self.said.value = f'<p class="lwl-arena-protocol">{escape(sentence)}</p>'
        shown = {control: words for control in self._words}
        shown[self.protocol_choice] = words and not alone
        shown |= {self.ways_choice: not alone, self.shots_choice: not alone}
        for control, here in shown.items():
            control.layout.display = "" if here else "none"

    @property
    def protocol(self) -> str:
        """One of score.PROTOCOLS."""
        return self.protocol_choice.value or WITHIN

    @property
    def ways(self) -> int:
        """Of WAYS."""
        return int(self.ways_choice.value or WAYS[-2])

    @property
    def shots(self) -> int:
        """Of SHOTS."""
        return int(self.shots_choice.value or 1)


__all__ = ["SHOTS", "WAYS", "ArenaSettings", "protocol_sentence"]

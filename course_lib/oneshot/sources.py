"""Where the arena's characters come from, and what may be claimed about each.

A source is opened when it is chosen: the stroke model's alphabets are drawn, a zip is read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.files.packed import contents
from course_lib.oneshot import characters, runs, trials
from course_lib.oneshot.characters import CharacterSet
from course_lib.oneshot.class_alphabet import ClassAlphabet
from course_lib.oneshot.protocols import WITHIN, Setting
from course_lib.oneshot.trials import Trial

MADE, EVALUATION, BACKGROUND = "made-up", "omniglot-evaluation", "omniglot-background"
CLASS, OWN, LAKE = "class", "own", "lake"
LABELS = {
    MADE: "Made-up alphabets",
    EVALUATION: "Omniglot, 20 unseen alphabets",
    BACKGROUND: "Omniglot, 30 background alphabets",
    CLASS: "Class alphabet",
    OWN: "Your own file",
}
NOTES = {
    MADE: "No person drew these: a model of pen strokes made them up, with strokes like "
    "Omniglot's. For characters of people's hands, get Omniglot.",
    EVALUATION: "Drawn by 20 people each. No machine here was trained on these alphabets.",
    BACKGROUND: "Drawn by 20 people each. The networks were trained on these very characters, so "
    "their errors here say nothing about new ones.",
    CLASS: "The characters that you and your class have drawn.",
}
FILES = {EVALUATION: "images_evaluation.zip", BACKGROUND: "images_background.zip"}


def best_here(folder: Path | None = None) -> str:
    """Whose characters to play with: people's where they are on this computer, else made-up ones.

    ``folder`` as for ``open_named``.
    """
    return EVALUATION if ((folder or places.data()) / FILES[EVALUATION]).exists() else MADE


@dataclass(frozen=True, eq=False)
class Source:
    """Characters to draw trials from, or trials that are published as they are.

    ``key`` tells scores apart; ``note`` is the honest word about them. Exactly one of
    ``characters`` and ``fixed`` is given; ``fixed`` are Lake's trials by name.
    """

    key: str
    label: str
    note: str
    characters: CharacterSet | None = None
    fixed: dict[str, Trial] | None = None

    def setting(self, protocol: str, ways: int, shots: int) -> Setting:
        """The kind of trial asked for; published trials have a kind of their own."""
        if self.fixed is not None:
            support = next(iter(self.fixed.values())).support
            return Setting(self.key, WITHIN, *support.shape[:2])
        return Setting(self.key, protocol, ways, shots)

    def trial(self, setting: Setting, seed: int, number: int) -> tuple[str, Trial]:
        """Trial ``number`` (from 0) of a seed, with its name: the same again for the same numbers.

        Published trials come in an order that the seed shuffles. LearnerError when there are too
        few characters or people, or no such trial.
        """
        if self.fixed is not None:
            [name] = self.names(seed, range(number, number + 1)) or [None]
            if name is None:
                raise LearnerError(f"All {len(self.fixed)} published trials are through.")
            return name, self.fixed[name]
        trial = trials.sample(
            self.characters,
            setting.ways,
            setting.shots,
            within_alphabet=setting.protocol == WITHIN,
            seed=(seed, number),
        )
        [name] = self.names(seed, range(number, number + 1))
        return name, trial

    def names(self, seed: int, numbers: range) -> list[str]:
        """The names of trials (from 0) of a seed; of published ones as many as there are."""
        if self.fixed is None:
            return [f"seed {seed}, trial {number + 1}" for number in numbers]
        import numpy as np

        names = list(self.fixed)
        order = np.random.default_rng(seed).permutation(len(names))
        return [names[order[number]] for number in numbers if 0 <= number < len(names)]


def open_named(key: str, folder: Path | None = None) -> Source:
    """One of LABELS but CLASS and OWN. ``folder``: where fetched files lie, else the course's own.

    LearnerError, with what to do, when it is not on this computer or cannot be read.
    """
    if key == MADE:
        from course_lib.oneshot import made_up

        return Source(key, LABELS[key], NOTES[key], made_up.shipped())
    if folder is None:
        folder = places.data()
    if key not in FILES:
        raise ValueError(f"no such characters: {key!r}")
    file = folder / FILES[key]
    if not os.path.exists(file):
        raise LearnerError(
            "Omniglot is not on this computer yet: press its button above, or run “python -m "
            f"course_lib fetch {key}” once, or open its zip as your own file."
        )
    return Source(key, LABELS[key], NOTES[key], characters.load(file))


def of_alphabet(drawn: ClassAlphabet) -> Source:
    """The characters that learners have drawn. LearnerError where there are none."""
    if not drawn.signs:
        raise LearnerError("No alphabet is drawn in this browser yet: see “Draw it yourself”.")
    return Source(CLASS, LABELS[CLASS], NOTES[CLASS], drawn.characters())


def open_own(source: Path | BinaryIO, name: str | None = None) -> Source:
    """The learner's zip or folder: a tree of characters, or Lake's ``all_runs.zip``.

    LearnerError as ``characters.load`` and ``runs.load``. Its key holds its name, so that scores
    on two files are kept apart.
    """
    name = name or (source.name if isinstance(source, Path) else "your zip")
    with contents(source, name, "characters") as files:
        found = runs.read(files, name) if runs.holds_runs(files) else None
        loaded = characters.gather(files, name) if found is None else None
    if found is not None:
        fixed = {
            f"{run}, item {place:02}": trial
            for run, trials_of_run in found.items()
            for place, trial in enumerate(trials_of_run, 1)
        }
        shapes = {trial.support.shape[:2] for trial in fixed.values()}
        if len(shapes) > 1:
            raise LearnerError(f"{name} is not used: its runs have different numbers of classes.")
        ways = shapes.pop()[0]
        note = (
            f"{len(found)} published runs, {len(fixed)} trials, {ways} ways, one shot, within one "
            "alphabet: the trials of Lake's table."
        )
        return Source(LAKE, f"Lake's runs ({name})", note, fixed=fixed)
    drawn, alphabets = len(loaded.characters), len(loaded.alphabets)
    kind = "1 alphabet" if alphabets == 1 else f"{alphabets} alphabets"
    note = f"{name}: {drawn:,} characters of {kind}."
    if "background" in name:
        note += " " + NOTES[BACKGROUND]
    return Source(f"own: {name}"[:80], name, note, loaded)

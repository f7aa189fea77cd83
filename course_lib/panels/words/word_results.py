"""What a training has learned: the neighbours of a word, and a file for the explorer."""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as widgets
import numpy as np

from course_lib.controls.text_field import TextField
from course_lib.errors import LearnerError
from course_lib.files import places
from course_lib.panels.layout import row
from course_lib.panels.panel import Panel
from course_lib.words.tokens import words_in

if TYPE_CHECKING:
    from course_lib.words.corpora import Corpus
    from course_lib.words.vectors import WordVectors
    from course_lib.words.vocabulary import Vocabulary

NEIGHBOURS = 8


def free_path(name: str) -> Path:
    """A file in the learner's own folder that is not there yet, called after ``name``."""
    stem = re.sub(r"[^\w-]+", "_", name).strip("_")[:40] or "vectors"
    place = places.own() / "vectors"
    number, path = 1, place / f"{stem}.safetensors"
    while os.path.exists(path):
        number += 1
        path = place / f"{stem}-{number}.safetensors"
    return path


class WordResults(Panel):
    """``show(vocabulary, matrix, …)`` after each look; ``forget()`` before a new training."""

    def __init__(self) -> None:
        super().__init__()
        self._vectors: WordVectors | None = None
        self._name = ""
        self.word = TextField("Neighbours of a word", hint="By cosine, among all words learned.")
        self.table = widgets.HTML()
        self.save = widgets.Button(
            description="Save these vectors", tooltip="Write a file that the explorer opens."
        )
        self.children = [self.word, self.table, row(self.save), self.note]
        self.hear(self._neighbours, self.word)
        self.save.on_click(self._save)
        self.forget()

    def forget(self) -> None:
        """Nothing has been learned."""
        self._vectors = None
        self.save.disabled = True
        self.word.error = ""
        self.note.say()
        self.table.value = _table([])

    def show(self, vocabulary: Vocabulary, matrix: np.ndarray, corpus: Corpus, first: str) -> None:
        """Take these vectors (V, D): look up the neighbours anew, and let them be saved.

        ``first`` is looked up where the learner has typed no word yet.
        """
        from course_lib.words.vectors import WordVectors

        self._vectors = WordVectors.from_arrays(vocabulary.words, matrix, vocabulary.counts)
        self._name = corpus.name
        self.save.disabled = False
        if not self.word.value:
            self.word.value = first
        self._neighbours()

    def _neighbours(self) -> None:
        self.word.error = ""
        if self._vectors is None:
            return
        typed = words_in(self.word.value)
        try:
            found = self._vectors.nearest(typed[0], NEIGHBOURS) if typed else []
        except LearnerError as error:
            self.word.error, found = str(error), []
        self.table.value = _table([(n.word, n.cosine) for n in found])

    def _save(self, _: object) -> None:
        path = free_path(self._name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._vectors.save(path)
        except (LearnerError, OSError) as error:
            why = str(error) if isinstance(error, LearnerError) else error.strerror
            self.note.error(f"Not saved: {why}")
        else:
            self.note.say(f"Saved. Open it in the explorer: {path}", look="success")


def _table(rows: list[tuple[str, float]]) -> str:
    """Always as high as a full one, so that nothing below it moves."""
    shown = [(escape(word), f"{cosine:.2f}", max(0.0, cosine)) for word, cosine in rows]
    shown += [("", "&nbsp;", 0.0)] * (NEIGHBOURS - len(shown))
    body = "".join(
        f'<tr><th scope="row" class="lwl-left">{word}</th><td class="lwl-sigma">'
        f'<span class="lwl-sigma-bar"><i style="width:{100 * share:.0f}%"></i></span>{text}'
        "</td></tr>"
        for word, text, share in shown
    )
    return (
        '<table class="lwl-table"><thead><tr><th scope="col" class="lwl-left">neighbour</th>'
        f'<th scope="col">cosine</th></tr></thead><tbody>{body}</tbody></table>'
    )


__all__ = ["WordResults", "free_path"]

"""The learner's own sentence: a field above, its words below, and a sentence for what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from course_lib.controls.sentence import Sentence
from course_lib.controls.text_field import TextField
from course_lib.panels.panel import Panel
from course_lib.words import lecture
from course_lib.words.tokens import words_in

MOST_WORDS = 60  # more cannot be overlooked
EXAMPLES = (lecture.SENTENCE, "The quick brown fox jumps over the lazy dog.")


@dataclass(frozen=True)
class Reading:
    """The words of a text, at most ``MOST_WORDS``; ``error`` or ``hint`` for the learner."""

    words: tuple[str, ...]
    error: str = ""
    hint: str = ""


def read(text: str, most: int = MOST_WORDS, cut: bool = False) -> Reading:
    """Split a text into the words that a panel shows.

    ``cut`` says that the text was longer than this. Nothing is raised: no word or a single one is
    an ``error`` (one word has no neighbour), and too many are cut with a ``hint``.
    """
    found = words_in(text)
    words = tuple(found[:most])
    if not text.strip():
        return Reading((), "There is no sentence yet: type one of at least two words.")
    if not words:
        return Reading((), "There are no words in this: type a sentence of at least two words.")
    if len(words) == 1:
        return Reading(
            words, f"“{words[0][:40]}” stands alone and has no neighbours: add a second word."
        )
    if len(found) > most:
        many = f"more than {len(found):,}" if cut else f"{len(found):,}"
        return Reading(words, hint=f"Your text has {many} words: the first {most} are shown.")
    return Reading(words, hint=f"{len(words)} words, in lower case and without punctuation.")


class OwnSentence(Panel):
    """A text field and its words; ``on_change(callback)`` hears of new words and a new choice.

    ``words`` are those on show; ``row`` is the ``Sentence``, whose ``chosen`` is the position that
    the learner picked. ``row.mark`` is the panel's business.
    """

    def __init__(
        self,
        label: str,
        text: str = lecture.SENTENCE,
        chosen: str | tuple[str, ...] = lecture.CONTEXT,
        row_label: str = "The sentence, word by word",
        examples: tuple[str, ...] = EXAMPLES,
    ) -> None:
        super().__init__()
        self.field = TextField(label, value=text, examples=examples)
        self.row = Sentence(label=row_label)
        self._first_choices = (chosen,) if isinstance(chosen, str) else chosen
        self._told: Callable[[], None] = lambda: None
        self.children = [self.field, self.row]
        self._read()
        self.hear(self._typed, self.field, of=["value", "cut"])
        self.hear(lambda: self._told(), self.row, of="chosen")

    @property
    def words(self) -> tuple[str, ...]:
        """The words on show, in order."""
        return tuple(self.row.words)

    @property
    def chosen(self) -> int:
        """Position of the chosen word; −1 while there are no words."""
        return self.row.chosen

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` whenever the words or the chosen one are others."""
        self._told = callback

    def _typed(self) -> None:
        with self.quietly():  # the choice may move: said once, at the end
            new = self._read()
        if new:
            self._told()

    def _read(self) -> bool:
        """Read the field; True if the words on show are others now."""
        reading = read(self.field.value, cut=self.field.cut)
        self.field.error, self.field.hint = reading.error, reading.hint
        if reading.words == self.words:
            return False
        new = [w for w in self._first_choices if w in reading.words and w not in self.words]
        chosen = reading.words.index(new[0]) if new else None
        self.row.show(reading.words, chosen=chosen)
        return True


__all__ = ["EXAMPLES", "MOST_WORDS", "OwnSentence", "Reading", "read"]

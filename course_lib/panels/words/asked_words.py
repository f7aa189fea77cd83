"""A field for words that must be known: an unknown one is named, its nearest spellings offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from course_lib.controls.text_field import TextField
from course_lib.controls.word_list import WordList
from course_lib.panels.layout import box
from course_lib.panels.panel import Panel
from course_lib.words.asking import asked, written
from course_lib.words.vectors import WordVectors

QUICK = 5  # milliseconds after a key: a lookup takes less than the next key


class AskedWords(Panel):
    """``AskedWords(vectors, "Words", "orange", most=8)``; ``words`` are the known ones typed.

    What is typed is read by ``words.asking``. ``on_change(callback)`` hears of other words, not of
    unknown ones: while there are none, ``words`` keeps those before.
    """

    def __init__(
        self,
        vectors: WordVectors,
        label: str,
        text: str,
        most: int = 8,
        least: int = 1,
        first: int = 0,
    ) -> None:
        """``text`` gives way to the vectors' own words from number ``first`` on, if unknown."""
        super().__init__()
        self._vectors, self._most, self._least, self._first = vectors, most, least, first
        self.words: tuple[str, ...] = ()
        self._told: Callable[[], None] = lambda: None
        self.field = TextField(label, value=text, longest=400, patience=QUICK)
        self.spellings = WordList("")
        self.children = [self.field, box("lwl-asked-over", self.note, self.spellings)]
        self.use(vectors)
        self.hear(self._typed, self.field)
        self.spellings.on_pick(self._corrected)

    def use(self, vectors: WordVectors) -> None:
        """Read the same text with other vectors; nobody is told."""
        self._vectors = vectors
        self.words = ()
        self._read()
        if self.words:
            return
        with self.quietly():
            self._put(vectors.words[self._first : self._first + self._least])

    def set(self, words: Sequence[str]) -> None:
        """Put known words into the field, and tell of them."""
        before = self.words
        with self.quietly():
            self._put(words)
        if self.words != before:
            self._told()

    def _put(self, words: Sequence[str]) -> None:
        # They are known, so they need not be read: the field may be too short for them.
        self.field.value = written(words)
        self.words = tuple(words)
        self.note.say()
        self.spellings.show([])

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` whenever the words are others."""
        self._told = callback

    def _typed(self) -> None:
        before = self.words
        self._read()
        if self.words != before:
            self._told()

    def _read(self) -> None:
        found = asked(self.field.value, self._vectors)
        unknown, kept = found.unknown, found.words[: self._most]
        self.note.error(str(unknown) if unknown else "")
        self.spellings.show([(word, None) for word in (unknown.suggestions if unknown else ())])
        self._unknown = found.place
        if not unknown and len(kept) < self._least:
            few = "a word" if self._least == 1 else f"at least {self._least} different words"
            self.note.error(f"Type {few}.")
        elif not unknown and len(found.words) > self._most:
            self.note.say(f"The first {self._most} words are taken.", look="note")
        if len(kept) >= self._least:
            self.words = kept

    def _corrected(self, _: int, word: str) -> None:
        start, end = self._unknown
        self.field.value = self.field.value[:start] + written([word]) + self.field.value[end:]


__all__ = ["AskedWords"]

"""A field for words that must be known: an unknown one is named, its nearest spellings offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from course_lib.controls.text_field import TextField
from course_lib.controls.word_list import WordList
from course_lib.panels.layout import box
from course_lib.panels.panel import Panel
from course_lib.words.vectors import UnknownWord, WordVectors

QUICK = 5  # milliseconds after a key: a lookup takes less than the next key


class AskedWords(Panel):
    """``AskedWords(vectors, "Words", "orange", most=8)``; ``words`` are the known ones typed.

    Words are separated by spaces or commas; one that is unknown as it is typed is tried in lower
    case. ``on_change(callback)`` hears of other words, not of unknown ones: while there are none,
    ``words`` keeps those before.
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
        words = vectors.words[self._first : self._first + self._least]
        with self.quietly():
            self.field.value = ", ".join(words)
        self._read()
        if not self.words:  # words that hold spaces or commas cannot be typed
            self.words = tuple(words)
            self.note.say()

    def set(self, words: Sequence[str]) -> None:
        """Put words into the field, and tell of them."""
        self.field.value = ", ".join(words)

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` whenever the words are others."""
        self._told = callback

    def _typed(self) -> None:
        before = self.words
        self._read()
        if self.words != before:
            self._told()

    def _read(self) -> None:
        typed = self.field.value.replace(",", " ").replace("，", " ").split()
        found: list[str] = []
        unknown: UnknownWord | None = None
        for word in typed:
            form = next((f for f in (word, word.lower()) if f in self._vectors), None)
            if form is not None:
                found.append(form)
            elif unknown is None:
                try:
                    self._vectors.index(word)
                except UnknownWord as error:
                    unknown = error
        found = list(dict.fromkeys(found))
        kept = tuple(found[: self._most])
        self.note.error(str(unknown) if unknown else "")
        self.spellings.show([(word, None) for word in (unknown.suggestions if unknown else ())])
        self._unknown = unknown.word if unknown else ""
        if not unknown and len(kept) < self._least:
            few = "a word" if self._least == 1 else f"at least {self._least} different words"
            self.note.error(f"Type {few}.")
        elif not unknown and len(found) > self._most:
            self.note.say(f"The first {self._most} words are taken.", look="note")
        if len(kept) >= self._least:
            self.words = kept

    def _corrected(self, _: int, word: str) -> None:
        typed = self.field.value.replace(",", " ").replace("，", " ").split()
        self.set([word if t == self._unknown else t for t in typed])


__all__ = ["AskedWords"]

"""The alphabet that belongs to this browser, for all panels of a page and for the next page."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Callable
from functools import cache

from course_lib.controls.kept_text import KeptText
from course_lib.errors import LearnerError
from course_lib.oneshot import class_alphabet
from course_lib.oneshot.class_alphabet import ClassAlphabet, new_identity


class BrowserAlphabet:
    """``alphabet``, and its owner's ``identity`` and ``name``; ``keepers`` are for the page.

    ``trouble`` is a sentence when what the browser kept cannot be read, or it keeps nothing.
    """

    def __init__(self) -> None:
        self.alphabet, self.trouble = ClassAlphabet(), ""
        self.identity, self.name = new_identity(), ""
        self._signs = KeptText("lwl-own-alphabet")
        self._owner = KeptText("lwl-own-drawer")
        self.keepers = (self._signs, self._owner)
        self._heard: list[Callable[[], None]] = []
        self._signs.on_stored(self._read)
        self._owner.on_stored(self._met)
        self._signs.observe(self._refused, "refused")

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` when the browser has told what it keeps, or another page of it has
        changed that."""
        self._heard.append(callback)

    def store(self, changed: ClassAlphabet) -> None:
        """Keep another alphabet. LearnerError, and nothing changed, where it is damaged."""
        data = class_alphabet.pack(changed) if changed.signs else b""
        self.alphabet, self.trouble = changed, ""
        self._signs.keep(base64.b64encode(data).decode())

    def call(self, name: str) -> None:
        """Keep the owner's name."""
        self.name = name
        self._owner.keep(f"{self.identity} {name}")

    def _read(self, text: str) -> None:
        try:
            theirs = _alphabet(text)
            if self._signs.unsaved:  # two pages wrote at once: nothing of either is lost
                both = [theirs, self.alphabet] if theirs.signs else [self.alphabet]
                self.store(class_alphabet.merge(both))
            else:
                self.alphabet, self.trouble = theirs, ""
        except LearnerError as error:
            self.trouble = f"What this browser kept of your alphabet cannot be used. {error}"
        self._tell()

    def _met(self, text: str) -> None:
        identity, _, name = text.partition(" ")
        if identity:
            self.identity, self.name = identity, name
        else:
            self.call(self.name)
        self._tell()

    def _refused(self, change: dict) -> None:
        self.trouble = (
            "This browser keeps nothing more: save the alphabet as a file before you leave."
            if change["new"]
            else ""
        )
        self._tell()

    def _tell(self) -> None:
        for callback in self._heard:
            callback()


def _alphabet(text: str) -> ClassAlphabet:
    if not text:
        return ClassAlphabet()
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LearnerError("It is damaged.") from None
    return class_alphabet.read(io.BytesIO(data), "It")


@cache
def browser_alphabet() -> BrowserAlphabet:
    """The one of this page."""
    return BrowserAlphabet()


__all__ = ["BrowserAlphabet", "browser_alphabet"]

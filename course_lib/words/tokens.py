"""Text to words: lower case, letters and digits, in any script.

A word is a run of letters, digits and marks, with single apostrophes inside it (“don't”, “l·l”,
“צה״ל”). Scripts that put no space between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese …)
give one word a character; an emoji is a word, whatever it is made of. The two joiners stay inside
the words of scripts that are spelled with them (Persian, Hindi, Sinhala …); other marks that nobody
sees are no part of a word. A run longer than ``LONGEST`` is no word (a key, a number in hex, a
genome). Everything else separates.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

LONGEST = 100  # characters; word2vec cuts there, too

_ASCII = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
# Blocks of scripts without spaces: Thai, Lao, Burmese, Khmer, kana, Han and its extensions.
_NO_SPACES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3021, 0x3029),
    (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
_PICTURE = "[\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]"
_LAST_MARK = 0xE01EF  # no combining mark lies above it
# Soft hyphen, zero-width space, word joiner, byte-order mark, marks of direction, and the stretch
# of Arabic letters: what is spelled is the same without them.
_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u0640\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
# A joiner with nothing to join: after a letter of a script that has no use for it, after another,
# or at an end.
_IDLE_JOINER = re.compile("(?:(?<=[\0-\u05ff\u1e00-\u1fff\u200c\u200d])|^)[\u200c\u200d]+|\u200c+$")
_APOSTROPHE = re.compile("[’ʼ‘‛´＇]")
_GERSHAYIM = re.compile('(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])')
_DOTTED_I = re.compile("i\u0307+")  # what Python makes of the Turkish capital


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns for text beyond ASCII; made once, when the first such text comes."""
    marks = [
        chr(i)
        for block in (range(0x300, 0x20000), range(0xE0100, _LAST_MARK + 1))
        for i in block
        if i <= sys.maxunicode and unicodedata.category(chr(i))[0] == "M"
    ]
    mark = "".join(marks)
    alone = "".join(f"{chr(a)}-{chr(b)}" for a, b in _NO_SPACES)
    alone_letter = re.compile(f"([{alone}][{mark}]*)")
    look = "(?:[\ufe0f\U0001f3fb-\U0001f3ff]|[\U000e0020-\U000e007f])*"
    emoji = f"[\U0001f1e6-\U0001f1ff]{{2}}|{_PICTURE}{look}(?:\u200d{_PICTURE}{look})*"
    # A joiner may end a word behind a sign that joins letters: old Malayalam is written so.
    virama = "".join(letter for letter in marks if unicodedata.combining(letter) == 9)
    part = f"\\w+(?:(?:[{virama}]\u200d|[{mark}])+\\w*)*"
    return alone_letter, re.compile(f"{part}(?:['·׳״\u200c\u200d]{part})*|{emoji}")


def normal(text: str) -> str:
    """A text as its words are written here: lower case, NFC, straight apostrophes, no unseen marks.

    ``normal(normal(text)) == normal(text)``.
    """
    text = text.lower().replace("_", " ")
    while not text.isascii():  # what goes brings others together, twice at most but for oddities
        before, text = text, _APOSTROPHE.sub("'", _UNSEEN.sub("", text))
        text = unicodedata.normalize("NFC", _IDLE_JOINER.sub("", text))
        text = _GERSHAYIM.sub("״", _DOTTED_I.sub("i", text))
        if text == before:
            break
    return text


def words_in(text: str) -> list[str]:
    """The words of a text in their order, as the module says; [] if there are none.

    Composed and decomposed letters give the same word (Unicode's NFC), curly and straight
    apostrophes too. ``words_in(" ".join(words_in(text))) == words_in(text)``.
    """
    found = _runs(text.lower())
    # Most texts hold none, and to look for one is quick; so is leaving it out.
    return found if max(map(len, found), default=0) <= LONGEST else _short(found)


def _short(runs: list[str]) -> list[str]:
    return [run for run in runs if len(run) <= LONGEST]


def _runs(text: str) -> list[str]:
    """The words of a text in lower case, those that are too long included."""
    if text.isascii():
        return _ASCII.findall(text.replace("_", " "))
    # Most of a European text is ASCII, whose pattern is ten times as fast: what is not is found
    # between spaces, and looked at alone.
    chunks = text.split()
    found: list[str] = []
    done = 0
    for i in [i for i, chunk in enumerate(chunks) if not chunk.isascii()]:
        if done < i:
            found += _ASCII.findall(" ".join(chunks[done:i]).replace("_", " "))
        found += _beyond_ascii(chunks[i])
        done = i + 1
    return found + _ASCII.findall(" ".join(chunks[done:]).replace("_", " "))


def _beyond_ascii(text: str) -> list[str]:
    alone_letter, word = _patterns()
    return word.findall(alone_letter.sub(r" \1 ", normal(text)))

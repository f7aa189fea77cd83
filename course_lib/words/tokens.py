"""Text to words: lower case, letters and digits, in any script.

A word is a run of letters, digits and marks, with single apostrophes inside it (“don't”). Scripts
that put no space between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese …) give one word a
character; an emoji is a word, whatever it is made of; Persian's zero-width non-joiner stays inside
its word. Everything else separates.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

_ASCII = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
# Blocks of scripts without spaces: Thai, Lao, Burmese, Khmer, kana, Han and its extensions.
_NO_SPACES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3021, 0x3029),
    (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
_PICTURE = "[\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]"
_LAST_MARK = 0xE01EF  # no combining mark lies above it
# The soft hyphen is no letter; a modifier and a curly apostrophe are the straight one.
_SAME = (("\xad", ""), ("’", "'"), ("ʼ", "'"), ("_", " "))


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
    part = f"\\w+(?:[{mark}]+\\w*)*"
    return alone_letter, re.compile(f"{part}(?:['\u200c]{part})*|{emoji}")


def words_in(text: str) -> list[str]:
    """The words of a text in their order, as the module says; [] if there are none.

    Composed and decomposed letters give the same word (Unicode's NFC), curly and straight
    apostrophes too. ``words_in(" ".join(words_in(text))) == words_in(text)``.
    """
    text = text.lower()
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
    text = unicodedata.normalize("NFC", text)
    for old, new in _SAME:
        text = text.replace(old, new)
    alone_letter, word = _patterns()
    return word.findall(alone_letter.sub(r" \1 ", text))

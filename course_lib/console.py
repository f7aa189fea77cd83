"""What the commands print, on consoles that know few letters too.

A console of ASCII or of an old code page would end a command at its first “ or …: there, plain
letters take their place.
"""

from __future__ import annotations

import codecs
import sys
import unicodedata

PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-", "−": "-"}
    | {"×": "x", "·": ".", "→": "->", "≤": "<=", "≥": ">=", "±": "+-", "\u00a0": " "}
)


def in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """The error handler of a codec: the nearest letters that every console has, else ``?``."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(PLAIN)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(c if c.isascii() else "?" for c in bare), error.end


def accept_all_text() -> None:
    """Let this program print any text, whatever its console can show."""
    codecs.register_error("plain_letters", in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plain_letters")

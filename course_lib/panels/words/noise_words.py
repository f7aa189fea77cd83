"""What the negative sampling panel says around its table: the window, the advice on k, names."""

from __future__ import annotations

from html import escape

from course_lib.errors import LearnerError
from course_lib.words import lecture
from course_lib.words.tokens import words_in

NAMED = {0.0: "0", 0.75: "¾", 1.0: "1"}
WINDOW = 5


def name_of(alpha: float) -> str:
    """α as a learner reads it: ¾ rather than 0.75."""
    return NAMED.get(alpha, f"{alpha:g}")


def one_word(text: str) -> str:
    """What was typed, as one word; LearnerError for none or several."""
    found = words_in(text)
    if not found:
        raise LearnerError("Type a word: letters or digits.")
    if len(found) > 1:
        raise LearnerError(f"Type one word: “{' '.join(found)[:60]}” are {len(found)}.")
    return found[0]


def window_of(context: str) -> list[str]:
    """The words of the lecture's sentence that stand at most five away from ``context``."""
    words = words_in(lecture.SENTENCE)
    if context not in words:
        return []
    at = words.index(context)
    return words[max(0, at - WINDOW) : at] + words[at + 1 : at + WINDOW + 1]


def advice(k: int) -> str:
    """What the lecture advises on k."""
    small, large = k >= 5, k <= 5
    said = "smaller or larger" if small and large else "smaller" if small else "larger"
    return f"The lecture: 5–20 for smaller data, 2–5 for larger. k = {k} suits {said} data."


def sentence_html(context: str, drawn: set[str]) -> str:
    """The lecture's sentence, with the window of ``context`` and the words drawn in it."""
    near = window_of(context)
    if not near:
        return (
            f'<p class="lwl-hint">“{escape(context)}” is not in the lecture’s sentence, so no '
            "window is shown here.</p>"
        )
    at = words_in(lecture.SENTENCE).index(context)
    marked = []
    for place, word in enumerate(words_in(lecture.SENTENCE)):
        kind = "c" if place == at else "in" if abs(place - at) <= WINDOW else "out"
        kind = "both" if kind == "in" and word in drawn else kind
        marked.append(f'<span class="lwl-near lwl-near-{kind}">{escape(word)}</span>')
    both = [word for word in dict.fromkeys(near) if word in drawn]
    said = "Each word drawn this time stands outside the window."
    if both:
        names = " and ".join(f"“{escape(word)}”" for word in both)
        said = (
            f"{names}: in the window of “{escape(context)}”, and drawn as noise all the same, "
            "so this table says y = 0 of a true neighbour."
        )
    return (
        f'<p class="lwl-sentence">{" ".join(marked)}</p>'
        f'<p class="lwl-hint">The window of “{escape(context)}” is underlined, '
        f"{WINDOW} words to each side. {said}</p>"
    )


__all__ = ["WINDOW", "advice", "name_of", "one_word", "sentence_html", "window_of"]

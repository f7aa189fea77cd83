"""What the doors say, as HTML: a sentence, and a bar for everybody on the team."""

from __future__ import annotations

from html import escape

from course_lib.faces.team import Verdict
from course_lib.faces.visits import Tally, Visitor

MOST = 5  # bars of a door
FARTHEST = 1.2  # where the bar of a distance is full


def _bars(rows: list[tuple[str, float, str]], mark: float | None = None) -> str:
    """Rows of (name, share of the bar, number); ``mark``: a line at this share."""
    line = "" if mark is None else f'<i style="left:{100 * min(mark, 1):.1f}%"></i>'
    inside = "".join(
        f"<tr><th>{escape(name)}</th><td><div><b style='width:{100 * min(share, 1):.1f}%'></b>"
        f"{line}</div></td><td>{number}</td></tr>"
        for name, share, number in rows
    )
    return f'<table class="lwl-door-bars">{inside}</table>'


def _judged(answer: str | None, visitor: Visitor) -> str:
    """A mark that is a sign and a word, not a colour alone."""
    right = answer == (visitor.who if visitor.known else None)
    return "✓ right" if right else "✗ wrong"


def softmax_html(answer: dict[str, float], visitor: Visitor) -> str:
    """Door A: it names the likeliest, whoever knocks."""
    ranked = sorted(answer.items(), key=lambda item: -item[1])
    name, p = ranked[0]
    bars = _bars([(who, share, f"{share:.2f}") for who, share in ranked[:MOST]])
    said = f"opens for <b>{escape(name)}</b>, p = {p:.2f}"
    return f"<p>{said} <em>{_judged(name, visitor)}</em></p>{bars}"


def similarity_html(verdict: Verdict, threshold: float, visitor: Visitor) -> str:
    """Door B: the nearest, and whether that is near enough."""
    ranked = sorted(verdict.distances.items(), key=lambda item: item[1])
    rows = [(who, d / FARTHEST, f"{d:.2f}") for who, d in ranked[:MOST]]
    near = f"d = {verdict.distance:.2f}"
    said = (
        f"opens for <b>{escape(verdict.nearest)}</b>, {near} ≤ τ"
        if verdict.opens
        else f"<b>stays shut</b>: nearest {escape(verdict.nearest)}, {near} &gt; τ"
    )
    bars = _bars(rows, threshold / FARTHEST)
    return f"<p>{said} <em>{_judged(verdict.who, visitor)}</em></p>{bars}"


def truth_sentence(visitor: Visitor, answer: str | None) -> str:
    """Who it was, and what the guard's answer comes to."""
    if visitor.known:
        if answer == visitor.who:
            return f"Right: it is {visitor.who}."
        if answer is None:
            return f"You locked {visitor.who} out, who works here."
        return f"It is {visitor.who}, whom you let in as {answer}."
    if answer is None:
        return "Right: a stranger, and the door stayed shut."
    return f"A stranger! You let them in as {answer}."


def tally_html(tallies: dict[str, Tally]) -> str:
    """You and the doors on the same visitors, every kind of mistake apart."""
    head = "".join(
        f"<th>{title}</th>" for title in ("right", "strangers in", "colleagues out", "wrong name")
    )
    rows = "".join(
        f'<tr><th class="lwl-left">{name}</th><td>{t.right} of {t.visitors}</td>'
        f"<td>{t.strangers_in}</td><td>{t.colleagues_out}</td><td>{t.misnamed}</td></tr>"
        for name, t in tallies.items()
    )
    return (
        f'<div class="lwl-table-scroll"><table class="lwl-table"><thead><tr><th></th>{head}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


__all__ = ["similarity_html", "softmax_html", "tally_html", "truth_sentence"]

"""The arena's table: errors of the learner and of each machine on the same trials."""

from __future__ import annotations

import math
from html import escape

from course_lib.figures.style import PLAYERS
from course_lib.game.score import YOU, Score, Tally
from course_lib.oneshot.own_network import OWN
from course_lib.oneshot.protocols import HUMAN_RATE, Setting, published

HEAD = ("Player", "Errors", "Error rate and 95 % interval", "Mean time")


def scoreboard_html(score: Score, setting: Setting, label: str) -> str:
    """The table for one kind of trial; ``label`` names the characters. Below it the learner's
    results for other kinds. People's published rate only beside the kind it was measured on."""
    tallies = {key: score.tally(setting, key) for key in PLAYERS}
    rows = [_row(key, tally) for key, tally in tallies.items() if key != OWN or tally.trials]
    if published(setting) is not None:
        rows.append(
            '<tr data-player="people"><th scope="row">People (published)</th><td>—</td>'
            f"<td>{_bar(HUMAN_RATE, None, 'var(--lwl-ink-soft)')}"
            f"{HUMAN_RATE:.1%}, on Omniglot (Lake et al. 2015)</td><td>—</td></tr>"
        )
    head = "".join(f'<th scope="col">{name}</th>' for name in HEAD)
    return (
        '<div class="lwl-table-scroll" tabindex="0"><table class="lwl-scoreboard">'
        f"<caption>{escape(label)}: {escape(setting.title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        f"{_others(score, setting)}"
    )


def _row(key: str, tally: Tally) -> str:
    player = PLAYERS[key]
    colour = "var(--lwl-ink)" if key == YOU else player.colour
    symbol = f'<span class="lwl-trial-symbol" style="--lwl-method:{colour}">{player.symbol}</span>'
    if tally.trials:
        low, high = tally.interval
        errors = f"{tally.errors} of {tally.trials}"
        bar = _bar(tally.rate, (low, high), colour)
        rate = f"{bar}{tally.rate:.1%} ({low:.0%} to {high:.0%})"
    else:
        errors, rate = "—", f"{_bar(None, None, colour)}—"
    return (
        f'<tr data-player="{key}"><th scope="row">{symbol} {player.label}</th><td>{errors}</td>'
        f"<td>{rate}</td><td>{time_words(tally.seconds)}</td></tr>"
    )


def _bar(rate: float | None, interval: tuple[float, float] | None, colour: str) -> str:
    """An axis from 0 to 100 % with a dot and its interval."""
    parts = []
    if interval:
        low, high = (100 * end for end in interval)
        place = f"left:{low:.1f}%;width:{high - low:.1f}%;background:{colour}"
        parts.append(f'<i class="lwl-scoreboard-interval" style="{place}"></i>')
    if rate is not None:
        place = f"left:{100 * rate:.1f}%;background:{colour}"
        parts.append(f'<i class="lwl-scoreboard-dot" style="{place}"></i>')
    return f'<span class="lwl-scoreboard-axis" aria-hidden="true">{"".join(parts)}</span>'


def time_words(seconds: float) -> str:
    """A time to answer, for people; "—" for none."""
    if math.isnan(seconds):
        return "—"
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{1000 * seconds:.0f} ms" if seconds >= 0.001 else "under 1 ms"


def _others(score: Score, setting: Setting) -> str:
    """The learner's results for other kinds of trials, a line each."""
    lines = []
    for other in score.kinds():
        if other != setting:
            mine = score.tally(other, YOU)
            what = escape(f"{other.characters}: {other.title}")
            lines.append(f"<li>{what}: you erred in {mine.errors} of {mine.trials}.</li>")
    if not lines:
        return ""
    return (
        '<p class="lwl-hint">Kept apart, for error rates of different trials do not compare:</p>'
        f'<ul class="lwl-scoreboard-others">{"".join(lines)}</ul>'
    )


__all__ = ["scoreboard_html", "time_words"]

"""How panels are laid out: a handful of boxes, whose rules the stylesheet has.

A page reads left to right and top to bottom, as the idea does. Sizes are pixels at normal type.
"""

from __future__ import annotations

import ipywidgets as widgets


def heading(number: int, title: str, idea: str = "") -> widgets.HTML:
    """A numbered step of the page; both texts are ours, never the learner's."""
    below = f'<p class="lwl-hint">{idea}</p>' if idea else ""
    step = f'<span class="lwl-step-number">{number}</span>'
    return widgets.HTML(f'<h3 class="lwl-title">{step} {title}</h3>{below}')


def hint(text: str) -> widgets.HTML:
    """A line of explanation; HTML of ours."""
    return widgets.HTML(f'<p class="lwl-hint">{text}</p>')


def box(name: str, *children: widgets.Widget) -> widgets.Box:
    """A box whose layout the stylesheet says."""
    made = widgets.Box(list(children))
    made.add_class(name)
    return made


def card(*children: widgets.Widget) -> widgets.Box:
    """One idea, below each other on a ground of its own."""
    return box("lwl-card", *children)


def column(*children: widgets.Widget) -> widgets.Box:
    """Below each other."""
    return box("lwl-column", *children)


def row(*children: widgets.Widget) -> widgets.Box:
    """Side by side as wide as they are, on a new line where there is no room."""
    return box("lwl-row", *children)


def grid(least: int, *children: widgets.Widget) -> widgets.Box:
    """Columns of one width, as many as there is room for at ``least`` pixels each."""
    made = box("lwl-grid", *children)
    wide = f"calc({least}px * var(--lwl-scale))"
    made.layout.grid_template_columns = f"repeat(auto-fit, minmax(min(100%, {wide}), 1fr))"
    return made


def beside(*pair: widgets.Widget, narrow: int = 0, width: int = 300) -> widgets.Box:
    """Two side by side: number ``narrow`` about ``width`` pixels wide, the other takes the rest.

    Where that is less than half of the room they stand below each other.
    """
    made = box("lwl-beside", *pair)
    for number, child in enumerate(pair):
        wide = f"calc({width}px * var(--lwl-scale))"
        child.layout.flex = f"1 1 {wide}" if number == narrow else "999 1 0"
        child.layout.min_width = "0" if number == narrow else "min(100%, 50%)"
    return made


def put(place: widgets.Box, child: widgets.DOMWidget) -> None:
    """Show this one alone, and forget what stood there: page and Python keep a widget that is only
    taken away for as long as the page is open."""
    gone = [before for before in place.children if before is not child]
    place.children = [child]
    for before in gone:
        before.layout.close()
        before.close()


__all__ = ["beside", "box", "card", "column", "grid", "heading", "hint", "put", "row"]

"""A field for a number that gives the same again: of a seed, a trial, a character."""

from __future__ import annotations

import ipywidgets as widgets


def number_field(label: str, value: int, least: int, hint: str) -> widgets.BoundedIntText:
    """A field for a number from ``least`` to 999,999."""
    return widgets.BoundedIntText(
        value=value,
        min=least,
        max=999_999,
        description=label,
        tooltip=hint,
        layout=widgets.Layout(width=f"{110 + 9 * len(label)}px"),
        style={"description_width": "initial"},
    )


def next_number(field: widgets.BoundedIntText) -> None:
    """Put the next number into the field; after the largest comes the least."""
    field.value = field.value + 1 if field.value < field.max else field.min


__all__ = ["next_number", "number_field"]

"""Which statements of a notebook an answer needs, so that nothing else of it has to run.

A notebook that is graded is not run from top to bottom: a studio in it would take minutes, and one
broken cell would take the others with it. Taken are the statement that defines the answer, those
that define the names it uses, and so on; everything else becomes empty lines, so that line
numbers stay those of the learner's cell.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """One statement at the left margin: cell, lines there (from 1), what it binds and reads."""

    cell: int
    first: int
    last: int
    binds: frozenset[str]
    reads: frozenset[str]


class Unreadable(ValueError):
    """The answer's own cell is no Python; ``str`` says where."""


def needed(
    name: str, cells: Sequence[str], at: int, given: Sequence[str] = ()
) -> list[tuple[int, str]]:
    """The cells, by number, of which ``name`` needs something, in the order in which they stand.

    ``cells`` are a notebook's code cells, ``at`` is the number of the one that the answer belongs
    in (if it is defined elsewhere alone, there). Names that no cell defines come from ``given``,
    the cells that the chapter came with; those are numbered from −len(given). Empty where nothing
    defines ``name``. Unreadable where cell ``at`` has a syntax error; others with one are left out.
    """
    numbered = dict(enumerate([*given, *cells], -len(given)))
    found: list[Statement] = []
    for number, text in numbered.items():
        try:
            found += statements(number, text)
        except SyntaxError as error:
            if number == at:
                raise Unreadable(
                    f"Your cell is not Python: {error.msg}, in its line {error.lineno}."
                ) from None
    homes = {s.cell for s in found if name in s.binds and s.cell >= 0}
    if not homes:
        return []
    home = at if at in homes else max(homes)
    wanted = {s for s in found if s.cell == home and name in s.binds}
    known, open_names = {name}, set().union(*(s.reads for s in wanted))
    while open_names - known:
        looked = (open_names - known).pop()
        known.add(looked)
        if looked in dir(builtins) and not any(looked in s.binds for s in found):
            continue
        binding = [s for s in found if looked in s.binds]
        own = [s for s in binding if s.cell >= 0]
        before = [s for s in own if s.cell <= home]
        for one in before or own or binding:
            wanted.add(one)
            open_names |= one.reads
    return [
        (number, _only(numbered[number], [s for s in wanted if s.cell == number]))
        for number in sorted({s.cell for s in wanted})
    ]


def statements(cell: int, text: str) -> list[Statement]:
    """The statements of one cell; lines for IPython (%, !, ?) are none. SyntaxError passes."""
    found = []
    for node in ast.parse("\n".join(_plain(text))).body:
        if isinstance(node, ast.Delete):  # what is gone is nothing that an answer needs
            continue
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        table = symtable.symtable(ast.unparse(node), "", "exec")
        binds = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
        reads = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
        reads |= _globals(table)
        if isinstance(node, ast.AugAssign):  # x += 1 needs the x that was
            reads |= binds
        last = node.end_lineno or first
        found.append(Statement(cell, first, last, frozenset(binds), frozenset(reads)))
    return found


def _globals(table: symtable.SymbolTable) -> set[str]:
    """The names of the notebook that the functions and classes within read."""
    found: set[str] = set()
    for inner in table.get_children():
        found |= {s.get_name() for s in inner.get_symbols() if s.is_global() and s.is_referenced()}
        found |= _globals(inner)
    return found


def _plain(text: str) -> list[str]:
    """The lines, those for IPython emptied; a whole cell for another language is no Python."""
    lines = text.splitlines()
    if text.lstrip().startswith("%%"):
        return [""] * len(lines)
    return ["" if line.startswith(("%", "!", "?")) else line for line in lines]


def _only(text: str, kept: Sequence[Statement]) -> str:
    lines = _plain(text)
    stays = {n for one in kept for n in range(one.first, one.last + 1)}
    return "\n".join(line if n in stays else "" for n, line in enumerate(lines, 1))


__all__ = ["Statement", "Unreadable", "needed", "statements"]

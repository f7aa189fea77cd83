"""A cell was run before the chapter's first one: say so, and run that one for the learner."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path
from typing import Any

import ipywidgets as widgets

NOTEBOOK = "JPY_SESSION_NAME"  # Jupyter tells a kernel the path of its notebook


def first_cell() -> str:
    """The source of the notebook's first code cell; "" where the notebook cannot be read."""
    try:
        cells = json.loads(Path(os.environ[NOTEBOOK]).read_text(encoding="utf-8"))["cells"]
        return next("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    except (KeyError, OSError, ValueError, TypeError, StopIteration):
        return ""


def names_in(source: str) -> set[str]:
    """The names that a cell of imports brings; nothing from one that is no Python."""
    plain = "\n".join(line for line in source.splitlines() if not line.startswith("%"))
    try:
        tree = ast.parse(plain)
    except SyntaxError:
        return set()
    brought = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(a.asname or a.name).split(".")[0] for node in brought for a in node.names}


def offer(shell: Any, name: str) -> bool:
    """Where the first cell brings ``name``: one sentence and a button, and True."""
    from IPython.display import display

    source = first_cell()
    if name not in names_in(source):
        return False
    said = widgets.HTML(
        f"<p>Python does not know <code>{name}</code> yet: the chapter’s first code cell brings "
        "it, and has not been run since this notebook was opened or its kernel restarted.</p>"
    )
    button = widgets.Button(description="Run the first cell for me", layout={"width": "auto"})

    def run(_: widgets.Button) -> None:
        result = shell.run_cell(source, store_history=False)
        done = "Done: now run your cell again." if result.success else "It could not be run."
        said.value, button.disabled = f"<p>{done}</p>", True

    button.on_click(run)
    display(widgets.VBox([said, button]))
    return True


__all__ = ["first_cell", "names_in", "offer"]

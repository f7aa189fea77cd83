"""Every notebook runs from top to bottom with real widgets: copy, solutions and dashboards."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from course_lib.publish import notebook_build

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SHIPPED = sorted([*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("dashboards/*.ipynb")])
CHAPTERS = sorted(NOTEBOOKS.glob("src/chapters/*.py"))
pytestmark = [pytest.mark.notebooks, pytest.mark.timeout(600)]


def shown(notebook) -> str:
    """All text that the cells show."""
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    return "\n".join(str(o.get("text", "")) + str(o.get("data", "")) for o in outputs)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_notebook_runs(file, run_notebook, problems_in, tmp_path, monkeypatch):
    monkeypatch.setenv("LWL_HOME", str(tmp_path))
    notebook = run_notebook(nbformat.read(file, as_version=4), tmp_path)
    assert problems_in(notebook) == []
    if any("raises-exception" in cell.metadata.get("tags", []) for cell in notebook.cells):
        assert "needs your answer" in shown(notebook)


@pytest.mark.parametrize("source", CHAPTERS, ids=lambda file: file.stem)
def test_the_solutions_run(source, run_notebook, problems_in, tmp_path, monkeypatch):
    monkeypatch.setenv("LWL_HOME", str(tmp_path))
    notebook_build.build(source, tmp_path / "solved.ipynb", solutions=True)
    notebook = run_notebook(nbformat.read(tmp_path / "solved.ipynb", as_version=4), tmp_path)
    assert problems_in(notebook) == []
    assert "needs your answer" not in shown(notebook)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_notebook_is_tidy(file):
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    assert {"kind", "title", "summary", "minutes", "part", "order"} <= set(notebook.metadata.course)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert len(cell.source.splitlines()) <= 20


def test_errors_that_widgets_swallow_are_found(run_notebook, problems_in, tmp_path):
    """The scan itself: an exception in a callback makes no cell fail, and is found."""
    swallowed = """import ipywidgets as w
out, slider = w.Output(), w.IntSlider()
@out.capture()
def broken(_):
    1 / 0
slider.observe(broken, "value")
slider.value = 5
w.VBox([slider, out])"""
    cells = [nbformat.v4.new_code_cell(swallowed), nbformat.v4.new_code_cell("1 + 1")]
    notebook = run_notebook(nbformat.v4.new_notebook(cells=cells), tmp_path)
    assert any("ZeroDivisionError" in problem for problem in problems_in(notebook))

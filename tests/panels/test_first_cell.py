"""The chapter's first cell is found, and offered only for a name that it brings."""

from __future__ import annotations

import json

import pytest

from course_lib.panels.first_cell import NOTEBOOK, first_cell, names_in

CELL = "%load_ext course_lib\nimport numpy as np\nimport os.path\n\nfrom a import check, b as c"


def test_the_names_that_a_cell_brings():
    assert names_in(CELL) == {"np", "os", "check", "c"}
    assert names_in("def broken(") == set()
    assert names_in("") == set()


@pytest.mark.parametrize(
    "content", ["", "{}", '{"cells": []}', '{"cells": [{"cell_type": "code"}]}']
)
def test_a_notebook_that_cannot_be_read_offers_nothing(tmp_path, monkeypatch, content):
    monkeypatch.delenv(NOTEBOOK, raising=False)
    assert first_cell() == ""
    monkeypatch.setenv(NOTEBOOK, str(tmp_path / "a.ipynb"))
    assert first_cell() == ""
    (tmp_path / "a.ipynb").write_text(content)
    assert first_cell() == ""


def test_the_first_code_cell_of_the_notebook_is_read(tmp_path, monkeypatch):
    cells = [{"cell_type": "markdown", "source": ["# x"]}, {"cell_type": "code", "source": [CELL]}]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}))
    monkeypatch.setenv(NOTEBOOK, str(tmp_path / "a.ipynb"))
    assert first_cell() == CELL

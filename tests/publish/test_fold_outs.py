"""The fold-outs *What is this?*: their code runs, and what stands beside it is so."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

CHAPTERS = Path(__file__).resolve().parents[2] / "notebooks" / "src" / "chapters"
FOLDS = [
    (file.stem, title, re.sub("^# ?", "", code, flags=re.MULTILINE))
    for file in sorted(CHAPTERS.glob("*.py"))
    for title, code in re.findall(
        r"<summary>What is <code>(.+?)</code>.*?```python\n(.*?)# ```", file.read_text(), re.DOTALL
    )
]


@pytest.mark.parametrize(("chapter", "title", "code"), FOLDS, ids=[f[1] for f in FOLDS])
def test_the_example_is_right(chapter, title, code):
    names, shown = {"np": np, "torch": torch}, []
    for line in code.splitlines():
        text, _, said = line.partition("  #")
        if not text.strip() or text.startswith("#"):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                value = eval(text, names)
            except SyntaxError:
                exec(text, names)
                continue
        told = re.match(r"\s*([(\[][\d., ]+[)\]]|[\d.]+)(?=$|:|,| )", said)
        if told:
            shown.append(np.array_equal(value, ast.literal_eval(told[1])))
    assert all(shown)
    assert shown or title in ("softplus", "np.outer", "einsum")


def test_steep_spots_are_folded_out():
    assert len(FOLDS) >= 9
    assert len({title for _, title, _ in FOLDS}) == len(FOLDS)

"""Every card of the home page has its picture, light and dark, and none is left over."""

from __future__ import annotations

import json

from PIL import Image

from course_lib.publish import pictures
from course_lib.publish.notebook_build import NOTEBOOKS


def test_what_is_missing_and_what_is_left_over_is_named(tmp_path):
    course = {"kind": "studio", "title": "t", "summary": "s", "minutes": 5, "order": 1}
    (tmp_path / "a.ipynb").write_text(json.dumps({"metadata": {"course": course}, "cells": []}))
    folder = tmp_path / "cards"
    folder.mkdir()
    (folder / "a.light.webp").touch()
    (folder / "gone.dark.webp").touch()
    first, second = pictures.missing(tmp_path, folder)
    assert first.startswith("a.dark.webp is missing")
    assert second.startswith("gone.dark.webp belongs to no card")
    (folder / "a.dark.webp").touch()
    (folder / "gone.dark.webp").unlink()
    assert pictures.missing(tmp_path, folder) == []


def test_the_courses_own_pictures_are_all_there_and_small():
    assert pictures.missing(NOTEBOOKS) == []
    files = list(pictures.PICTURES.glob("*.webp"))
    assert all(Image.open(file).size == pictures.SIZE for file in files)
    for scheme in ("light", "dark"):  # a visitor loads one of the two
        assert sum(file.stat().st_size for file in files if f".{scheme}." in file.name) < 500_000

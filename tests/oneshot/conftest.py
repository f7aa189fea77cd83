"""Characters that several tests share."""

from __future__ import annotations

import pytest

from course_lib.oneshot import characters
from tests.oneshot.drawn import packed, tree


@pytest.fixture(scope="session")
def small_set(tmp_path_factory) -> characters.CharacterSet:
    """Three alphabets of 8, 6 and 3 characters, each drawn by four people."""
    file = tmp_path_factory.mktemp("drawn") / "small.zip"
    return characters.load(packed(file, tree({"Alpha": 8, "Beta": 6, "Gamma": 3})))

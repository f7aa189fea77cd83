"""Faces that several tests share: drawn, so that anybody can run them."""

from __future__ import annotations

import pytest

from course_lib.faces import drawn
from course_lib.faces.photos import FaceSet


@pytest.fixture(scope="session")
def people() -> FaceSet:
    """Eight drawn people with five photos each."""
    return drawn.photos(8, 5, seed=40)

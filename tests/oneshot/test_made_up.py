"""The made-up alphabets that are shipped are those that the shipped model draws."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.oneshot import made_up
from course_lib.oneshot.stroke_model import made_alphabets


def as_arrays(made):
    return {
        name: [(c.alphabet, c.name, c.drawers, c.packed.tobytes()) for c in alphabet]
        for name, alphabet in made.alphabets.items()
    }


@pytest.mark.slow
def test_the_shipped_ones_are_what_the_model_draws():
    shipped, drawn = made_up.shipped(), made_alphabets(alphabets=1)
    assert (len(shipped.alphabets), len(shipped.characters)) == (10, 260)
    ours, theirs = as_arrays(shipped)["Made-up 1"], as_arrays(drawn)["Made-up 1"]
    assert [row[:3] for row in ours] == [row[:3] for row in theirs]
    # Another processor's rounding may move a pixel of an edge, and no more.
    for mine, other in zip(ours, theirs, strict=True):
        a, b = (np.unpackbits(np.frombuffer(x[3], np.uint8)) for x in (mine, other))
        assert (a != b).mean() < 0.001


def test_they_come_back_as_they_were_packed(tmp_path):
    drawn = made_up.shipped().only(["Made-up 1", "Made-up 2"])
    file = tmp_path / "made.npz"
    file.write_bytes(made_up.packed(drawn))
    with np.load(file) as stored:
        back = made_up.unpacked(stored["packed"])
    assert as_arrays(back) == as_arrays(drawn)
    assert back.name == drawn.name

"""Eight symmetries: all different, what numpy makes of them, and undone by their inverses."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.oneshot import symmetries


@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 2))
def test_every_symmetry_comes_back_by_its_inverse(seed, side, channels):
    generator = torch.Generator().manual_seed(seed)
    x = torch.rand(symmetries.COUNT, channels, side, side, generator=generator)
    number = torch.arange(symmetries.COUNT)
    seen = symmetries.seen(x, number)
    assert torch.equal(symmetries.seen(seen, symmetries.undone(number)), x)
    assert torch.equal(symmetries.undone(symmetries.undone(number)), number)


def test_they_are_the_four_turns_and_their_mirror_images():
    image = np.arange(25.0, dtype=np.float32).reshape(5, 5)
    x = torch.from_numpy(image)[None, None].expand(8, 1, 5, 5)
    seen = {y.numpy().tobytes() for y in symmetries.seen(x, torch.arange(8))}
    turns = [np.rot90(image, turn) for turn in range(4)]
    assert seen == {t.tobytes() for t in turns} | {t[:, ::-1].tobytes() for t in turns}
    one, half = symmetries.seen(x[:2], torch.tensor([3, 6]))[:, 0].numpy()
    assert any(np.array_equal(one, turn) for turn in (turns[1], turns[3]))
    assert np.array_equal(half, turns[2])

"""The drawings that networks learn from, and the batches drawn from them.

A character counts as eight, one for each symmetry (Vinyals et al. 2016 count the four turns). What
is in a batch is chosen by numpy's generator, so it is the same on every device; the drawings
themselves lie packed on the device, and only their numbers travel there.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from course_lib.errors import LearnerError
from course_lib.oneshot import symmetries
from course_lib.oneshot.characters import SIDE, CharacterSet


class Drawings:
    """Every drawing of a set. Class ``8 · c + s`` is character ``c`` in symmetry ``s``.

    LearnerError for a set of no use.
    """

    def __init__(self, characters: CharacterSet, device: str | torch.device = "cpu") -> None:
        found = characters.characters
        if len(found) < 2 or min(len(c.drawers) for c in found) < 2:
            raise LearnerError(
                f"{characters.name} has too little to learn from: it takes two characters, each "
                "drawn by two people."
            )
        self.device = torch.device(device)
        packed = np.concatenate([c.packed for c in found])  # (drawings, 105, 14)
        self.packed = torch.from_numpy(packed).to(self.device)
        self.counts = np.array([len(c.drawers) for c in found])
        self.first = np.concatenate([[0], np.cumsum(self.counts)[:-1]])
        self.owner = np.repeat(np.arange(len(found)), self.counts)
        alphabets = [len(a) for a in characters.alphabets.values()]
        self.alphabet = np.repeat(np.arange(len(alphabets)), alphabets)  # of each character
        self.classes = symmetries.COUNT * len(found)

    def named(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Any drawings in any symmetry: (count, 2) whole numbers, a drawing's row and symmetry."""
        rows = rng.integers(len(self.owner), size=count)
        return np.stack([rows, rng.integers(symmetries.COUNT, size=count)], 1)

    def episode(self, ways: int, rng: np.random.Generator, *, within: bool) -> np.ndarray:
        """``ways`` characters, two different drawings of each: (ways, 2, 2), the last as ``named``.

        ``within``: from one alphabet, in one symmetry, and the same two people's hands for all, as
        in Lake's trials; other alphabets fill up where one is too small. Else characters from
        anywhere, each in a symmetry of its own. LearnerError when there are too few characters.
        """
        total = len(self.counts)
        if ways > total:
            raise LearnerError(f"Episodes of {ways} classes need more than {total} characters.")
        if within:
            strange = self.alphabet != rng.integers(self.alphabet[-1] + 1)
            chosen = np.argsort(rng.random(total) + strange)[:ways]  # strangers come last
            hands = rng.choice(self.counts[chosen].min(), 2, replace=False)[None]
            seen = np.full((ways, 2), rng.integers(symmetries.COUNT))
        else:
            chosen = rng.permutation(total)[:ways]
            one = rng.integers(self.counts[chosen])
            other = (one + rng.integers(1, self.counts[chosen])) % self.counts[chosen]
            hands = np.stack([one, other], 1)
            seen = np.repeat(rng.integers(symmetries.COUNT, size=(ways, 1)), 2, axis=1)
        return np.stack([self.first[chosen][:, None] + hands, seen], 2)

    def images(self, drawn: np.ndarray) -> tuple[Tensor, Tensor]:
        """Drawings by row and symmetry, (B, 2), on the device: images (B, 1, 105, 105) of 0.0 and
        1.0, and their classes (B,). Nobody waits for the device."""
        rows, seen = drawn.T
        numbers = np.stack([rows, seen, symmetries.COUNT * self.owner[rows] + seen])
        sent = torch.from_numpy(numbers)
        if self.device.type == "cuda":
            sent = sent.pin_memory()  # else it would be waited for
        row, symmetry, label = sent.to(self.device, non_blocking=True)
        bits = torch.arange(7, -1, -1, dtype=torch.uint8, device=self.device)
        ink = (self.packed[row][..., None] >> bits & 1).flatten(2)[:, None, :, :SIDE]
        return symmetries.seen(ink, symmetry).float(), label


__all__ = ["Drawings"]

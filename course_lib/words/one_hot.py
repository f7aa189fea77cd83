"""One-hot and dense vectors: what they are, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NUMBER = 4  # bytes of one float32


def one_hot(index: int, size: int) -> np.ndarray:
    """The vector o_c of word number ``index`` in a vocabulary of ``size``: (size,) float32.

    Zeros and a single 1. IndexError for a number outside 0 … size − 1.
    """
    if not 0 <= index < size:
        raise IndexError(f"a vocabulary of {size} words has no number {index}")
    vector = np.zeros(size, np.float32)
    vector[index] = 1
    return vector


@dataclass(frozen=True)
class Memory:
    """Bytes that a vocabulary of ``words`` takes, with embeddings of ``dim`` float32 numbers."""

    words: int
    dim: int

    @property
    def one_hot_vector(self) -> int:
        """One word's one-hot vector, written out: V numbers."""
        return NUMBER * self.words

    @property
    def one_hot_table(self) -> int:
        """Every word's one-hot vector, written out: V · V numbers."""
        return NUMBER * self.words**2

    @property
    def dense_vector(self) -> int:
        """One word's embedding: D numbers, however large the vocabulary."""
        return NUMBER * self.dim

    @property
    def dense_table(self) -> int:
        """Every word's embedding, the matrix E: D · V numbers."""
        return NUMBER * self.dim * self.words


def human_bytes(count: float) -> str:
    """Bytes with a decimal unit and two or three digits: 400 → “400 B”, 4e12 → “4 TB”."""
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if count < 999.5 or unit == "PB":
            return f"{count:.3g} {unit}"
        count /= 1000
    raise AssertionError("no unit")


__all__ = ["Memory", "human_bytes", "one_hot"]

"""The files of the next-word predictors: one vocabulary for all, and one network each.

Both are safetensors: reading one runs no code and needs no torch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from course_lib.errors import LearnerError
from course_lib.files.write_whole import write_whole
from course_lib.words.vocabulary import Vocabulary


def save_vocabulary(path: Path, vocabulary: Vocabulary, facts: dict) -> None:
    """Write words, counts and ``facts`` (anything JSON holds) about the text they come from."""
    from safetensors.numpy import save

    words = np.frombuffer("\n".join(vocabulary.words).encode(), np.uint8)
    tensors = {"words": words.copy(), "counts": vocabulary.counts.astype(np.int32)}
    metadata = {"total": str(vocabulary.total), "facts": json.dumps(facts, ensure_ascii=False)}
    write_whole(path, save(tensors, metadata))


def load_vocabulary(path: Path) -> tuple[Vocabulary, dict]:
    """Read what ``save_vocabulary`` wrote. LearnerError if the file is damaged."""
    tensors, metadata = _load(path)
    try:
        words = tuple(tensors["words"].tobytes().decode().split("\n"))
        counts = tensors["counts"].astype(np.int64)
        facts = json.loads(metadata["facts"])
        return Vocabulary(words, counts, int(metadata["total"])), facts
    except (KeyError, ValueError):
        raise LearnerError(f"{path.name} is no vocabulary of the next-word predictors.") from None


@dataclass(frozen=True)
class NextWordWeights:
    """The numbers of a ``language_model.NextWord``, float32; the two of H are None without one.

    embedding (V + 2, D), hidden (h, n · D), hidden_bias (h,), output (V, h or D), bias (V,).
    """

    embedding: np.ndarray
    hidden: np.ndarray | None
    hidden_bias: np.ndarray | None
    output: np.ndarray
    bias: np.ndarray

    def log_probabilities(self, context: np.ndarray) -> np.ndarray:
        """log p of every word after each context: (B, n) integers to (B, V) float32."""
        h = self.embedding[context].reshape(len(context), -1)
        if self.hidden is not None:
            h = np.tanh(h @ self.hidden.T + self.hidden_bias)
        logits = h @ self.output.T + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def load_weights(path: Path) -> NextWordWeights:
    """Read a trained ``NextWord``. LearnerError if the file is damaged."""
    tensors, _ = _load(path)
    wide = {name: array.astype(np.float32) for name, array in tensors.items()}
    try:
        return NextWordWeights(
            wide["embedding.weight"],
            wide.get("hidden.weight"),
            wide.get("hidden.bias"),
            wide["output.weight"],
            wide["output.bias"],
        )
    except KeyError:
        raise LearnerError(f"{path.name} is no next-word predictor.") from None


def _load(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return tensors, dict(file.metadata() or {})
    except (SafetensorError, OSError) as error:
        raise LearnerError(f"{path.name} is damaged or missing and cannot be read.") from error

"""How well word vectors foretell a text that they were not trained on."""

from __future__ import annotations

import numpy as np

from course_lib.words.noise import noise_distribution
from course_lib.words.vocabulary import Vocabulary
from course_lib.words.windows import keep_probability

NOISE = 2000  # words drawn for the noise's part


def held_out_loss(
    vectors: np.ndarray,
    outputs: np.ndarray,
    tokens: np.ndarray,
    vocabulary: Vocabulary,
    window: int = 5,
    negatives: int = 5,
    most: int = 300_000,
) -> float:
    """The mean negative-sampling loss a pair on a text: what settings are chosen by.

    vectors, outputs: (V, D), e and w. tokens: (N,) word numbers, of which the first ``most`` are
    taken, subsampled at 1e-3. The noise's part is a mean over 2000 words drawn from f^¾. The draws
    are always the same.
    """
    import torch
    from torch.nn.functional import softplus

    rng = np.random.default_rng(7)
    e, w = torch.from_numpy(vectors).float(), torch.from_numpy(outputs).float()
    text = np.asarray(tokens[:most], np.int64)
    text = torch.from_numpy(text[rng.random(len(text)) < keep_probability(vocabulary.counts)[text]])
    total = pairs = 0.0
    with torch.no_grad():
        for distance in range(1, window + 1):
            weight = (window + 1 - distance) / window
            first, second = text[:-distance], text[distance:]
            for a, b in ((first, second), (second, first)):
                total += weight * softplus(-(e[a] * w[b]).sum(1)).double().sum().item()
                pairs += weight * len(a)
        noise = rng.choice(len(w), NOISE, p=noise_distribution(vocabulary.counts))
        far = softplus(e[text[::4]] @ w[torch.from_numpy(noise)].T).mean().item()
    return total / pairs + negatives * far

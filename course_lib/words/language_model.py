"""A neural language model: the words around a blank go in, a probability for each word comes out.

Bengio, Ducharme, Vincent and Jauvin, 2003: embeddings of the last four words side by side, a hidden
layer, a softmax over the vocabulary. With one context word and no hidden layer the same class is
the lecture's p(t|c) = exp(w_tᵀ e_c + b_t) / Σ_j exp(w_jᵀ e_c + b_j).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as nnf
from torch import nn

from course_lib.errors import LearnerError
from course_lib.learning.training import cosine, load_optimizer_state, optimizer_state, pack, unpack
from course_lib.words.objectives import softmax_gradients

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

    from course_lib.words.contexts import ContextWords


class NextWord(nn.Module):
    """logits = W h + b with h = tanh(H [e_1 … e_n] + d), or h = e_1 where ``hidden`` is None.

    ``vocabulary`` words can be predicted; two more rows of the embedding stand for a word outside
    the vocabulary and for "no word here". LearnerError for several words without a hidden layer.
    """

    def __init__(
        self, vocabulary: int, words: int = 4, dim: int = 48, hidden: int | None = 128
    ) -> None:
        if hidden is None and words != 1:
            raise LearnerError(f"{words} context words need a hidden layer that joins them.")
        super().__init__()
        self.words = words
        self.embedding = nn.Embedding(vocabulary + 2, dim)
        self.hidden = None if hidden is None else nn.Linear(words * dim, hidden)
        self.output = nn.Linear(hidden or dim, vocabulary)
        nn.init.normal_(self.embedding.weight, std=0.3)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)

    def features(self, context: Tensor) -> Tensor:
        """h of each example: (B, n) integers to (B, hidden)."""
        e = self.embedding(context).flatten(1)  # (B, n · dim)
        return e if self.hidden is None else torch.tanh(self.hidden(e))

    def forward(self, context: Tensor) -> Tensor:
        """The logits of every word: (B, n) integers to (B, V)."""
        return self.output(self.features(context))


class NextWordTask:
    """Training a ``NextWord`` on examples drawn from a text, for ``training.fit``.

    Batch ``index`` is drawn from ``seed`` and ``index`` alone. Adam, the learning rate rising to
    ``peak`` and falling along a cosine. On a processor the softmax's gradients are written out;
    a GPU, which has the memory for all logits at once, takes autograd's.
    """

    def __init__(
        self,
        model: NextWord,
        text: ContextWords,
        steps: int,
        *,
        batch: int = 1024,
        peak: float = 2e-3,
        seed: int = 0,
        precision: str = "bfloat16",
        device: str = "cpu",
    ) -> None:
        self.device = torch.device(device)
        self.model, self.text = model.to(self.device), text
        self.steps, self.batch, self.peak = steps, batch, peak
        self.seed, self.precision = seed, precision
        self.optimizer = torch.optim.Adam(model.parameters(), lr=peak, betas=(0.9, 0.99))

    def step(self, index: int) -> dict[str, float]:
        """Learn from batch ``index``; the mean cross-entropy in nats."""
        context, target = (
            torch.from_numpy(a).to(self.device, non_blocking=True)
            for a in self.text.draw(self.batch, (self.seed, index))
        )
        for group in self.optimizer.param_groups:
            group["lr"] = cosine(index, self.steps, self.peak)
        self.optimizer.zero_grad()
        learn = self._by_hand if self.device.type == "cpu" else self._by_autograd
        loss = learn(context, target)
        self.optimizer.step()
        return {"loss": loss}

    def _by_hand(self, context: Tensor, target: Tensor) -> float:
        h = self.model.features(context)
        output = self.model.output
        found = softmax_gradients(
            h.detach(), output.weight.detach(), output.bias.detach(), target, self.precision
        )
        output.weight.grad, output.bias.grad = found.W, found.b
        h.backward(found.e_c)
        return found.loss

    def _by_autograd(self, context: Tensor, target: Tensor) -> float:
        half = self.precision == "bfloat16"
        with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
            logits = self.model(context)  # (B, V)
        loss = nnf.cross_entropy(logits.float(), target)
        loss.backward()
        return float(loss.detach())

    def state_dict(self) -> dict[str, Tensor]:
        """Weights and Adam's memory."""
        return pack("model", self.model.state_dict()) | pack(
            "optimizer", optimizer_state(self.optimizer)
        )

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        """Take up a checkpoint."""
        self.model.load_state_dict(unpack("model", state))
        load_optimizer_state(self.optimizer, unpack("optimizer", state))


@torch.inference_mode()
def log_loss(model: NextWord, batches: Iterable[tuple[np.ndarray, np.ndarray]]) -> float:
    """Mean of −log p(target | context) in nats over all examples; its exponential is perplexity."""
    total, count = 0.0, 0
    for context, target in batches:
        logits = model(torch.from_numpy(context))
        right = logits.gather(1, torch.from_numpy(target)[:, None])[:, 0]
        total += (logits.logsumexp(dim=1) - right).double().sum().item()
        count += len(target)
    return total / count

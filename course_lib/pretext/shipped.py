"""Trained trunks as files: eight bits a weight, so that a table of them is a small download."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import torch
from torch import Tensor, nn

from course_lib.errors import LearnerError
from course_lib.files import assets
from course_lib.learning import training
from course_lib.pretext import kmeans
from course_lib.pretext.kmeans import PatchKMeans
from course_lib.pretext.rows import ROWS
from course_lib.pretext.trunk import Trunk, Whitening, new_trunk

WHITENING = "pretext_whitening"


def rounded(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """A network's weights for a file: every filter as whole numbers from −127 to 127 (int8) and one
    float16 scale a filter; vectors, such as biases, in float16."""
    small = {}
    for name, value in state.items():
        value = value.detach().float().cpu()
        if value.ndim < 2:
            small[name] = value.half()
            continue
        scale = (value.flatten(1).abs().amax(1) / 127).half().clamp_min(1e-7)
        steps = value / scale.float().reshape(-1, *[1] * (value.ndim - 1))
        small[name] = steps.round().clamp(-127, 127).to(torch.int8)
        small[f"{name}.scale"] = scale
    return small


def restored(small: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What ``rounded`` made, as float32 weights again; each is off by half a scale at most."""
    state = {}
    for name, value in small.items():
        if name.endswith(".scale"):
            continue
        if value.dtype == torch.int8:
            scale = small[f"{name}.scale"].float()
            value = value.float() * scale.reshape(-1, *[1] * (value.ndim - 1))
        state[name] = value.float()
    return state


def save(path: Path, trunk: Trunk, heads: Mapping[str, nn.Module], facts: dict[str, str]) -> None:
    """Write a trunk and heads by the names of their tasks."""
    tensors = training.pack("trunk", rounded(trunk.state_dict()))
    for name, head in heads.items():
        tensors |= training.pack(f"head/{name}", rounded(head.state_dict()))
    training.save_tensors(path, tensors, facts)


class Network:
    """A trunk and its heads, ready to answer: ``network.heads["rotation"](network.trunk(x))``."""

    def __init__(self, trunk: Trunk, heads: dict[str, nn.Module]) -> None:
        self.trunk = trunk.eval().requires_grad_(False)
        self.heads = {name: head.eval().requires_grad_(False) for name, head in heads.items()}

    @torch.inference_mode()
    def answer(self, task: str, x: Tensor) -> Tensor:
        """The logits of the head for ``task`` on the trunk's inputs (N, 3, h, w)."""
        if task not in self.heads:
            raise LearnerError(f"This network has no head for {task.replace('_', ' ')}.")
        return self.heads[task](self.trunk(x.contiguous(memory_format=torch.channels_last)))


def read(path: Path, row: str) -> Network:
    """The network that ``save`` wrote for a row. LearnerError when the file is another's."""
    tensors, _ = training.load_tensors(path)
    trunk = Trunk()
    heads = {}
    try:
        trunk.load_state_dict(restored(training.unpack("trunk", tensors)))
        for task in ROWS[row].make_tasks():
            state = restored(training.unpack(f"head/{task.name}", tensors))
            if state:
                heads[task.name] = task.head()
                heads[task.name].load_state_dict(state)
    except RuntimeError as error:
        raise LearnerError(f"{path.name} holds another network than {row}.") from error
    return Network(trunk.to(memory_format=torch.channels_last), heads)


def save_whitening(path: Path, found: Whitening) -> None:
    """Write the stem's filters."""
    training.save_tensors(path, {"filters": found.filters, "mean": found.mean}, {})


def read_whitening(path: Path) -> Whitening:
    """What ``save_whitening`` wrote."""
    tensors, _ = training.load_tensors(path)
    return Whitening(tensors["filters"], tensors["mean"])


def available() -> list[str]:
    """The rows of the table that can be measured here: those with a file, and those without need
    of one."""
    listed = assets.manifest()
    free = {"colour_histogram", "random_learned_stem"}
    if WHITENING in listed:
        free.add("random")
    return [row for row in ROWS if row in free or f"pretext_{row}" in listed]


@cache
def network(row: str) -> Network:
    """The network that comes with the course for a row of the table; loaded once.

    Trunks of random weights are made, not shipped. LearnerError where a row has no file.
    """
    if row in ("random", "random_learned_stem"):
        white = read_whitening(assets.path(WHITENING)) if row == "random" else None
        return Network(new_trunk(0, white), {})
    return read(assets.path(f"pretext_{row}"), row)


@cache
def clusters() -> PatchKMeans:
    """The k-means that comes with the course."""
    return kmeans.read(assets.path("pretext_kmeans"))

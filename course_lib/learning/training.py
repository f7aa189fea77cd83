"""Training that knows no page: stoppable, resumable, the same after a kill as without one.

A task draws its batch number ``index`` from that number and its seed alone, so nothing but its
tensors need be saved. Checkpoints are safetensors: reading one runs no code.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from course_lib.errors import LearnerError
from course_lib.files.write_whole import write_whole
from course_lib.learning.made_from import refuse_other

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn


class Task(Protocol):
    """Something that learns step by step."""

    def step(self, index: int) -> dict[str, float | Tensor]:
        """Learn from batch ``index``; returns named losses. A tensor may still be on its way."""

    def state_dict(self) -> dict[str, Tensor]:
        """All that the next step depends on, as flat named tensors."""

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        """Take up the state where ``state_dict`` left it."""


def fit(
    task: Task,
    steps: int,
    *,
    start: int = 0,
    on_step: Callable[[int, dict[str, float | Tensor]], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    checkpoint: Path | None = None,
    every: int = 500,
    origin: dict[str, str] | None = None,
) -> int:
    """Run ``task`` up to step ``steps``; returns the step reached.

    An existing ``checkpoint`` is taken up first; it is written anew every ``every`` steps, when
    stopped and at the end. ``on_step(done, losses)`` is called after each step, ``should_stop()``
    before each. ``origin`` (see ``made_from.py``) is written into the checkpoint. Raises
    LearnerError when a checkpoint cannot be read or written, or is of another origin.
    """
    done = start
    origin = origin or {}
    if checkpoint is not None and checkpoint.exists():
        state, facts = load_tensors(checkpoint)
        if origin:
            refuse_other(checkpoint, facts, origin)
        task.load_state_dict(state)
        done = int(facts["step"])
    saved = done
    while done < steps and not (should_stop and should_stop()):
        losses = task.step(done)
        done += 1
        if on_step:
            on_step(done, losses)
        if checkpoint is not None and done % every == 0:
            save_tensors(checkpoint, task.state_dict(), {"step": str(done)} | origin)
            saved = done
    if checkpoint is not None and saved != done:
        save_tensors(checkpoint, task.state_dict(), {"step": str(done)} | origin)
    return done


def save_tensors(path: Path, tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    """Write tensors and facts to a safetensors file, whole or not at all.

    Under torchrun only the first process writes. Raises LearnerError when the disk refuses; what
    stood at ``path`` before is then still there.
    """
    from safetensors.torch import save

    if int(os.environ.get("RANK", "0")) != 0:
        return
    try:
        write_whole(path, save({k: v.contiguous() for k, v in tensors.items()}, facts))
    except OSError as error:
        raise LearnerError(
            f"{path.name} could not be saved ({error.strerror}); the last saved state is kept."
        ) from error


def load_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Read a safetensors file: its tensors and its facts. LearnerError when it is damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118
            return tensors, dict(file.metadata() or {})
    except (SafetensorError, OSError, json.JSONDecodeError) as error:
        raise LearnerError(f"{path.name} is damaged or missing and cannot be read.") from error


def take_weights(network: nn.Module, weights: dict[str, Tensor], whose: str) -> nn.Module:
    """Give a network its trained weights, of any precision; all that is float must be there.

    LearnerError when names or shapes are another network's.
    """
    state = network.state_dict()
    needed = {key: value.shape for key, value in state.items() if value.is_floating_point()}
    if needed != {key: value.shape for key, value in weights.items()}:
        raise LearnerError(f"The weights are not {whose}: they belong to another network.")
    network.load_state_dict(state | {key: value.float() for key, value in weights.items()})
    return network


def trained(network: nn.Module, file: Path) -> nn.Module:
    """A network with the weights of a file, ready to answer and no more to learn."""
    import torch

    take_weights(network, load_tensors(file)[0], f"of {type(network).__name__}")
    return network.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def pack(prefix: str, state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Prefix the names of a flat state, so that several fit into one file."""
    return {f"{prefix}/{name}": value.detach().clone() for name, value in state.items()}


def unpack(prefix: str, state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The part of a flat state that ``pack`` gave this prefix."""
    start = prefix + "/"
    return {k.removeprefix(start): v for k, v in state.items() if k.startswith(start)}


def optimizer_state(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """An optimizer's per-weight tensors, flat: "3.exp_avg" and the like."""
    state = optimizer.state_dict()["state"]
    return {f"{i}.{name}": value for i, values in state.items() for name, value in values.items()}


def load_optimizer_state(optimizer: torch.optim.Optimizer, flat: dict[str, Tensor]) -> None:
    """Put back what ``optimizer_state`` took out."""
    import torch

    weights = [weight for group in optimizer.param_groups for weight in group["params"]]
    whole = optimizer.state_dict()
    whole["state"] = {}
    for key, value in flat.items():
        number, name = key.split(".", 1)
        weight = weights[int(number)]
        if value.shape == weight.shape:  # in the weight's own memory order: fused steps rely on it
            value = torch.empty_like(weight, requires_grad=False).copy_(value)
        whole["state"].setdefault(int(number), {})[name] = value
    optimizer.load_state_dict(whole)


def world() -> tuple[int, int]:
    """(rank, processes), joining torchrun's group at the first call; (0, 1) without torchrun."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return 0, 1
    import torch.distributed as dist

    if not dist.is_initialized():
        dist.init_process_group("gloo")
    return dist.get_rank(), dist.get_world_size()


def is_first() -> bool:
    """Whether this is the process that writes files: rank 0 under torchrun, any other anyway."""
    return world()[0] == 0


def wait_for_all() -> None:
    """Wait until every process of a torchrun has come here; without torchrun nothing to do."""
    if world()[1] > 1:
        import torch.distributed as dist

        dist.barrier()


def average_gradients(model: nn.Module) -> None:
    """Make every process step with the mean gradient of all; without torchrun nothing to do."""
    if world()[1] == 1:
        return
    import torch.distributed as dist

    for weight in model.parameters():
        if weight.grad is not None:
            dist.all_reduce(weight.grad)
            weight.grad /= world()[1]


def cosine(step: int, steps: int, peak: float, warm_up: int | None = None) -> float:
    """A learning rate that rises over ``warm_up`` steps and falls to 0 along half a cosine.

    Unless said otherwise the warm-up is a tenth of all steps, 200 at most.
    """
    import math

    warm_up = min(200, steps // 10) if warm_up is None else warm_up
    if step < warm_up:
        return peak * (step + 1) / warm_up
    return peak * 0.5 * (1 + math.cos(math.pi * min(1, (step - warm_up) / max(1, steps - warm_up))))

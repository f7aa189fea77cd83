"""Values as bytes, between two processes of which one runs a learner's code.

What a check hands to an answer and gets back: numbers, text, lists, arrays, tensors, generators of
chance. No pickle: reading bytes never runs anything. A value of any other kind arrives as an empty
object of a class of the same name, which is what a check says of it.
"""

from __future__ import annotations

import json
import struct
import sys
from typing import Any

import numpy as np

LARGEST = 64_000_000  # bytes of one message
DEEPEST = 8  # lists within lists
KINDS = "biufc"  # of numpy's dtypes: numbers
LONG = struct.Struct(">Q")


class Unreadable(ValueError):
    """Bytes that no message of ours would be, or a value too large for one."""


def pack(value: Any) -> bytes:
    """``value`` as bytes; Unreadable where they would be more than ``LARGEST``."""
    blobs: list[bytes] = []
    head = json.dumps(_tree(value, blobs, 0)).encode()
    parts = [head, *blobs]
    if sum(map(len, parts)) > LARGEST:
        raise Unreadable(f"It is larger than {LARGEST // 1_000_000} MB.")
    return b"".join(LONG.pack(len(part)) + part for part in parts)


def unpack(data: bytes) -> Any:
    """The value that ``pack`` made ``data`` of; Unreadable for other bytes, whatever they are."""
    try:
        parts, at = [], 0
        while at < len(data):
            (size,) = LONG.unpack_from(data, at)
            at += LONG.size
            if size > len(data) - at:
                raise Unreadable("It ends too early.")
            parts.append(data[at : at + size])
            at += size
        return _value(json.loads(parts[0]), parts[1:], 0)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"It is no message ({type(error).__name__}).") from None


def _tree(value: Any, blobs: list[bytes], depth: int) -> list:
    kind = type(value)
    if value is None or kind in (bool, str, float) or (kind is int and abs(value) < 2**63):
        return ["plain", value]
    if kind in (list, tuple) and depth < DEEPEST:
        return [kind.__name__, [_tree(one, blobs, depth + 1) for one in value]]
    if kind is range:
        return ["range", [value.start, value.stop, value.step]]
    if isinstance(value, np.random.Generator):
        return ["generator", _tree_of_state(value.bit_generator.state, blobs)]
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        name = "array" if isinstance(value, np.ndarray) else "scalar"
        if array.dtype.kind in KINDS:
            return [name, _blob(array, blobs)]
        return ["strange array", [list(array.shape), array.dtype.kind]]
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        array = value.detach().cpu().numpy()
        return ["tensor", [_blob(array, blobs), bool(value.requires_grad)]]
    return ["other", kind.__name__]


def _blob(array: np.ndarray, blobs: list[bytes]) -> list:
    blobs.append(np.ascontiguousarray(array).tobytes())
    return [len(blobs) - 1, array.dtype.str, list(array.shape)]


def _tree_of_state(state: Any, blobs: list[bytes]) -> Any:
    """A bit generator's state: dicts of text, whole numbers of any length, and arrays of them."""
    if isinstance(state, dict):
        return {key: _tree_of_state(one, blobs) for key, one in state.items()}
    return state.tolist() if isinstance(state, np.ndarray) else state


def _value(tree: Any, blobs: list[bytes], depth: int) -> Any:
    kind, inside = tree
    if depth > DEEPEST:
        raise Unreadable("It is nested too deeply.")
    if kind == "plain" and (inside is None or isinstance(inside, (bool, str, int, float))):
        return inside
    if kind in ("list", "tuple"):
        items = [_value(one, blobs, depth + 1) for one in inside]
        return items if kind == "list" else tuple(items)
    if kind == "range":
        return range(*map(int, inside))
    if kind == "generator":
        bits = getattr(np.random, {"PCG64": "PCG64"}[inside["bit_generator"]])()
        bits.state = inside
        return np.random.Generator(bits)
    if kind in ("array", "scalar"):
        array = _array(inside, blobs)
        return array if kind == "array" else array[()]
    if kind == "strange array":
        shape, letter = inside
        if letter not in "OSUMmV" or np.prod(shape, dtype=float) > 1e6:
            raise Unreadable("An array of no known kind.")
        return np.empty(shape, {"V": "V1", "M": "M8[s]", "m": "m8[s]"}.get(letter, letter))
    if kind == "tensor":
        import torch

        made = torch.from_numpy(_array(inside[0], blobs))
        return made.requires_grad_() if inside[1] and made.is_floating_point() else made
    if kind == "other":
        name = str(inside)
        return type(name if name.isidentifier() and len(name) < 60 else "thing", (), {})()
    raise Unreadable("A value of no known kind.")


def _array(told: list, blobs: list[bytes]) -> np.ndarray:
    """A copy that may be written to; its size must be that of its bytes."""
    number, dtype, shape = told
    kind = np.dtype(str(dtype))
    if kind.kind not in KINDS:
        raise Unreadable("An array of no known kind.")
    return np.frombuffer(blobs[int(number)], kind).reshape([int(n) for n in shape]).copy()


__all__ = ["LARGEST", "Unreadable", "pack", "unpack"]

"""Values as bytes: what a check sees is the same, and hostile bytes are refused, never run."""

import contextlib

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course_lib.grading import wire
from course_lib.grading.wire import Unreadable, pack, unpack

plain = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats() | st.text()
nested = st.recursive(
    plain,
    lambda one: st.lists(one, max_size=3) | st.lists(one, max_size=3).map(tuple),
    max_leaves=8,
)
numbers = arrays.arrays(
    st.sampled_from(["f8", "f4", "i8", "u1", "?", "c16"]),
    arrays.array_shapes(min_dims=0, max_side=4),
)


def same(a, b) -> bool:
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and (a == b or a != a)


@given(nested)
def test_plain_values_come_back(value):
    assert same(unpack(pack(value)), value)


@given(numbers)
def test_arrays_come_back_and_can_be_written(array):
    found = unpack(pack(array))
    assert found.dtype == array.dtype
    assert found.shape == array.shape
    np.testing.assert_array_equal(found, array)
    found[...] = 0


def test_scalars_ranges_and_tensors_keep_their_kind():
    assert type(unpack(pack(np.float32(2.5)))) is np.float32
    assert unpack(pack(range(2, 9, 3))) == range(2, 9, 3)
    for wants in (True, False):
        found = unpack(pack(torch.arange(6.0).reshape(2, 3).requires_grad_(wants)))
        assert found.requires_grad is wants
        assert found.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_generator_goes_on_where_it_was():
    rng = np.random.default_rng(3)
    rng.random(5)
    other = unpack(pack(rng))
    assert other.random(4).tolist() == rng.random(4).tolist()


@pytest.mark.parametrize("value", [{"a": 1}, {1, 2}, object(), len, 2**70, np.matrix])
def test_other_kinds_arrive_by_their_name_alone(value):
    assert type(unpack(pack(value))).__name__ == type(value).__name__


def test_an_array_of_things_arrives_with_shape_and_kind():
    found = unpack(pack(np.array([object(), None])))
    assert (found.shape, found.dtype) == ((2,), np.dtype(object))


def test_too_large_is_said(monkeypatch):
    monkeypatch.setattr(wire, "LARGEST", 1000)
    with pytest.raises(Unreadable, match="larger"):
        pack(np.zeros(1000))


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data):
    with contextlib.suppress(Unreadable):
        unpack(data)


@given(nested, st.data())
def test_a_changed_message_is_read_or_refused(value, data):
    good = bytearray(pack([value, np.arange(4)]))
    at = data.draw(st.integers(0, len(good) - 1))
    good[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        unpack(bytes(good))


def test_a_promised_size_takes_no_memory():
    head = b'["array", [0, "<f8", [1000000000000]]]'
    message = b"".join(len(p).to_bytes(8, "big") + p for p in (head, b"12345678"))
    with pytest.raises(Unreadable):
        unpack(message)

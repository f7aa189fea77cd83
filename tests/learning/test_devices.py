"""Where a network runs."""

from __future__ import annotations

import pytest
import torch

from course_lib.errors import LearnerError
from course_lib.learning.devices import device, one_thread


def test_one_thread_is_given_back_even_after_an_error():
    before = torch.get_num_threads()
    counted = []

    def fails():
        with one_thread():
            counted.append(torch.get_num_threads())
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert counted == [1]
    assert torch.get_num_threads() == before


def test_a_device_that_is_not_here_is_a_sentence():
    assert device("cpu").type == "cpu"
    for name in ("abacus", "cuda:99"):
        with pytest.raises(LearnerError, match="no device"):
            device(name)

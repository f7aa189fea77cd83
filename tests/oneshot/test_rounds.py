"""Rounds of ten: every trial in one of them, and a code that finds the same ten again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.oneshot import rounds
from course_lib.oneshot.protocols import PROTOCOLS, Setting
from course_lib.oneshot.rounds import Round

settings = st.builds(
    Setting,
    st.sampled_from(rounds.SHARED),
    st.sampled_from(sorted(PROTOCOLS)),
    st.integers(2, 25),
    st.integers(1, 9),
)
played = st.builds(Round, settings, st.integers(0, 999_999), st.integers(1, 99_999))


@given(played)
def test_a_code_and_a_link_find_the_round_again(one):
    assert rounds.read(one.code) == one
    assert rounds.read(f" http://host:8866/voila/render/arena.ipynb#ten={one.code}\n") == one


@given(settings, st.integers(0, 99_999))
def test_every_trial_is_in_one_round_of_ten(setting, trial):
    holds = rounds.holding(setting, 5, trial)
    assert trial in holds.trials
    assert len(holds.trials) == rounds.TEN
    assert (
        holds.number == 1 or holds.trials.start == Round(setting, 5, holds.number - 1).trials.stop
    )


@pytest.mark.parametrize(
    "code",
    [
        *("", "made-up.within.5.1.0", "made-up.within.5.1.0.1.2", "made-up.within.1.1.0.1"),
        *("made-up.within.5.1.-1.1", "made-up.within.5.1.0.0", "made-up.other.5.1.0.1"),
        *("own: a.within.5.1.0.1", "made-up.within.5.1.9999999.1", "made-up.within.5.1.x.1"),
        *("made-up.within.+5.1.0.1", "made-up.within.5.1.0.01", "made-up.within.５.1.0.1"),
    ],
)
def test_a_round_that_cannot_be_is_no_code(code):
    with pytest.raises(LearnerError, match="no code"):
        rounds.read(code)


def test_characters_that_a_friend_lacks_have_no_code():
    assert not Round(Setting("own: a.zip", "within", 5, 1), 0).code

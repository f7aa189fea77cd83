"""Where characters come from: each with an honest word, each refusal with a sentence."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.oneshot import characters, sources
from course_lib.oneshot.answers import ask
from course_lib.oneshot.class_alphabet import ClassAlphabet
from course_lib.oneshot.protocols import UNSTRUCTURED, WITHIN
from tests.oneshot import drawn


@pytest.fixture
def own(tmp_path):
    return sources.open_own(drawn.packed(tmp_path / "mine.zip", drawn.tree({"A": 6, "B": 5}, 6)))


def test_a_zip_and_its_folder_give_the_same_trials(tmp_path):
    files = drawn.tree({"A": 6, "B": 5}, 6)
    zipped = sources.open_own(drawn.packed(tmp_path / "mine.zip", files))
    folder = sources.open_own(drawn.unpacked(tmp_path / "mine", files))
    setting = zipped.setting(WITHIN, 5, 5)
    for number in range(5):
        name, one = zipped.trial(setting, 3, number)
        same, two = folder.trial(setting, 3, number)
        assert name == same == f"seed 3, trial {number + 1}"
        assert np.array_equal(one.support, two.support)
        assert np.array_equal(one.query, two.query)


def test_a_seed_repeats_a_trial_and_another_gives_another(own):
    setting = own.setting(UNSTRUCTURED, 5, 1)
    _, one = own.trial(setting, 1, 0)
    _, again = own.trial(setting, 1, 0)
    _, other = own.trial(setting, 2, 0)
    assert np.array_equal(one.support, again.support)
    assert one.truth == again.truth
    assert not np.array_equal(one.support, other.support)


def test_too_few_characters_name_both_numbers(own):
    with pytest.raises(LearnerError, match=r"6 characters.*20 ways"):
        own.trial(own.setting(WITHIN, 20, 1), 0, 0)


def test_lakes_runs_have_their_own_kind_and_come_once_each(tmp_path):
    source = sources.open_own(drawn.all_runs(tmp_path / "all_runs.zip", runs=2, ways=5))
    setting = source.setting(UNSTRUCTURED, 20, 5)
    assert (setting.protocol, setting.ways, setting.shots) == (WITHIN, 5, 1)
    names = [source.trial(setting, 4, number)[0] for number in range(10)]
    assert sorted(names) == sorted(f"run{r:02}, item {i:02}" for r in (1, 2) for i in range(1, 6))
    assert names != [source.trial(setting, 5, number)[0] for number in range(10)]
    with pytest.raises(LearnerError, match="10 published trials are through"):
        source.trial(setting, 4, 10)
    _, trial = source.trial(setting, 4, 0)
    assert ask("pixels", trial).likeness.shape == (5, 1)


def test_lakes_runs_are_known_in_a_folder_and_with_backslashes(tmp_path):
    with zipfile.ZipFile(drawn.all_runs(tmp_path / "all_runs.zip")) as old:
        files = {name: old.read(name) for name in old.namelist()}
    folder = drawn.unpacked(tmp_path / "unpacked", files)
    windows = {name.replace("/", "\\"): data for name, data in files.items()}
    for place in (folder, drawn.packed(tmp_path / "windows.zip", windows)):
        assert len(sources.open_own(place).fixed) == 10


def test_bad_files_are_sentences(tmp_path):
    climbing = tmp_path / "climb.zip"
    with zipfile.ZipFile(climbing, "w") as target:
        target.writestr("../A/character01/0001_01.png", b"x")
    whole = drawn.packed(tmp_path / "whole.zip", drawn.tree({"A": 3})).read_bytes()
    half = io.BytesIO(whole[: len(whole) // 2])
    for source, said in (
        (climbing, "leads out"),
        (io.BytesIO(b"no zip"), "no zip"),
        (half, "only a part"),
        (tmp_path / "nowhere.zip", "no characters at"),
        (drawn.packed(tmp_path / "tree.zip", {"a/b.png": b"x"}), "another tree"),
    ):
        with pytest.raises(LearnerError, match=said):
            sources.open_own(source)


def test_what_is_not_there_says_what_to_do(tmp_path):
    with pytest.raises(LearnerError, match="fetch omniglot-evaluation"):
        sources.open_named(sources.EVALUATION, tmp_path)
    with pytest.raises(LearnerError, match="Draw it yourself"):
        sources.of_alphabet(ClassAlphabet())
    with pytest.raises(ValueError, match="no such characters"):
        sources.open_named("nothing", tmp_path)


def test_fetched_background_says_that_the_networks_know_it(tmp_path):
    drawn.packed(tmp_path / "images_background.zip", drawn.tree({"A": 5}))
    source = sources.open_named(sources.BACKGROUND, tmp_path)
    assert isinstance(source.characters, characters.CharacterSet)
    assert "trained on these" in source.note


def test_likeness_to_every_drawing_is_a_single_drawings_score(own):
    _, trial = own.trial(own.setting(WITHIN, 5, 5), 0, 0)
    given = ask("pixels", trial)
    by_hand = -np.sqrt(((trial.support - trial.query) ** 2).sum((2, 3)))
    assert np.allclose(given.likeness, by_hand, atol=1e-4)
    assert given.choice == int(np.argmax(by_hand.max(1)))
    shares = given.shares()
    assert shares.min() == 0
    assert shares.max() == 1


@pytest.mark.slow
def test_every_number_of_ways_and_shots_of_the_arena_can_be_played_without_a_network():
    from course_lib.panels.oneshot.arena_settings import SHOTS, WAYS

    made = sources.open_named(sources.MADE)
    for protocol in (WITHIN, UNSTRUCTURED):
        for ways in WAYS:
            for shots in SHOTS:
                _, trial = made.trial(made.setting(protocol, ways, shots), 0, 0)
                assert trial.support.shape[:2] == (ways, shots)

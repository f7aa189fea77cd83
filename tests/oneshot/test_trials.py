"""Trials keep their protocol's promises for every seed; Lake's runs are read as published."""

from __future__ import annotations

import codecs
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import LearnerError
from course_lib.oneshot import characters, runs, trials
from tests.oneshot.drawn import all_runs, drawing, packed, tree, unpacked


@pytest.fixture(scope="module")
def drawings(small_set) -> dict[bytes, tuple[str, int]]:
    """Who drew what: (alphabet/character, drawer) by the drawing's own pixels."""
    known = {
        c.image(d).tobytes(): (f"{c.alphabet}/{c.name}", d)
        for c in small_set.characters
        for d in c.drawers
    }
    assert len(known) == 17 * 4  # all differ
    return known


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    ways=st.integers(2, 8),
    shots=st.integers(1, 3),
    within=st.booleans(),
)
def test_trials_keep_their_promises(small_set, drawings, seed, ways, shots, within):
    trial = trials.sample(small_set, ways, shots, within_alphabet=within, seed=seed)
    assert trial.support.shape == (ways, shots, 105, 105)
    assert trial.support.dtype == trial.query.dtype == np.float32
    assert trial.query.shape == (105, 105)
    assert trial.labels.tolist() == [[n] * shots for n in range(ways)]
    # What the pixels themselves say, not what the trial says of itself.
    who = [[drawings[image.tobytes()] for image in row] for row in trial.support]
    asked, hand = drawings[trial.query.tobytes()]
    names = [row[0][0] for row in who]
    assert tuple(names) == trial.names
    assert len(set(names)) == ways  # classes distinct
    for row, name, hands in zip(who, names, trial.drawers, strict=True):
        assert {n for n, _ in row} == {name}
        assert [d for _, d in row] == list(hands)
        assert len({d for _, d in row}) == shots  # drawers distinct
        assert hand not in [d for _, d in row]  # the query's is not in the support
    assert names[trial.truth] == asked
    assert trial.query_drawer == hand
    if within:
        assert len({name.split("/")[0] for name in names}) == 1
        assert (trial.drawers == trial.drawers[0]).all()  # the same hands for every class


def test_the_seed_makes_a_trial_repeatable_and_others_differ(small_set):
    one, again, other = (trials.sample(small_set, 5, seed=(7, k)) for k in (1, 1, 2))
    np.testing.assert_array_equal(one.support, again.support)
    np.testing.assert_array_equal(one.query, again.query)
    assert one.truth == again.truth
    assert one.names != other.names or one.truth != other.truth
    many = list(trials.sample_many(small_set, 3, 5, seed=7))
    np.testing.assert_array_equal(many[1].support, one.support)


def test_every_alphabet_class_and_place_comes_up(small_set):
    found = list(trials.sample_many(small_set, 300, 3))
    counts = {name: 0 for name in small_set.alphabets}
    for trial in found:
        counts[trial.names[0].split("/")[0]] += 1
    assert min(counts.values()) > 70  # 100 each on average, deviation 8
    places = np.bincount([t.truth for t in found], minlength=3)
    assert places.min() > 70
    loose = trials.sample_many(small_set, 30, 8, within_alphabet=False)
    assert any(len({n.split("/")[0] for n in trial.names}) == 3 for trial in loose)


def test_too_many_ways_or_shots_are_refused_with_both_numbers(small_set):
    for arguments, words in [
        ({"ways": 9}, "Alpha, has 8 characters: too few for 9 ways"),
        ({"ways": 4, "alphabet": "Gamma"}, "Gamma has 3 characters: too few for 4 ways"),
        ({"ways": 18, "within_alphabet": False}, "17 characters .* too few for 18 ways"),
        ({"ways": 2, "shots": 4}, "0 characters drawn by 5 people .* too few for 2 ways"),
        ({"ways": 2, "shots": 4, "within_alphabet": False}, "has 0 characters drawn by 5 people"),
        ({"ways": 1}, "two ways"),
        ({"ways": 2, "shots": 0}, "one shot"),
        ({"ways": 2, "alphabet": "Delta"}, "no alphabet “Delta”"),
    ]:
        with pytest.raises(LearnerError, match=words):
            trials.sample(small_set, **arguments)
    assert trials.large_enough(small_set, 5) == ["Alpha", "Beta"]


def test_a_set_with_drawings_missing_still_keeps_the_promises(tmp_path):
    files = tree({"Alpha": 4}, drawers=3)
    for number in (1, 2, 3):  # no one has drawn all four
        del files[f"any/name/Alpha/character{number:02}/{number:04}_{number:02}.png"]
    found = characters.load(packed(tmp_path / "x.zip", files))
    for seed in range(40):
        trial = trials.sample(found, 4, seed=seed)
        assert trial.query_drawer not in trial.drawers
        assert len(set(trial.names)) == 4


def test_lakes_runs_are_read_as_they_are_published(tmp_path):
    found = runs.load(all_runs(tmp_path / "all_runs.zip", runs=2, ways=5))
    assert list(found) == ["run01", "run02"]
    for run, asked in enumerate(found.values(), start=1):
        assert len(asked) == 5
        order = np.random.default_rng(run).permutation(5)
        for k, trial in enumerate(asked):
            assert trial.support.shape == (5, 1, 105, 105)
            assert trial.truth == order[k]
            expected = 1.0 - np.asarray(drawing(run, trial.truth + 1, 2))
            np.testing.assert_array_equal(trial.query, expected)
            support = 1.0 - np.asarray(drawing(run, trial.truth + 1, 1))
            np.testing.assert_array_equal(trial.support[trial.truth, 0], support)


def changed(source, target, change) -> object:
    """A copy of a zip whose files went through ``change(name, data)``; None drops one."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda n, d: None if n.endswith("labels.txt") else d, "class_labels.txt is missing"),
        (lambda n, d: b"" if n.endswith("labels.txt") else d, "class_labels.txt is empty"),
        (lambda n, d: b"a b\n" if n.endswith("labels.txt") else d, "names no such files"),
        (lambda n, d: b"\xff\xfe\n" if n.endswith("labels.txt") else d, "names no such files"),
        (lambda n, d: None if n == "run01/test/item03.png" else d, "names no such files"),
        (lambda n, d: None if n.startswith("run01/training") else d, "training is empty"),
        (lambda n, d: d[:60] if n == "run02/test/item01.png" else d, "run02/test/item01.png is d"),
        (lambda n, d: None if n.startswith("run") else d, "holds no runs"),
    ],
)
def test_broken_runs_are_refused_in_one_sentence(tmp_path, change, words):
    whole = all_runs(tmp_path / "all_runs.zip")
    with pytest.raises(LearnerError, match=words):
        runs.load(changed(whole, tmp_path / "changed.zip", change))


def test_runs_that_climb_or_are_no_zip_are_refused(tmp_path):
    with pytest.raises(LearnerError, match="no zip"):
        runs.load(io.BytesIO(b"nothing"))
    with pytest.raises(LearnerError, match="leads out"):
        runs.load(packed(tmp_path / "x.zip", {"../run01/class_labels.txt": b""}))
    with pytest.raises(LearnerError, match="no runs at"):
        runs.load(tmp_path / "absent.zip")


def capital(data: bytes) -> bytes:
    return data.replace(b".png", b".PNG")


@pytest.mark.parametrize(
    ("rename", "relabel"),
    [
        (lambda n: n.replace("/", "\\"), lambda d: d),
        (lambda n: "./" + n, lambda d: d),
        (lambda n: "all runs (1)/" + n, lambda d: d),
        (lambda n: "run5/all_runs/" + n, lambda d: d),
        (lambda n: n.replace(".png", ".PNG"), lambda d: d),
        (lambda n: n.replace(".png", ".PNG").replace("run", "Run"), capital),
        (lambda n: n, capital),
        (lambda n: n, lambda d: d.replace(b"/", b"\\")),
        (lambda n: n, lambda d: d.replace(b"run0", b"all runs/run0")),
        (lambda n: n, lambda d: d.replace(b"\n", b"\r\n")),
        (lambda n: n, lambda d: d.replace(b"\n", b"\r")),
        (lambda n: n, lambda d: codecs.BOM_UTF8 + d),
        (lambda n: n, lambda d: d.decode().encode("utf-16")),
        (lambda n: n, lambda d: codecs.BOM_UTF16_BE + d.decode().encode("utf-16-be")),
    ],
)
def test_runs_packed_or_labelled_again_by_any_system_are_the_same(tmp_path, rename, relabel):
    whole = all_runs(tmp_path / "all_runs.zip")
    plain = runs.load(whole)
    clutter = {"__MACOSX/run01/._class_labels.txt": b"\0\5\x16\7", "run01/test/.DS_Store": b"x"}
    with zipfile.ZipFile(whole) as old:
        files = {
            rename(n): relabel(old.read(n)) if n.endswith(".txt") else old.read(n)
            for n in old.namelist()
        }
    again = runs.load(packed(tmp_path / "again.zip", files | clutter))
    folder = runs.load(unpacked(tmp_path / "again", files | clutter))
    for other in (again, folder):
        assert list(other) == list(plain)
        for run in plain:
            for one, two in zip(plain[run], other[run], strict=True):
                assert one.truth == two.truth
                np.testing.assert_array_equal(one.query, two.query)
                np.testing.assert_array_equal(one.support, two.support)


def test_runs_of_two_copies_are_not_mixed(tmp_path):
    with zipfile.ZipFile(all_runs(tmp_path / "all_runs.zip")) as old:
        files = {f"{top}{n}": old.read(n) for n in old.namelist() for top in ("", "copy/")}
    with pytest.raises(LearnerError, match="two files run01"):
        runs.load(packed(tmp_path / "twice.zip", files))

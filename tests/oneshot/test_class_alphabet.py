"""Class alphabets: packed, shared, put together."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pytest

from course_lib.errors import LearnerError
from course_lib.oneshot import characters, trials
from course_lib.oneshot.class_alphabet import ClassAlphabet, merge, pack, read
from tests.oneshot import drawn


def ink(character: int, drawer: int) -> np.ndarray:
    return ~np.asarray(drawn.drawing(1, character, drawer))


def alphabet(signs: int = 3, name: str = "Ours", drawer: str = "ada") -> ClassAlphabet:
    made = ClassAlphabet(name)
    for sign in range(signs):
        made = made.drawn(ink(sign, 1), drawer, drawer.title())
    return made


def seen(made: ClassAlphabet) -> list[tuple[str, dict[str, bytes]]]:
    return [(s.identity, {d: i.tobytes() for d, i in s.drawings.items()}) for s in made.signs]


def test_a_file_gives_back_what_was_drawn_and_is_an_omniglot_zip():
    made = alphabet(3, "Año nuevo / 1").drawn(ink(1, 2), "bo", "Bo", at=1)
    again = read(io.BytesIO(pack(made)))
    assert seen(again) == seen(made)
    assert (again.name, again.drawers) == ("Año nuevo / 1", {"ada": "Ada", "bo": "Bo"})
    plain = characters.load(io.BytesIO(pack(made)))
    assert [c.drawers for c in plain.characters] == [(1,), (1, 2), (1,)]
    assert (plain.characters[1].image(2) == ink(1, 2)).all()


def test_two_learners_files_become_one_and_give_trials():
    ours = alphabet(4)
    theirs = read(io.BytesIO(pack(ours)))
    for sign in range(4):
        theirs = theirs.drawn(ink(sign, 2), "bo", "Bo", at=sign)
    theirs = theirs.drawn(ink(7, 2), "bo", "Bo")  # and one of his own
    both = merge([ours, theirs])
    assert [set(s.drawings) for s in both.signs] == [{"ada", "bo"}] * 4 + [{"bo"}]
    assert seen(merge([both, ours])) == seen(both)
    trial = trials.sample(both.characters(), 4, seed=3)
    assert trial.query_drawer not in trial.drawers
    with pytest.raises(LearnerError, match="too few for 5 ways"):
        trials.sample(both.characters(), 5)


def test_two_alphabets_of_strangers_do_not_take_one_sign_for_another():
    assert len(merge([alphabet(2), alphabet(3, drawer="bo")]).signs) == 5


def test_a_drawing_replaced_and_taken_back():
    made = alphabet(2).drawn(ink(5, 1), "ada", "Ada", at=0)
    assert (made.signs[0].drawings["ada"] == ink(5, 1)).all()
    assert len(made.signs) == 2
    assert len(made.without(0, "ada").signs) == 1
    assert len(made.drawn(ink(0, 2), "bo", "Bo", at=0).without(0, "ada").signs) == 2


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (np.zeros((105, 105)), "no ink"),
        (np.ones((105, 105)), "all ink"),
        (np.pad(np.ones((2, 2)), (50, 53)), "a dot"),
    ],
)
def test_no_drawing_is_refused(page, sentence):
    with pytest.raises(LearnerError, match=sentence):
        ClassAlphabet().drawn(page, "ada", "Ada")


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"alphabet": "x", "characters": [1], "drawers": []}', "null", "[" * 90_000],
)
def test_damaged_names_are_a_sentence(text):
    file = io.BytesIO(pack(alphabet(2)))
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            new.writestr(member, text if member.endswith(".json") else old.read(member))
    with pytest.raises(LearnerError, match=r"drawers\.json is damaged"):
        read(out, "theirs.zip")


def test_other_files_are_sentences(tmp_path):
    with pytest.raises(LearnerError, match="no zip"):
        read(io.BytesIO(b"words"), "x.zip")
    two = drawn.packed(tmp_path / "two.zip", drawn.tree({"A": 1, "B": 1}))
    with pytest.raises(LearnerError, match="2 alphabets"):
        read(two)
    plain = read(drawn.packed(tmp_path / "one.zip", drawn.tree({"A": 2}, drawers=3)))
    assert list(plain.drawers.values()) == ["drawer 1", "drawer 2", "drawer 3"]
    with pytest.raises(LearnerError, match="no characters yet"):
        pack(ClassAlphabet())
    with zipfile.ZipFile(io.BytesIO(pack(alphabet(1)))) as packed:
        names = next(n for n in packed.namelist() if n.endswith(".json"))
        assert json.loads(packed.read(names))["drawers"][0]["name"] == "Ada"


@pytest.mark.parametrize("change", [lambda n: n.replace("/", "\\"), lambda n: "./" + n])
def test_a_file_packed_again_keeps_its_identities(tmp_path, change):
    made = alphabet(2)
    sidecars = {"__MACOSX/Ours/._drawers.json": b"\0\5\x16\7", "__MACOSX/x/drawers.json": b"\0\5"}
    with zipfile.ZipFile(io.BytesIO(pack(made))) as old:
        files = {change(name): old.read(name) for name in old.namelist()}
    again = read(drawn.packed(tmp_path / "again.zip", sidecars | files))
    assert seen(again) == seen(made)
    assert again.drawers == made.drawers

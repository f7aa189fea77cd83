"""Characters come from any canonical tree; whatever else is given is refused in one sentence."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from PIL import Image, ImageChops

from course_lib.errors import LearnerError
from course_lib.files import fetch
from course_lib.oneshot import characters
from tests.oneshot.drawn import drawing, packed, png, tree, unpacked


def refused(source, words: str) -> None:
    """The set is refused with one sentence that says ``words``."""
    with pytest.raises(LearnerError, match=words) as told:
        characters.load(source)
    assert "\n" not in str(told.value)
    assert str(told.value).endswith(".")


@pytest.mark.parametrize("outer", ["", "images_background/", "a b/c/"])
@pytest.mark.parametrize("as_zip", [True, False])
def test_every_drawing_is_where_its_path_says(tmp_path, outer, as_zip):
    files = tree({"Beta_(old)": 2, "Alpha": 11}, drawers=3, outer=outer)
    files |= {outer + "LICENSE": b"MIT", "__MACOSX/x/._a.png": b"", outer + ".DS_Store": b"x"}
    put = packed(tmp_path / "x.zip", files) if as_zip else unpacked(tmp_path / "x", files)
    found = characters.load(put)
    assert list(found.alphabets) == ["Alpha", "Beta_(old)"]
    assert [c.name for c in found.alphabets["Alpha"]] == [f"character{n:02}" for n in range(1, 12)]
    character = found.alphabets["Alpha"][9]
    assert character.title == "Alpha 10"
    assert character.drawers == (1, 2, 3)
    image = character.image(2)
    assert image.dtype == np.float32
    # ink = 1: the file's zeros. Alphabet 1 of the tree is "Alpha".
    np.testing.assert_array_equal(image, 1.0 - np.asarray(drawing(1, 10, 2)))
    np.testing.assert_array_equal(character.drawings()[1], image)
    with pytest.raises(KeyError):
        character.image(4)


def test_an_open_zip_is_read_as_well_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        for name, data in tree({"Alpha": 2}).items():
            opened.writestr(name, data)
    assert len(characters.load(target, "mine").characters) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../evil.png", "/etc/evil.png", "a/../../evil.png", "..\\evil.png", "C:/evil.png"]
)
def test_a_path_that_climbs_out_is_refused(tmp_path, name):
    file = packed(tmp_path / "x.zip", tree({"Alpha": 2}) | {name: png(drawing(0, 1, 1))})
    refused(file, "leads out of it")


def test_what_is_no_zip_or_half_of_one_is_refused(tmp_path):
    whole = packed(tmp_path / "x.zip", tree({"Alpha": 2})).read_bytes()
    for name, data in {
        "half.zip": whole[: len(whole) // 2],
        "text.zip": b"not a zip at all",
        "empty.zip": b"",
    }.items():
        (tmp_path / name).write_bytes(data)
        refused(tmp_path / name, "no zip, or only a part")
    refused(tmp_path / "nothing.zip", "no characters at")


def test_a_zip_damaged_inside_is_refused(tmp_path):
    files = tree({"Alpha": 1}, drawers=2)
    file = packed(tmp_path / "x.zip", files)
    data = bytearray(file.read_bytes())
    start = data.index(b"PNG")
    data[start + 40 : start + 60] = bytes(20)
    file.write_bytes(data)
    with pytest.raises(LearnerError):
        characters.load(file)


@pytest.mark.parametrize(
    "name",
    [
        "Alpha/0001_01.png",
        "Alpha/letter01/0001_01.png",
        "character01/0001_01.png",
        "Alpha/character01/0001.png",
        "Alpha/character01/x_y.png",
    ],
)
def test_another_tree_is_refused_and_named(tmp_path, name):
    refused(packed(tmp_path / "x.zip", {name: png(drawing(0, 1, 1))}), "another tree")


def test_a_set_without_drawings_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", "no characters in empty")
    refused(packed(tmp_path / "x.zip", {"readme.txt": b"hello"}), "no characters in x.zip")


PLACE = "Alpha/character01/0001_01.png"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (png(Image.new("1", (28, 28), 1)), "28 × 28"),
        (png(Image.new("1", (105, 104), 1)), "105 × 104"),
        (png(Image.new("RGB", (105, 105), (200, 30, 30))), "colour"),
        (png(Image.new("RGBA", (105, 105), (200, 30, 30, 255))), "colour"),
        (png(Image.new("RGBA", (105, 105))), "blank"),
        (png(Image.new("L", (105, 105), 255)), "blank"),
        (png(ImageChops.invert(drawing(0, 1, 1).convert("L"))), "white ink on black"),
        (b"", "damaged, or no picture"),
        (png(drawing(0, 1, 1))[:80], "damaged"),
        (b"no picture", "damaged, or no picture"),
    ],
)
def test_another_picture_is_refused_and_named(tmp_path, data, words):
    refused(packed(tmp_path / "x.zip", {PLACE: data}), words)
    with pytest.raises(LearnerError, match="0001_01"):
        characters.load(unpacked(tmp_path / "x", {PLACE: data}))


def test_a_coloured_palette_is_refused_and_a_grey_one_read(tmp_path):
    grey = drawing(0, 1, 1).convert("L").convert("P")
    found = characters.load(packed(tmp_path / "x.zip", {PLACE: png(grey)}))
    expected = 1.0 - np.asarray(drawing(0, 1, 1))
    np.testing.assert_array_equal(found.characters[0].image(1), expected)
    red = Image.new("P", (105, 105))
    red.putpalette([255, 0, 0] * 2)
    refused(packed(tmp_path / "y.zip", {PLACE: png(red)}), "colour")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "ink in the alpha"])
def test_black_ink_is_black_ink_in_every_kind_of_picture(tmp_path, mode):
    plain = drawing(0, 1, 1)
    if mode == "ink in the alpha":  # as drawing programs save a page without paper
        picture = Image.new("LA", plain.size)
        picture.putalpha(ImageChops.invert(plain.convert("L")))
    elif mode == "I;16":
        picture = Image.fromarray(np.asarray(plain).astype(np.uint16) * 65535)
    else:
        picture = plain.convert("RGB").convert(mode)
    found = characters.load(packed(tmp_path / "x.zip", {PLACE: png(picture)}))
    np.testing.assert_array_equal(found.characters[0].image(1), 1.0 - np.asarray(plain))


def test_a_set_packed_again_by_any_system_is_the_same_set(tmp_path):
    files = tree({"Alpha": 2}, drawers=2)
    clutter = {"__MACOSX/Alpha/character01/._0001_01.png": b"\0\5\x16\7", "Alpha/Thumbs.db": b"x"}
    plain = characters.load(packed(tmp_path / "plain.zip", files))
    for number, change in enumerate(("./{}", "{}", "top/{}")):
        for files_now in (files, files | clutter):
            names = {change.format(name): data for name, data in files_now.items()}
            for sep in "/\\":
                changed = {name.replace("/", sep): data for name, data in names.items()}
                again = characters.load(packed(tmp_path / f"{number}.zip", changed))
                assert list(again.alphabets) == ["Alpha"]
                for one, other in zip(plain.characters, again.characters, strict=True):
                    np.testing.assert_array_equal(one.packed, other.packed)


def test_capital_endings_are_read_and_a_zip_of_zips_is_named(tmp_path):
    files = {name.replace(".png", ".PNG"): d for name, d in tree({"Alpha": 2}).items()}
    assert len(characters.load(packed(tmp_path / "x.zip", files)).characters) == 2
    inner = {"omniglot-master/python/images_background.zip": b"PK", "README.md": b"x"}
    refused(packed(tmp_path / "y.zip", inner), r"other zips \(omniglot-master/python/images_b")


def test_one_drawing_twice_is_refused(tmp_path):
    files = {f"{outer}/{PLACE}": png(drawing(0, 1, 1)) for outer in ("a", "b")}
    refused(packed(tmp_path / "x.zip", files), "two drawings")


def test_a_huge_file_is_refused_before_it_is_unpacked(tmp_path):
    refused(packed(tmp_path / "x.zip", {PLACE: bytes(20_000_000)}), "too large")


def test_alphabets_are_chosen_and_left_out_by_name(small_set):
    assert list(small_set.only(["Beta"]).alphabets) == ["Beta"]
    assert list(small_set.without(["Beta"]).alphabets) == ["Alpha", "Gamma"]
    with pytest.raises(LearnerError, match="Delta"):
        small_set.only(["Delta"])


def test_held_out_alphabets_depend_on_names_alone_and_leave_some(small_set):
    chosen = characters.held_out(small_set, 1, at_least=5)
    assert chosen == characters.held_out(small_set.without(["Gamma"]), 1, at_least=5)
    assert characters.held_out(small_set, 0) == ()
    with pytest.raises(LearnerError, match="3 alphabets cannot be held out"):
        characters.held_out(small_set, 3, at_least=1)
    with pytest.raises(LearnerError, match="1 alphabets cannot be held out"):
        characters.held_out(small_set, 1)


@pytest.mark.slow
def test_omniglot_is_whole(shared_data):
    found = characters.load(shared_data / "omniglot" / "images_background.zip")
    assert len(found.alphabets) == 30
    assert len(found.characters) == 964
    assert {len(c.drawers) for c in found.characters} == {20}


def test_the_official_zips_are_pinned_and_stay_packed(tmp_path, monkeypatch):
    background = fetch.DATA_SETS["omniglot-background"]
    assert background.md5 == "68d2efa1b9178cc56df9314c21c6e718"
    assert fetch.DATA_SETS["omniglot-evaluation"].md5 == "6b91aef0f799c5bb55b94e3f2daec811"
    assert background.url.endswith("brendenlake/omniglot/raw/master/python/images_background.zip")
    asked = []

    def arrive(url, to, **sums):
        asked.append(sums["md5"])
        return packed(to, tree({"Alpha": 2}))

    monkeypatch.setattr(fetch, "fetch", arrive)
    for _ in range(2):
        place = fetch.get("omniglot-background", tmp_path)
    assert len(characters.load(place).characters) == 2
    assert asked == [background.md5]
    monkeypatch.setenv("LWL_DATA", str(tmp_path))
    assert characters.find(None) == place

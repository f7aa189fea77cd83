"""The installation check: in order here, and each fault told with the line that mends it."""

import shutil
from importlib import metadata
from types import SimpleNamespace

import psutil
import pytest

from course_lib.files import assets, places
from course_lib.install import sound


@pytest.mark.slow
def test_here_everything_is_in_order(capsys):
    found = sound.look()
    assert [one.mend for one in found.found if one.what != "Memory"] == [""] * 4
    assert sound.main([]) == (0 if found.sound else 1)
    assert found.head in capsys.readouterr().out


def test_an_old_python_is_told(monkeypatch):
    monkeypatch.setattr(sound.sys, "version_info", (3, 10, 4))
    assert "3.10.4 is too old" in sound.python().says
    assert "make run" in sound.python().mend


def test_a_missing_package_is_told(monkeypatch):
    known = metadata.version

    def version(name):
        if name == "voila":
            raise metadata.PackageNotFoundError(name)
        return known(name)

    monkeypatch.setattr(sound.metadata, "version", version)
    found = sound.packages()
    assert found.says == "There is no voila."
    assert "pip install -c constraints.txt" in found.mend


def test_another_version_is_told_and_a_build_of_the_same_is_none(monkeypatch):
    known = metadata.version
    of = {
        "plotly": "6.0.0",
        "scikit-image": "0.1",
        "torch": f"{known('torch').split('+')[0]}+cu130",
    }
    monkeypatch.setattr(sound.metadata, "version", lambda name: of.get(name) or known(name))
    found = sound.packages()
    assert "plotly 6.0.0 (tested: 7." in found.says
    assert "scikit-image 0.1 (tested: 0." in found.says
    assert "torch" not in found.says
    assert not found.sound


def test_every_package_has_a_version_that_was_tested():
    tested = dict(sound._tested(places.project() / "constraints.txt"))
    needed = sound._needed(places.project() / "pyproject.toml")
    assert len(needed) > 10
    assert {sound._one_name(name) for name in needed} <= set(tested)


@pytest.fixture
def own_assets(tmp_path, monkeypatch):
    """A manifest with one small file of the course's."""
    table = min(
        assets.manifest().values(), key=lambda t: (places.assets() / t["file"]).stat().st_size
    )
    copy = tmp_path / table["file"]
    copy.parent.mkdir(parents=True)
    shutil.copy(places.assets() / table["file"], copy)
    (tmp_path / "MANIFEST.toml").write_text(
        f'[one]\nfile = "{table["file"]}"\nsha256 = "{table["sha256"]}"\n'
    )
    monkeypatch.setenv("LWL_ASSETS", str(tmp_path))
    return copy


def test_files_as_they_came_are_in_order(own_assets):
    assert sound.files().sound
    assert "all 1 files" in sound.files().says


@pytest.mark.parametrize("fault", ["missing", "altered", "no manifest", "damaged manifest"])
def test_files_that_are_not_as_they_came_are_told(own_assets, fault):
    manifest = places.assets() / "MANIFEST.toml"
    if fault == "missing":
        own_assets.unlink()
    elif fault == "altered":
        own_assets.write_bytes(b"x")
    elif fault == "no manifest":
        manifest.unlink()
    else:
        manifest.write_text("[[[")
    assert not sound.files().sound
    assert sound.files().mend == "git checkout -- assets"


def test_progress_that_cannot_be_kept_is_told(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LWL_PROGRESS", str(tmp_path / "file" / "progress.sqlite3"))
    assert "cannot be kept" in sound.kept().says
    assert "LWL_PROGRESS" in sound.kept().mend


def test_too_little_memory_is_told(monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=100 * 2**20))
    assert "100 MB are free" in sound.room().says
    assert "Close other programs" in sound.room().mend


def test_a_fault_is_shown_with_its_line_and_escaped():
    found = sound.Soundness((sound.Found("A", "fine"), sound.Found("B", "<b>", "mend & go")))
    assert not found.sound
    assert found.head == "To be mended: one thing."
    assert "mend & go" in str(found)
    assert "&lt;b&gt;" in found._repr_html_()
    assert "<code>mend &amp; go</code>" in found._repr_html_()

"""Shipped files are found by name and never handed out altered."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from course_lib.errors import LearnerError
from course_lib.files import assets

CONTENT = b"weights" * 1000
ENTRY = """[net]
file = "weights/net.safetensors"
sha256 = "{sha256}"
licence = "MIT"
command = "python -m course_lib train net"
quality = "none"
"""


@pytest.fixture
def own(tmp_path, monkeypatch) -> Path:
    """A small assets folder with one file, in place of the course's."""
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "net.safetensors").write_bytes(CONTENT)
    text = ENTRY.format(sha256=hashlib.sha256(CONTENT).hexdigest())
    (tmp_path / "MANIFEST.toml").write_text(text)
    monkeypatch.setenv("LWL_ASSETS", str(tmp_path))
    return tmp_path


def test_a_right_file_is_handed_out(own):
    assert assets.path("net").read_bytes() == CONTENT
    assert assets.path("net") == own / "weights" / "net.safetensors"


def test_an_altered_file_is_refused_even_after_a_right_one(own):
    file = assets.path("net")
    file.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(LearnerError, match=r"net\.safetensors is not the one that came"):
        assets.path("net")
    file.write_bytes(CONTENT)
    assert assets.path("net") == file


def test_a_missing_file_names_the_way_to_get_it(own):
    (own / "weights" / "net.safetensors").unlink()
    with pytest.raises(LearnerError, match="python -m course_lib train net"):
        assets.path("net")


def test_an_unknown_name_lists_the_known(own):
    with pytest.raises(LearnerError, match=r"“other” \(it has: net\)"):
        assets.path("other")


@pytest.mark.parametrize("text", ["net = [", None])
def test_a_damaged_or_missing_manifest_is_one_sentence(own, text):
    manifest = own / "MANIFEST.toml"
    manifest.unlink() if text is None else manifest.write_text(text)
    with pytest.raises(LearnerError) as refused:
        assets.path("net")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", sorted(assets.manifest()))
def test_every_shipped_file_is_as_pinned(name, monkeypatch):
    monkeypatch.delenv("LWL_ASSETS", raising=False)
    file = assets.path(name)
    table = assets.manifest()[name]
    assert {"file", "sha256", "licence", "command", "quality"} <= set(table)
    assert file.suffix not in {".pt", ".pth", ".pkl"}, "weights are never unpickled"


def test_all_assets_together_stay_small(repository):
    total = sum(f.stat().st_size for f in (repository / "assets").rglob("*") if f.is_file())
    assert total <= 80e6

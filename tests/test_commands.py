"""Every command on the consoles and with the places that people have: help, letters, paths."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib import __main__ as command_line
from course_lib import console, train
from course_lib.bench import BENCHMARKS

TRAININGS = [
    file.stem.replace("_", "-")
    for file in sorted(Path(train.__file__).parent.glob("*.py"))
    if "\ndef add(" in file.read_text(encoding="utf-8")
]
HELP = [
    [],
    *([name] for name in command_line.COMMANDS),
    *(["train", name] for name in TRAININGS),
    *(["bench", name] for name in BENCHMARKS),
]


def run(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "-m", "course_lib", *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        timeout=120,
    )


@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_help_on_a_console_of_ascii(command, monkeypatch):
    received = io.BytesIO()
    console_of_ascii = io.TextIOWrapper(received, "ascii", errors="strict", write_through=True)
    monkeypatch.setattr(sys, "stdout", console_of_ascii)
    try:
        status = command_line.main([*command, "--help"])
    except SystemExit as ended:  # argparse ends the program
        status = ended.code
    assert status == 0
    assert b"usage" in received.getvalue()


def test_help_in_a_program_of_its_own():
    done = run("serve", "--help", PYTHONIOENCODING="ascii", LANG="C", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert b"--base-url" in done.stdout


def test_a_sentence_on_a_console_of_ascii():
    done = run("nonsense", PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert b'There is no command "nonsense".' in done.stderr


@pytest.mark.parametrize(
    ("text", "shown"),
    [("“a” … ‘b’", "\"a\" ... 'b'"), ("é × 3 – ü", "e x 3 - u"), ("日", "?"), ("plain", "plain")],
)
def test_letters_that_a_console_lacks(text, shown):
    console.accept_all_text()
    assert text.encode("ascii", "plain_letters").decode() == shown


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["fetch", "text8", "--to", "/dev/null/x"],
        ["fetch", "text8", "--to", "~nosuchuser/x"],
        ["fetch", "text8", "--to", "x" * 5000],
        ["build", "--solutions", "/dev/null/x"],
        ["train", "words", "--corpus", "~nosuchuser/x"],
        ["train", "words", "--corpus", "x" * 5000],
        ["bench", "vectors", "--vectors", "~nosuchuser/x"],
        ["serve", "--notebooks", "~nosuchuser/x", "--no-browser"],
    ],
    ids=" ".join,
)
def test_a_place_that_cannot_be_is_one_sentence(arguments):
    done = run(*arguments)
    assert done.returncode in (1, 2)
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()[-1]) < 400


@pytest.mark.slow
def test_what_a_person_writes_is_one_place_in_every_command(tmp_path):
    """``--out=~/x``, which a shell leaves as it is, makes no folder called ~."""
    text = tmp_path / "home" / "text.txt"
    text.parent.mkdir()
    text.write_text("a word and another word and one more word " * 50)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "course_lib", "train", "words"),
            *("--corpus=~/text.txt", "--out='~/out'", "--epochs=1", "--dim=4"),
        ],
        env={**os.environ, "HOME": str(text.parent)},
        cwd=tmp_path,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert [folder.name for folder in tmp_path.iterdir()] == ["home"]
    assert (text.parent / "out").is_dir()

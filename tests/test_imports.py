"""Dependencies point one way and importing costs nothing: asked of fresh interpreters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE_SIDE = ("ipywidgets", "anywidget", "plotly", "IPython")
# What may know of pages; all else in course_lib is core.
OUTSIDE_CORE = (
    *(
        "controls",
        "panels",
        "figures",
        "exercises",
        "serve",
        "bench",
        "publish",
        "hub",
        "classroom",
    ),
)


def core_modules() -> list[str]:
    names = []
    for file in sorted((ROOT / "course_lib").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if parts[1] not in OUTSIDE_CORE and parts[-1] not in ("__init__", "__main__"):
            names.append(".".join(parts))
    return names


def loaded_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter holds after the statement."""
    program = f"{statement}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def new_by_module(modules: list[str]) -> dict[str, list[str]]:
    """For each module, imported one after the other, those of PAGE_SIDE that came with it."""
    program = f"""
import importlib, json, sys
came, there = {{}}, set()
for module in {modules!r}:
    importlib.import_module(module)
    now = {{name for name in {PAGE_SIDE!r} if name in sys.modules}}
    came[module], there = sorted(now - there), now
print(json.dumps(came))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_core_is_found():
    assert {"course_lib.errors", "course_lib.files.assets"} <= set(core_modules())


@pytest.mark.slow
def test_no_core_module_knows_a_page():
    came = new_by_module(core_modules())
    assert {module: names for module, names in came.items() if names} == {}
    assert new_by_module(["course_lib.controls.base"]) != {"course_lib.controls.base": []}


def test_importing_the_course_loads_nothing_heavy():
    loaded = loaded_after("import course_lib")
    assert not loaded.intersection({"torch", "numpy", "cv2", "skimage", "sklearn", *PAGE_SIDE})


def test_importing_the_course_is_quick():
    """At most 0.1 s, the best of five: the others may have waited for the machine."""
    program = (
        "import time; t = time.perf_counter(); import course_lib; print(time.perf_counter() - t)"
    )
    times = [
        float(subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, timeout=60))
        for _ in range(5)
    ]
    assert min(times) <= 0.1


def test_the_command_line_loads_no_torch():
    loaded = loaded_after("import course_lib.__main__")
    assert "torch" not in loaded

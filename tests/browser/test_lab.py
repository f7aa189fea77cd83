"""``make lab`` as a learner gets it: a start page, and a chapter that keeps what was solved."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.browser.axe import grave
from tests.conftest import ROOT, unused_port

CURRENT = "globalThis.jupyterapp?.shell?.currentWidget"
RUN = f"""async ([words, answer]) => {{
  const book = {CURRENT}.content;
  const number = book.widgets.findIndex((w) => w.model.type === "code" &&
    w.model.sharedModel.source.includes(words));
  const model = book.widgets[number].model.sharedModel;
  if (answer) model.setSource(model.source.replace("raise NotImplementedError", answer));
  book.activeCellIndex = number;
  await jupyterapp.commands.execute("notebook:run-cell");
}}"""


@pytest.fixture(scope="module")
def lab_address(tmp_path_factory):
    """JupyterLab by the course's own command, in a home of its own; its address and the copies."""
    home = tmp_path_factory.mktemp("home")
    own = {"HOME": str(home), "LWL_HOME": str(home / "mine"),
           "LWL_PROGRESS": str(home / "progress.sqlite3")}  # fmt: skip
    log = (home / "log.txt").open("w+")
    command = [sys.executable, "-m", "course_lib", "lab", "--no-browser"]
    server = subprocess.Popen([*command, "--port", str(unused_port())], cwd=ROOT, stdout=log,
                              stderr=log, env={**os.environ, **own})  # fmt: skip
    end = time.monotonic() + 60
    while not (found := re.search(r"http://127\S+token=\S+", (home / "log.txt").read_text())):
        assert server.poll() is None, (home / "log.txt").read_text()
        assert time.monotonic() < end
        time.sleep(0.2)
    yield found[0], home / "mine"
    server.terminate()
    server.wait(30)
    log.close()


def in_chapter(page) -> None:
    page.wait_for_function(f"{CURRENT}?.context?.path?.startsWith('07')")
    page.wait_for_function(
        f"{CURRENT}?.context?.sessionContext?.session?.kernel?.status === 'idle'"
    )


def test_a_solved_exercise_is_there_after_a_reload(lab_address, chromium):
    address, mine = lab_address
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(90_000)
    page.goto(address)
    page.get_by_text("your own copies").wait_for()
    link = page.get_by_role("link", name="7 · Face recognition")
    assert [line for line in grave(page) if "jp-MarkdownViewer" in line] == []
    link.first.click()
    in_chapter(page)
    page.wait_for_timeout(1500)
    assert page.evaluate(f"{CURRENT}.context.model.dirty") is False  # opened, not changed
    # An exercise before the first cell: one sentence, and a button that mends it.
    page.evaluate(RUN, ["def grow_head", ""])
    go = page.get_by_role("button", name="Run the first cell for me")
    go.wait_for()
    assert "NameError" not in page.locator(".lm-Widget.jp-OutputArea-output p").first.inner_text()
    go.click()
    page.get_by_text("Done: now run your cell again").wait_for()
    page.evaluate(RUN, ["def grow_head", "return np.concatenate([weight, new[None]])"])
    page.locator(".lwl-check", has_text="passed").wait_for()
    page.wait_for_function(f"{CURRENT}.context.model.dirty === false")
    page.reload()
    in_chapter(page)
    page.locator(".lwl-check", has_text="passed").wait_for(state="attached")
    saved = json.loads((mine / "07_face_recognition.ipynb").read_text(encoding="utf-8"))
    assert any("np.concatenate([weight" in "".join(cell["source"]) for cell in saved["cells"])
    page.close()


def test_a_panel_whose_kernel_ended_says_how_it_comes_back(lab_address, chromium):
    address, _ = lab_address
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.set_default_timeout(90_000)
    page.goto(address)
    page.get_by_role("link", name="6 · One-shot learning").first.click()
    page.wait_for_function(f"{CURRENT}?.context?.path?.startsWith('06')")
    idle = f"{CURRENT}?.context?.sessionContext?.session?.kernel?.status === 'idle'"
    page.wait_for_function(idle)
    page.evaluate(RUN, ["load_ext course_lib", ""])
    page.evaluate(RUN, ["help_with(", ""])
    page.locator(".lwl-help-with button").first.wait_for()
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function(f"{CURRENT}.context.model.dirty === false")
    page.evaluate(f"{CURRENT}.context.sessionContext.shutdown()")
    page.reload()
    page.wait_for_function(f"{CURRENT}?.context?.path?.startsWith('06')")
    page.wait_for_function(idle)
    ended = page.locator(".jp-OutputArea-output.jupyter-widgets:not(:has(*))").first
    ended.wait_for()
    page.wait_for_timeout(1000)
    said = ended.evaluate("e => getComputedStyle(e, '::before').content")
    assert "press Shift + Enter" in said
    page.evaluate(RUN, ["load_ext course_lib", ""])
    page.evaluate(RUN, ["help_with(", ""])
    page.locator(".lwl-help-with button").first.wait_for()
    page.close()


def test_the_start_page_says_where_the_learner_stands(tmp_path, own_progress):
    from course_lib.progress import record
    from course_lib.serve import start_page

    record("07_face_recognition", "grow_head", "exercise", "passed")
    text = start_page.write(ROOT / "notebooks", tmp_path).read_text(encoding="utf-8")
    assert re.search(
        r"\[7 · Face recognition\]\(07_face_recognition\.ipynb\).*◐ begun · 1 of", text
    )
    assert text.count(".ipynb)") == len(list((ROOT / "notebooks").glob("*.ipynb"))) + 1
    assert Path(tmp_path, "Start.md").exists()

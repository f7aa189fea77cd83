"""The home page and the pages around studios and chapters, in a real browser."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.browser
READY = "document.getElementById('lwl-state')?.dataset.state === 'ready'"


def write(path, course, *cells):
    """A notebook with this metadata; a cell is ("markdown" or "code", its text)."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.update(
        course=course,
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
    )
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    notebook.cells = [make[kind](text) for kind, text in cells]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def base(serve_notebooks, tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("notebooks")
    chapter = {"kind": "chapter", "summary": "Why <it> works.", "minutes": 60, "order": 2}
    write(
        folder / "02_holes.ipynb",
        {**chapter, "title": "2 · Holes & guesses"},
        ("markdown", "# Holes\n\nThe loss $L_{rec}$ is\n\n$$\\lVert x \\rVert_2$$"),
        ("code", "%load_ext course_lib\nimport os"),
        (
            "code",
            "def answer(x):\n    # YOUR CODE HERE\n    raise NotImplementedError\n\nanswer(1)",
        ),
        ("code", "{}['no such key']"),
        ("code", "print('pid', os.getpid())"),
    )
    write(
        folder / "dashboards" / "studio.ipynb",
        {"kind": "studio", "title": "A studio", "summary": "Play.", "minutes": 5, "order": 1},
        (
            "code",
            "import ipywidgets as w\nsecret_name = 1\nlabel = w.Label('waiting')\n"
            "button = w.Button(description='Press')\n"
            "button.on_click(lambda _: setattr(label, 'value', 'pressed'))\n"
            "w.VBox([button, label, w.HTMLMath('$x^2$')])",
        ),
    )
    write(folder / "03_no_card.ipynb", {**chapter, "title": "x", "order": None}, ("code", "1"))
    (folder / "04_broken.ipynb").write_text("{ not json")
    return serve_notebooks(folder)


@pytest.fixture
def new_page(chromium):
    """``new_page(width=1280, dark=False)``: an empty page, closed after the test.

    ``page.errors`` collects what failed on it: JavaScript errors, answers of 400 and more, and
    requests that would leave this computer (these are stopped).
    """
    contexts = []

    def start(width: int = 1280, height: int = 900, dark: bool = False):
        contexts.append(
            chromium.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
            )
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(90_000)
        page.errors = []

        def guard(route):
            if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
                return route.continue_()
            page.errors.append(f"leaves this computer: {route.request.url}")
            return route.abort()

        def answered(reply):
            if reply.status >= 400:
                page.errors.append(f"{reply.status}: {reply.url}")

        page.route("**/*", guard)
        page.on("pageerror", lambda error: page.errors.append(f"JavaScript: {error}"))
        page.on("response", answered)
        return page

    yield start
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_home_shows_every_card_and_fits(base, new_page, width, dark):
    page = new_page(width=width, dark=dark)
    page.goto(base)
    assert page.get_by_role("link", name="A studio Play.").is_visible()
    card = page.get_by_role("link", name="2 · Holes & guesses")
    assert "Why <it> works." in card.inner_text()
    assert "60 min" in card.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    red, green, blue = map(
        int, page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)")[:3]
    )
    assert (red + green + blue < 180) is dark
    assert page.errors == []


def test_large_type_is_remembered(base, new_page):
    page = new_page()
    page.goto(base)
    size = "parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    small = page.evaluate(size)
    page.get_by_role("button", name="Large type").click()
    large = page.evaluate(size)
    page.reload()
    assert page.evaluate(size) == large > 1.2 * small
    assert page.get_by_role("button", name="Large type").get_attribute("aria-pressed") == "true"


def test_keyboard_reaches_the_cards(base, new_page):
    page = new_page()
    page.goto(base)
    for _ in range(8):
        page.keyboard.press("Tab")
        if "A studio" in page.evaluate("document.activeElement.innerText"):
            break
    else:
        pytest.fail("the studio's card cannot be reached with the Tab key")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/studio.ipynb")


def test_a_chapter_is_read_only_and_says_how_to_work_in_it(base, new_page):
    page = new_page(width=390, dark=True)
    page.goto(base)
    page.get_by_role("link", name="2 · Holes & guesses").click()
    page.wait_for_function(READY)
    body = page.inner_text("body")
    assert "make lab" in body
    assert "yours to write" in body
    assert "needs your answer" in body
    assert "could not be shown (KeyError" in body
    assert "Traceback" not in body
    assert "already loaded" not in body
    page.wait_for_selector(".jp-MarkdownOutput mjx-container")
    assert page.locator("textarea, [contenteditable=true], .cm-content").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    foot = page.locator(".lwl-foot").bounding_box()
    last = page.get_by_text("pid").last.bounding_box()
    assert foot["y"] >= last["y"] + last["height"]
    assert page.errors == []


def test_a_studio_answers_and_hides_its_code(base, new_page):
    page = new_page()
    page.goto(base + "/voila/render/dashboards/studio.ipynb")
    page.wait_for_function(READY)
    page.get_by_role("button", name="Press").click()
    page.get_by_text("pressed").wait_for()
    page.wait_for_selector(".widget-htmlmath-content mjx-container")
    assert "secret_name" not in page.content()
    assert page.errors == []


def test_an_exercise_is_shown_as_a_gap_to_fill(base, new_page):
    page = new_page()
    page.goto(base + "/voila/render/02_holes.ipynb")
    page.wait_for_function(READY)
    shown = page.locator(".jp-InputArea-editor", has_text="def answer").inner_text()
    assert "...  # yours to write" in shown
    assert "NotImplementedError" not in shown
    page.get_by_text("says how to open a copy").wait_for()  # the cell itself raised it


def test_a_kernel_that_dies_again_and_again_is_said_in_one_sentence(base, new_page):
    page = new_page()
    page.goto(base + "/voila/render/02_holes.ipynb")
    page.wait_for_function(READY)
    shown = page.get_by_text("pid").last
    first = shown.inner_text()
    os.kill(int(first.split()[-1]), signal.SIGKILL)
    page.wait_for_function("document.documentElement.dataset.wentOn === ''")  # once, by itself
    page.wait_for_function(READY)
    assert shown.inner_text() != first
    os.kill(int(shown.inner_text().split()[-1]), signal.SIGKILL)
    alert = page.locator("#lwl-trouble p")
    alert.wait_for()
    assert "has stopped" in alert.inner_text()
    assert page.get_by_role("button", name="Reload the page").is_visible()


def test_leaving_a_page_ends_its_kernel(base, new_page):
    page = new_page()
    page.goto(base + "/voila/render/02_holes.ipynb")
    page.wait_for_function(READY)
    pid = int(page.get_by_text("pid").last.inner_text().split()[-1])
    page.goto(base)
    end = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()


def test_no_such_page_shows_the_way_home(base, new_page):
    page = new_page()
    page.goto(base + "/nowhere")
    page.get_by_role("link", name="home page").click()
    page.get_by_role("link", name="A studio Play.").wait_for()


@pytest.mark.parametrize("path", ["/voila/files/02_holes.ipynb", "/voila/api/contents/"])
def test_notebook_files_are_not_handed_out(base, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(base + path)
    assert refused.value.code in (403, 404)
    with pytest.raises(json.JSONDecodeError):
        json.loads(refused.value.read())


@pytest.fixture
def begun(serve_notebooks, tmp_path, monkeypatch) -> str:
    """A course of a studio and two chapters, the first chapter's only exercise solved."""
    own = tmp_path / "own"
    own.mkdir()
    tries = {"version": 1, "exercises": {"masked": {"tries": 2, "passed": True}}}
    (own / "progress.json").write_text(json.dumps(tries))
    monkeypatch.setenv("LWL_HOME", str(own))
    folder = tmp_path / "notebooks"
    course = {"summary": "s", "minutes": 5, "part": "pretext"}
    studio = {**course, "kind": "studio", "title": "The studio", "order": 1}
    studio["sections"] = {"02": [2]}
    write(folder / "dashboards" / "studio.ipynb", studio, ("code", "1 + 1"))
    for number, name in ((2, "masked"), (3, "loss")):
        chapter = {**course, "kind": "chapter", "title": f"{number} · Chapter", "order": number}
        cell = f"check.{name}({name})"
        prose = ("markdown", "# x\n\n## 1 · Why\n\n## 2 · What to hide\n")
        write(folder / f"0{number}.ipynb", chapter, prose, ("code", cell))
    return serve_notebooks(folder)


def test_home_says_where_the_learner_stands_and_leads_on(begun, new_page):
    page = new_page()
    page.goto(begun)
    states = page.locator(".lwl-card[data-name]").evaluate_all(
        "cards => cards.map(c => [c.dataset.name, c.dataset.state])"
    )
    assert states == [["studio", ""], ["02", "done"], ["03", ""]]
    assert "1 of 1 exercises" in page.locator("[data-name='02']").inner_text()
    go = page.locator("#lwl-go-on")
    assert go.inner_text().split("\n")[0].startswith("Go on")
    assert "3 · Chapter" in go.inner_text()
    # A studio that was opened and pressed counts as begun, and is what to go on with.
    go_to = page.get_by_role("link", name="The studio")
    go_to.click()
    page.wait_for_function(READY)
    page.mouse.click(300, 300)
    ways = page.locator("#lwl-ways a")
    ways.first.wait_for()
    assert ways.evaluate_all("links => links.map(a => a.textContent)") == [
        "Next: explained in →2 · Chapter"
    ]
    page.wait_for_timeout(2500)
    page.goto(begun)
    assert page.locator("[data-name='studio']").get_attribute("data-state") == "begun"
    assert "The studio" in page.locator("#lwl-go-on").inner_text()
    assert page.errors == []


def test_a_studio_leads_to_its_section_and_the_section_back(begun, new_page):
    page = new_page()
    page.goto(begun + "/voila/render/dashboards/studio.ipynb")
    page.locator("#lwl-ways a", has_text="explained in").click()
    page.wait_for_function(READY)
    assert page.evaluate("decodeURIComponent(location.hash)") == "#2-·-What-to-hide"
    line = page.locator("h2 + .lwl-try")
    line.wait_for()
    assert line.count() == 1
    assert line.inner_text() == "Try it in The studio"
    line.get_by_role("link").click()
    page.wait_for_url("**/studio.ipynb")
    assert page.errors == []


def test_a_section_stays_in_view_while_what_is_above_it_grows(serve_notebooks, tmp_path, new_page):
    chapter = {"kind": "chapter", "summary": "s", "minutes": 5, "order": 1, "title": "1 · Long"}
    grows = (
        "import threading, time\nimport ipywidgets\nbox = ipywidgets.HTML('small')\n"
        "def grow():\n    for height in range(1, 6):\n        time.sleep(0.3)\n"
        "        box.value = f'<div style=\"height: {height * 700}px\">grown {height}</div>'\n"
        "threading.Thread(target=grow).start()\nbox"
    )
    low = ("markdown", "## 2 · Down here\n\n" + "Text.\n\n" * 60)
    write(tmp_path / "01.ipynb", chapter, ("markdown", "# x\n\n## 1 · Up"), ("code", grows), low)
    page = new_page()
    page.goto(serve_notebooks(tmp_path) + "/voila/render/01.ipynb#2-%C2%B7-Down-here")
    page.get_by_text("grown 5").wait_for()
    page.wait_for_timeout(300)
    top = "document.getElementById('2-%C2%B7-Down-here').getBoundingClientRect().top"
    assert 52 <= page.evaluate(top) <= 120  # below the bar
    page.mouse.wheel(0, -600)  # the reader's own hand counts more
    page.wait_for_timeout(500)
    assert page.evaluate(top) > 400
    assert page.errors == []


def test_a_first_visit_starts_at_the_beginning(base, new_page):
    page = new_page()
    page.goto(base)
    assert "Start here" in page.locator("#lwl-go-on").inner_text()
    assert page.locator("#lwl-go-on").get_attribute("href").endswith("dashboards/studio.ipynb")

"""The progress page and the teacher's page, driven as a learner and a teacher would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course_lib.progress import record, store
from tests.browser.axe import grave
from tests.serve.test_course_map import write


@pytest.fixture(scope="module")
def started(serve_notebooks, tmp_path_factory) -> tuple[str, Path]:
    """A course of a studio and a chapter with two exercises; its address, its file of progress."""
    folder = tmp_path_factory.mktemp("course")
    file = folder / "own" / "progress.sqlite3"
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    write(notebooks / "dashboards" / "studio.ipynb", ["1 + 1"], part="pretext", title="The studio")
    cells = ["check.masked(masked)", "check.loss(loss)"]
    write(notebooks / "02.ipynb", cells, part="pretext", order=2, kind="chapter", title="2 · Holes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LWL_PROGRESS", str(file))
        return serve_notebooks(notebooks), file


@pytest.fixture(autouse=True)
def of_the_server(started, monkeypatch) -> None:
    monkeypatch.setenv("LWL_PROGRESS", str(started[1]))


def test_what_was_done_stands_there_after_a_reload_and_start_over_asks(started, open_page):
    base, file = started
    page = open_page(base + "/course/progress", "h1")
    assert "Nothing yet" in page.inner_text("main")
    for _ in range(2):
        record("02", "masked", "exercise", "wrong", "True means <b>hidden</b>.")
    record("02", "masked", "exercise", "passed")
    page.reload()
    assert "1 of 2 solved" in page.locator("tr[data-name='02']").inner_text()
    assert "3 tries" in page.locator("tr[data-name='02']").inner_text()
    assert "taken 2 times" in page.inner_text(".lwl-turn")
    assert "<b>hidden</b>" in page.inner_text(".lwl-turn")  # as text
    assert "Go on with" in page.inner_text(".lwl-button-link")
    with page.expect_download() as saved:
        page.get_by_label("Your name").fill("Ada <Lovelace>")
        page.keyboard.press("Enter")
    told = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert told["name"] == "Ada <Lovelace>"
    assert len(told["events"]) == 3
    assert saved.value.suggested_filename.startswith("progress-ada-lovelace-")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    assert Path(saved.value.path()).read_text(encoding="utf-8").count("masked") == 3
    # by keyboard: the button is there only once “Start over” is open
    page.locator("summary", has_text="Start over").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".lwl-note", has_text="is kept as").wait_for()
    assert "Nothing yet" in page.inner_text("main")
    assert len(list(file.parent.glob("progress.before-*"))) == 1
    assert store.events() == ([], "")


def test_a_page_that_was_opened_counts_as_begun(started, open_page):
    base, _ = started
    open_page(base + "/voila/render/dashboards/studio.ipynb", ".lwl-page")
    page = open_page(base + "/course/progress", "h1")
    line = page.locator("tr[data-name='studio']")
    assert "done" in line.inner_text()  # a studio asks nothing, so opening it is all there is


def files(folder: Path) -> list[str]:
    from course_lib.progress.exported import as_json
    from course_lib.progress.store import Event

    def event(outcome: str, message: str = "") -> Event:
        return Event(1.0, "", "02", "masked", "exercise", outcome, message)

    learners = {
        "Ada": [event("wrong", "Off by one."), event("passed")],
        "Ben <script>alert(1)</script>": [event("wrong", "Off by one.")] * 3,
    }
    made = []
    for number, (name, events) in enumerate(learners.items()):
        made.append(folder / f"{number}.json")
        made[-1].write_text(as_json(name, events), encoding="utf-8")
    made.append(folder / "broken.json")
    made[-1].write_text("{")
    return [str(file) for file in made]


def test_a_teacher_reads_a_class_and_names_can_be_left_out(started, open_page, tmp_path):
    page = open_page(started[0] + "/course/class", "h1")
    given = files(tmp_path)
    page.get_by_label("The files of your class").set_input_files(given)
    page.get_by_role("button", name="Read them").click()
    row = page.locator("tr[data-item=masked]")
    row.wait_for()
    assert page.inner_text("#lwl-rows") == "2 learners"
    assert "broken.json is not a file of progress" in page.inner_text(".lwl-note")
    assert "Off by one. (4 ×)" in row.inner_text()
    assert row.locator("td").first.inner_text() == "2"
    assert "Ben" not in page.inner_text("main")
    page.get_by_label("The files of your class").set_input_files(given)
    page.get_by_label("show names").check()
    page.get_by_role("button", name="Read them").click()
    page.locator("td", has_text="1: Ben <script>alert(1)</script>").wait_for()


def test_three_broken_files_of_three_hundred_are_named(started, open_page, tmp_path):
    from course_lib.progress.exported import as_json
    from course_lib.progress.store import Event

    for number in range(297):
        tries = [Event(1.0, "", "02", "masked", "exercise", "wrong", "Off by one.")] * 2
        ending = [Event(2.0, "", "02", "masked", "exercise", "passed")] * (number % 3 > 0)
        text = as_json(f"Learner {number}", [*tries, *ending])
        (tmp_path / f"{number}.json").write_text(text, encoding="utf-8")
    for name, content in (("cut", text[:100]), ("other", '{"a": 1}'), ("photo", "\0\1\2")):
        (tmp_path / f"{name}.json").write_text(content)
    page = open_page(started[0] + "/course/class", "h1")
    page.get_by_label("The files of your class").set_input_files(
        [str(file) for file in sorted(tmp_path.glob("*.json"))]
    )
    page.get_by_role("button", name="Read them").click()
    row = page.locator("tr[data-item=masked]")
    row.wait_for()
    assert page.inner_text("#lwl-rows") == "297 learners"
    said = page.locator(".lwl-note").all_inner_texts()
    assert all(any(f"{name}.json" in one for one in said) for name in ("cut", "other", "photo"))
    assert [td.strip() for td in row.locator("td").all_inner_texts()[:2]] == ["297", "198"]
    assert "Off by one. (594 ×)" in row.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_pages_are_for_everybody(started, open_page, tmp_path, scheme):
    """axe-core, with and without something to show, wide and on a phone."""
    record("02", "masked", "exercise", "wrong", "Off by one.")
    for size in ({"width": 1280, "height": 720}, {"width": 390, "height": 844}):
        page = open_page(started[0] + "/course/progress", "h1", color_scheme=scheme, viewport=size)
        assert grave(page) == []
        page.goto(started[0] + "/course/class")
        assert grave(page) == []
        page.get_by_label("The files of your class").set_input_files(files(tmp_path))
        page.get_by_label("show names").check()
        page.get_by_role("button", name="Read them").click()
        page.locator("tr[data-item=masked]").wait_for()
        assert grave(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

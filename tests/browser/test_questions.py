"""A chapter read in a browser is worked in: questions by keyboard, and there after a reload."""

from __future__ import annotations

import pytest

from tests.browser.axe import grave

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
CELLS = (
    'from course_lib.panels.workbook import ask\nask("lens_fix")',
    'ask("who_wrote_it")',
    'ask("position_chance")',
    'ask("probe_order")',
    'ask("random_worth", then=lambda: ["half of them"])',
)


@pytest.fixture(scope="module")
def address(voila):
    return voila.notebook(*CELLS)


def card(page, number):
    return page.locator(".lwl-question").nth(number)


def option(page, number, value):
    return card(page, number).locator(f"input[data-value='{value}']")


def said(page, number):
    return card(page, number).locator(".lwl-question-said")


def test_all_kinds_by_keyboard_with_a_reload(open_page, address):
    page = open_page(address, ready=".lwl-question >> nth=4")
    option(page, 0, 1).focus()  # one of several: a wrong one, then with the arrows the right one
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    said(page, 0).get_by_text("A gap cuts lines").wait_for()
    values = card(page, 0).locator("input").evaluate_all("all => all.map(i => i.dataset.value)")
    for _ in range((values.index("0") - values.index("1")) % 4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said(page, 0).get_by_text("Right").wait_for()

    for value in (0, 1, 2):
        option(page, 1, value).focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert said(page, 1).get_by_text("Right").count() <= 1
    said(page, 1).get_by_text("The text itself holds the next word").wait_for()

    card(page, 2).locator("input").focus()
    page.keyboard.type("nan")
    page.keyboard.press("Enter")
    said(page, 2).get_by_text("is not a number").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("1/8")
    page.keyboard.press("Enter")
    said(page, 2).get_by_text("One in eight").wait_for()

    steps = card(page, 3).locator("li")
    for value in range(6):  # each step up to its place, with the focus that goes along
        while (place := order(steps).index(str(value))) > value:
            steps.nth(place).get_by_role("button", name="Up").focus()
            page.keyboard.press("Enter")
    page.locator(".lwl-question").nth(3).locator("button[type=submit]").focus()
    page.keyboard.press("Enter")
    said(page, 3).get_by_text("Only the cut has seen names").wait_for()

    assert page.locator(".lwl-ask-text").count() == 0
    option(page, 4, 1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator(".lwl-ask-text", has_text="half of them").wait_for()

    page.reload(wait_until="commit")
    page.locator(".lwl-question").nth(4).wait_for()
    page.locator(".lwl-ask-text", has_text="half of them").wait_for()
    assert option(page, 0, 0).is_checked()
    assert card(page, 1).locator("input:checked").count() == 3
    assert card(page, 2).locator("input").input_value() == "1/8"
    assert order(steps) == list("012345")
    assert option(page, 4, 1).is_disabled()
    assert [card(page, n).get_attribute("data-state") for n in range(5)] == ["right"] * 4 + [
        "wrong"
    ]


def test_an_answer_survives_a_kernel_that_is_killed(open_page, voila):
    kill = (
        "import os, signal\nimport ipywidgets\nend = ipywidgets.Button(description='End it')\n"
        "end.on_click(lambda _: os.kill(os.getpid(), signal.SIGKILL))\nend"
    )
    asked = CELLS[0].splitlines()[0] + "\n" + CELLS[2]
    page = open_page(voila.notebook(asked, kill), ready=".lwl-question")
    page.get_by_role("button", name="End it").wait_for()
    card(page, 0).locator("input").fill("0.125")
    page.keyboard.press("Enter")
    said(page, 0).get_by_text("One in eight").wait_for()
    page.get_by_role("button", name="End it").click()
    page.wait_for_timeout(500)
    page.problems.clear()  # of a socket whose kernel is gone
    page.reload(wait_until="commit")
    card(page, 0).wait_for()
    said(page, 0).get_by_text("One in eight").wait_for()
    assert card(page, 0).locator("input").input_value() == "0.125"
    page.problems.clear()


def order(steps) -> list[str]:
    return steps.evaluate_all("all => all.map(step => step.dataset.value)")


def test_a_finger_answers_on_a_phone(open_page, address):
    size = {"width": 390, "height": 844}
    page = open_page(address, ready=".lwl-question >> nth=4", viewport=size)
    label = card(page, 0).locator(".lwl-question-option").first
    label.tap()
    card(page, 0).locator("button[type=submit]").tap()
    said(page, 0).locator("p").first.wait_for()
    assert label.bounding_box()["height"] >= 36
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_answer_is_on_the_page_within_a_tenth_of_a_second(open_page, address):
    page = open_page(address, ready=".lwl-question >> nth=4")
    took = page.evaluate(
        """async () => {
          const card = document.querySelector(".lwl-question");
          const said = card.querySelector(".lwl-question-said");
          const took = [];
          for (const value of [0, 1, 2, 3, 1, 2, 3]) {
            card.querySelector(`input[data-value='${value}']`).checked = true;
            const before = said.textContent;
            const start = performance.now();
            card.requestSubmit();
            while (said.textContent === before && performance.now() < start + 2000)
              await new Promise((go) => setTimeout(go, 1));
            took.push(performance.now() - start);
          }
          return took.sort((a, b) => a - b);
        }"""
    )
    assert took[3] < 100


def test_hints_by_keyboard_are_open_again_after_a_reload(open_page, voila):
    call = 'from course_lib.panels.workbook import help_with\nhelp_with("turn")'
    page = open_page(voila.notebook(call), ready=".lwl-help-with button")
    page.get_by_role("button", name="Compare").press("Enter")
    page.get_by_text("So far: 0").wait_for()
    page.get_by_role("button", name="Hint 1 of 3").press("Enter")
    page.get_by_role("button", name="Hint 2 of 3").press("Enter")
    page.get_by_role("button", name="Hint 3 of 3").wait_for()
    page.reload(wait_until="commit")
    page.get_by_role("button", name="Hint 3 of 3").wait_for()
    assert page.locator(".lwl-help-hints li").count() == 2


def test_a_chapter_itself_remembers_what_was_answered_in_it(open_page, course_url):
    page = open_page(f"{course_url}/voila/render/03_multitask.ipynb", ready=".lwl-question")
    loss = page.locator(".lwl-question", has_text="Three heads with 8, 4 and 2 answers")
    loss.locator("input").focus()
    page.keyboard.type("4.16")
    page.keyboard.press("Enter")
    loss.get_by_text("log 64 = 4.16").wait_for()
    page.reload(wait_until="commit")
    loss.get_by_text("log 64 = 4.16").wait_for()
    assert loss.locator("input").input_value() == "4.16"
    assert page.locator(".lwl-cell-code", has_text='ask("three_heads_loss")').count() == 0


def test_jupyterlab_leaves_the_keys_to_the_question(open_page, lab):
    page = open_page(lab.notebook(CELLS[0], *CELLS[2:4]), ready=".lwl-question >> nth=2")
    card(page, 1).locator("input").focus()
    page.keyboard.type("1/8")
    page.keyboard.press("Enter")
    said(page, 1).get_by_text("One in eight").wait_for()
    first = card(page, 2).locator("li").first
    value = first.get_attribute("data-value")
    first.get_by_role("button", name="Down").press("Enter")
    assert order(card(page, 2).locator("li"))[1] == value
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 3


@pytest.mark.parametrize(("scheme", "exercise"), [("light", "cosine"), ("dark", "embed")])
def test_what_was_answered_and_opened_is_for_everybody(open_page, voila, scheme, exercise):
    call = f'from course_lib.panels.workbook import help_with\nhelp_with("{exercise}")'
    page = open_page(
        voila.notebook(*CELLS, call), ready=".lwl-help-with button", color_scheme=scheme
    )
    for number in range(3):
        card(page, number).locator("button[type=submit]").click()
        said(page, number).locator("p").first.wait_for()
    for name in ("Hint", "Hint", "Compare"):
        page.get_by_role("button", name=name).click()
    page.get_by_text("So far: 0").wait_for()
    assert grave(page) == []


def test_on_a_page_that_is_busy_for_seconds_no_widget_counts_as_failed(open_page, voila):
    """Every module of a widget comes 2.5 s late: none is on record as failed (``open_page``)."""
    late = """
        const make = URL.createObjectURL.bind(URL);
        URL.createObjectURL = (blob) => {
            const wait = "await new Promise((go) => setTimeout(go, 2500));\\n";
            return make(blob.type === "text/javascript" ? new Blob([wait, blob], blob) : blob);
        };
    """
    page = open_page("about:blank")
    page.add_init_script(late)
    page.goto(voila.notebook(*CELLS[:2]))
    page.locator(".lwl-question").nth(1).wait_for()

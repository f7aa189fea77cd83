"""Every studio by keyboard alone: all of it is reached, nothing holds the focus, one sees where one
is, and the studio's own act is done and its result read; then axe-core looks at that result."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import grave
from tests.browser.keys import Keys
from tests.browser.test_course_pages import READY

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
STUDIOS = Path(__file__).resolve().parents[2] / "notebooks" / "dashboards"
PATIENCE = 90_000
SEEN = 100  # pixels that change by 3 : 1 at least where the focus is: a ring of 1 around 24 × 24


def says(keys: Keys, text: str | re.Pattern, within: str = "#main") -> None:
    """It stands on the page, to be read."""
    told = keys.page.locator(within).get_by_text(text).locator("visible=true")
    told.first.wait_for(timeout=PATIENCE)


def changes(keys: Keys, of: str, act: Callable[[], None]) -> None:
    """What stands in ``of`` is another thing after the act."""
    place = keys.page.locator(of).first
    before = place.inner_text()
    act()
    expect(place).not_to_have_text(before, timeout=PATIENCE, use_inner_text=True)


def runs_stops_and_goes_on(keys: Keys, start: str, again: str) -> None:
    """A training: Enter starts it, Enter stops it, on one button that keeps the focus."""
    keys.press(start)
    bar = keys.page.locator("[data-step]:not([data-step='0'])").locator("visible=true").first
    bar.wait_for(timeout=PATIENCE)
    keys.press("Stop")
    keys.page.get_by_role("button", name=again).first.wait_for(timeout=PATIENCE)


def negative_sampling(keys: Keys) -> None:
    says(keys, "nothing learned yet")
    keys.press("Learn from this table")
    says(keys, "after 1 step")
    keys.write("Context word c", "king")
    keys.page.locator(".lwl-noise-table td", has_text="king").first.wait_for()
    keys.to(keys.page.get_by_role("slider", name="k, noise words"))
    keys.page.keyboard.press("ArrowRight")
    expect(keys.page.locator(".lwl-noise-table tbody tr")).to_have_count(6)
    changes(keys, ".lwl-noise-table", lambda: keys.press("Draw again"))


def watch_it_train(keys: Keys) -> None:
    keys.choose("My own text")
    keys.to(keys.page.locator("textarea"))
    keys.page.keyboard.insert_text("the king and the queen rule the land and drink juice . " * 200)
    says(keys, "stays on this machine")
    keys.press("Start training")
    keys.page.get_by_role("button", name="Train again").wait_for(timeout=PATIENCE)
    keys.write("Neighbours of a word", "queen")
    keys.page.locator(".lwl-word-results tbody th", has_text=re.compile(r"\w")).first.wait_for()


def train_yourself(keys: Keys) -> None:
    runs_stops_and_goes_on(keys, "Start training", "Resume")
    says(keys, "Nothing is lost")
    keys.page.locator("figure [data-state=ready], figure[data-state=ready]").first.wait_for()


def train_prototypes(keys: Keys) -> None:
    runs_stops_and_goes_on(keys, "Start training", "Resume")
    says(keys, "Nothing is lost")


def threshold_price(keys: Keys) -> None:
    told = LAST["threshold_price"]
    keys.choose("DET")
    changes(keys, told, lambda: keys.choose("Fisherfaces", exact=True))
    keys.to(keys.page.get_by_role("slider", name="stranger in costs"))
    changes(keys, told, lambda: keys.page.keyboard.press("ArrowRight"))
    changes(keys, ".lwl-threshold-price .widget-readout", lambda: keys.press("Cheapest τ"))


def front_door(keys: Keys) -> None:
    keys.choose("Emi")
    keys.press("That is my answer")
    says(keys, "Right: it is Emi")


def softmax_cost(keys: Keys) -> None:
    keys.press("Measure on this machine")
    says(keys, "µs", ".lwl-table tbody")
    keys.press("Stop")
    keys.page.get_by_role("button", name="Go on").wait_for(timeout=PATIENCE)


def label_factory(keys: Keys) -> None:
    keys.choose("Rotation")
    keys.page.locator(".lwl-factory-label", has_text="“").wait_for()
    before = keys.page.locator(".lwl-factory-label").inner_text()
    for _ in range(20):
        keys.press("Make another")
        keys.page.wait_for_timeout(200)
        if keys.page.locator(".lwl-factory-label").inner_text() != before:
            break
    else:
        raise AssertionError(f"twenty questions, all with the label {before}")
    keys.choose("The photo itself")
    says(keys, "first property")


def beat_the_network(keys: Keys) -> None:
    keys.press("1 above left")
    says(keys, "The network is", ".lwl-guess-verdict")
    keys.press("Next (Enter)")
    keys.page.locator(".lwl-guess[data-state=asked]").wait_for()


def cheat_detective(keys: Keys) -> None:
    keys.press("Jitter", "Space", "checkbox")
    keys.press("Ask both networks")
    keys.choose("Network A")
    says(keys, "cheats.")


def mask_studio(keys: Keys) -> None:
    keys.press("Central region")
    says(keys, re.compile("4096|4,096|25 %"))
    keys.to(keys.page.get_by_role("application", name="Photo to paint on"))
    given = keys.page.get_by_role("img", name="The photo with its hole")
    before = given.get_attribute("aria-label")
    for key in ("Home", "Space", *["Shift+ArrowLeft"] * 6, "Shift+ArrowUp", "Space"):
        keys.page.keyboard.press(key)
    expect(given).not_to_have_attribute("aria-label", before, timeout=PATIENCE)
    keys.press("Save before | after")


def multitask_bench(keys: Keys) -> None:
    bench = keys.page.locator(".lwl-multitask-bench")
    keys.press("Jigsaw", "Space", "checkbox")  # each time the page asks anew
    expect(bench).to_contain_text("+ jigsaw", timeout=PATIENCE)
    keys.press("Jigsaw", "Space", "checkbox")
    expect(bench).not_to_contain_text("+ jigsaw", timeout=PATIENCE)
    keys.choose("One cannot tell")
    told = keys.page.locator(".lwl-multitask-bench .lwl-note", has_text="point")
    told.first.wait_for(timeout=PATIENCE)


def context_lab(keys: Keys) -> None:
    keys.press("I want a glass of orange juice")
    says(keys, re.compile("which word is the blank"))
    keys.choose("orange")
    says(keys, re.compile("True word “orange”"))


def explorer(keys: Keys) -> None:
    keys.to(keys.page.locator("#main input[type=text]").first)
    keys.page.keyboard.press("Control+a")
    keys.page.keyboard.type("king")
    keys.page.keyboard.press("Enter")
    says(keys, "Nearest to “king”, by cosine")
    keys.to(keys.page.get_by_role("group", name="Nearest to “king”").get_by_role("button").first)
    keys.page.keyboard.press("Enter")
    keys.page.locator(".lwl-pick", has_text="king").first.wait_for()
    expect(keys.page.get_by_text("Nearest to “king”, by cosine")).to_have_count(0)


def language_model(keys: Keys) -> None:
    changes(keys, ".lwl-likely", lambda: keys.press("In the middle of the"))
    says(keys, "5 words, of which the model")
    bar = keys.page.locator(".lwl-likely").first
    word = bar.locator("span").first.inner_text()
    changes(keys, "ol, ul", lambda: (keys.to(bar), keys.page.keyboard.press("Enter")))
    field = keys.page.locator("#main input[type=text]").first
    expect(field).to_have_value(f"In the middle of the {word}")


def machines(keys: Keys) -> None:
    changes(keys, ".lwl-spaces-result", lambda: keys.press("Next trial"))
    changes(keys, ".lwl-spaces-result", lambda: keys.choose("ConvNet features"))
    keys.press("Look for mistakes")
    says(keys, "100 of 100 trials")


def one_hot(keys: Keys) -> None:
    keys.press("king", exact=True)
    keys.page.get_by_role("radio", name=re.compile("king, number .*times 1")).wait_for()
    keys.to(keys.page.get_by_role("radio", name=re.compile("^king, number")))
    keys.page.keyboard.press("ArrowRight")
    expect(
        keys.page.get_by_role("radio", name=re.compile("^king, number .*times 1"))
    ).to_have_count(0)


def draw(keys: Keys, *arrows: str) -> None:
    """A stroke on the paper that has the focus."""
    for key in ("Space", *arrows, "Space"):
        keys.page.keyboard.press(key)


def own_alphabet(keys: Keys) -> None:
    paper = keys.page.get_by_role("application", name=re.compile("^Paper"))
    for number, arrow in enumerate(("Shift+ArrowDown", "Shift+ArrowRight")):
        keys.to(paper)
        draw(keys, *[arrow] * 5)
        keys.page.locator(".lwl-ink[data-strokes='1']").wait_for()
        keys.press("Keep it")
        keys.page.locator(f"[data-value='{number}']").wait_for()
        keys.page.locator(".lwl-ink[data-strokes='0']").wait_for()
    keys.to(paper)
    draw(keys, *["Shift+ArrowDown"] * 4)
    row = keys.page.locator("tr[data-machine=hausdorff] td").first
    expect(row).to_contain_text("surest", timeout=PATIENCE)


def skipgram_pairs(keys: Keys) -> None:
    keys.choose("juice")
    says(keys, re.compile("Pairs of “juice”: 8"))
    keys.choose("One random draw")
    keys.press("Draw again")


def strokes(keys: Keys) -> None:
    keys.press("Another character")
    says(keys, re.compile("^Character 2"))
    keys.to(keys.page.get_by_role("application", name=re.compile("^Paper")))
    draw(keys, *["Shift+ArrowDown"] * 5)
    keys.page.locator(".lwl-ink[data-strokes='1']").wait_for()
    keys.press("Draw mine anew")
    keys.page.locator(".lwl-movie[data-strokes='1']").last.wait_for()


def arena(keys: Keys) -> None:
    keys.press("Character A")
    said = keys.page.locator(".lwl-trial-said", has_text=re.compile("^[✓✗]"))
    expect(said).to_have_count(7, timeout=PATIENCE)
    keys.press("Next trial (Enter)")
    says(keys, "Trial 2 of 10")


ACTS = {
    act.__name__: act
    for act in (
        *(negative_sampling, watch_it_train, train_yourself, train_prototypes, threshold_price),
        *(front_door, softmax_cost, label_factory, beat_the_network, cheat_detective, mask_studio),
        *(multitask_bench, context_lab, explorer, language_model, machines, one_hot, own_alphabet),
        *(skipgram_pairs, strokes, arena),
    )
}

# What comes last to a studio that computes once it is shown; until then, new stops may come.
LAST = {
    "arena": "button.lwl-trial-cell",
    "beat_the_network": ".lwl-guess[data-state=asked]",
    "cheat_detective": ".lwl-detective-table b",
    "context_lab": ".lwl-answer-truth",
    "explorer": ".lwl-chart[data-revision]",
    "front_door": "#main :text('Trained for')",
    "label_factory": ".lwl-factory-label",
    "machines": ".lwl-machine-spaces .lwl-chart[data-revision]",
    "mask_studio": "#main:not(:has-text('waking'))",
    "multitask_bench": ".lwl-near-photos",
    "threshold_price": ".lwl-threshold-price p:has-text('strangers let in')",
}

# For two seconds nothing was added to the page or taken from it, and nothing grew.
STILL = """() => {
    if (!window.lwlChanged) {
        const changed = () => { window.lwlChanged = performance.now(); };
        changed();
        new MutationObserver(changed).observe(document.body, { subtree: true, childList: true });
        new ResizeObserver(changed).observe(document.body);
    }
    return performance.now() - window.lwlChanged > 2000;
}"""


def test_no_studio_is_left_out():
    assert sorted(ACTS) == sorted(file.stem for file in STUDIOS.glob("*.ipynb"))


@pytest.mark.parametrize("name", ACTS)
def test_a_studio_by_keyboard_alone(course_url, open_page, name):
    address = f"{course_url}/voila/render/dashboards/{name}.ipynb"
    page = open_page(address, viewport={"width": 1280, "height": 720})
    page.wait_for_function(READY)
    page.locator(LAST.get(name, "#main")).first.wait_for(timeout=PATIENCE)
    page.wait_for_function(STILL)  # nothing moves under the learner's hands
    keys = Keys(page)
    stops, visible = [], set()  # kinds of stops whose focus was looked at
    while (stop := keys.tab()) is not None:
        assert stop["number"] not in [before["number"] for before in stops], stop["what"]
        assert stop["inView"], stop
        stops.append(stop)
        if stop["kind"] not in visible:
            visible.add(stop["kind"])
            assert (changed := keys.change_by_focus()) >= SEEN, (changed, stop["what"])
    assert "lwl-skip" in stops[0]["kind"]
    assert "course/class" in stops[-1]["what"]  # the footer, behind all that the page is about
    back = keys.walk(back=True)
    numbers = [stop["number"] for stop in stops]
    assert [stop["number"] for stop in back] == numbers[::-1], back
    ACTS[name](keys)
    assert "lwl-skip" not in keys.tab()["kind"]  # the focus was not lost on the way
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        assert grave(page) == []

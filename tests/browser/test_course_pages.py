"""Every page of the course as it is shipped: opens, fits a phone and a projector, can be read by
everybody (axe-core, in both schemes), asks nothing of the network."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.axe import grave

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
PAGES = sorted(
    file.relative_to(NOTEBOOKS).as_posix()
    for file in [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("dashboards/*.ipynb")]
)
# Visible text of fewer pixels than asked for; parts of formulas and numbers within drawings, which
# grow with their picture, are none.
SMALLER_THAN = """least => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, size = parseFloat(getComputedStyle(e).fontSize);
    if (walk.currentNode.textContent.trim() && e.checkVisibility() && size > 0 && size < least &&
        !e.closest("mjx-container, script, style, sup, sub, tspan, svg[viewBox]:not(.main-svg)"))
      found.push(`${e.tagName}.${e.className} ${size}: ${walk.currentNode.data.slice(0, 30)}`);
  }
  return found;
}"""
# Axis titles of charts that lie over the numbers at the axes, or are cut at the chart's edge.
LOST_TITLES = """() => [...document.querySelectorAll(".lwl-chart")].flatMap((chart) => {
  const edge = chart.getBoundingClientRect();
  const numbers = [...chart.querySelectorAll(".xtick text, .ytick text")]
    .map((text) => text.getBoundingClientRect());
  return [...chart.querySelectorAll(".xtitle, .ytitle")].filter((title) => {
    const box = title.getBoundingClientRect();
    return box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1 ||
      numbers.some((n) => Math.min(box.right, n.right) - Math.max(box.left, n.left) > 1 &&
                          Math.min(box.bottom, n.bottom) - Math.max(box.top, n.top) > 1);
  }).map((title) => title.textContent);
})"""
READY = "document.getElementById('lwl-state')?.dataset.state === 'ready'"


def too_wide(page) -> int:
    """By how many pixels the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_whole(course_url, chromium, path):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page, away, errors = context.new_page(), [], []

    def asked(request):
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            away.append(request.url)

    page.on("request", asked)
    page.on("websocket", lambda socket: "//127.0.0.1:" in socket.url or away.append(socket.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{course_url}/voila/render/{path}", timeout=300_000)
    page.wait_for_function(READY, timeout=300_000)
    page.wait_for_timeout(1000)
    text = page.inner_text("body")
    wide, graves = {"phone": too_wide(page)}, grave(page)
    lost = page.evaluate(LOST_TITLES)
    page.set_viewport_size({"width": 320, "height": 844})  # or 640 at twice the size
    page.wait_for_timeout(500)
    wide["small phone"] = too_wide(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="light")
    page.locator("#lwl-large").click()
    page.wait_for_timeout(1000)
    wide["large type"] = too_wide(page)
    graves += grave(page)
    lost += page.evaluate(LOST_TITLES)
    small = page.evaluate(SMALLER_THAN, 17.9)
    page.locator("#lwl-large").click()
    found = [*away, *errors]
    page.goto("about:blank")  # a page that is left, unlike one that is closed, ends its kernel
    context.close()
    assert found == []
    assert "could not be shown" not in text
    assert "Traceback" not in text
    assert wide == dict.fromkeys(wide, 0)
    assert graves == []
    assert small == []
    assert lost == []


@pytest.mark.parametrize("path", ["/", "/nowhere", "/course/progress", "/course/class"])
def test_a_page_without_python_is_for_everybody(course_url, chromium, path):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.goto(course_url + path, timeout=300_000)
    graves = grave(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="light")
    graves += grave(page)
    context.close()
    assert graves == []

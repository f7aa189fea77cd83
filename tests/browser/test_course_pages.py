"""Every page of the course as it is shipped: opens, fits a phone, asks nothing of the network."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
PAGES = sorted(
    file.relative_to(NOTEBOOKS).as_posix()
    for file in [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("dashboards/*.ipynb")]
)
READY = "document.getElementById('lwl-state')?.dataset.state === 'ready'"


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
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [*away, *errors]
    page.goto("about:blank")  # a page that is left, unlike one that is closed, ends its kernel
    context.close()
    assert found == []
    assert "could not be shown" not in text
    assert "Traceback" not in text
    assert overflow <= 0

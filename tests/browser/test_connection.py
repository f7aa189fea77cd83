"""What lies between page and server: a proxy under a path, and a connection that comes and goes."""

from __future__ import annotations

import json
from functools import partial
from urllib.parse import urlsplit

import nbformat
import pytest

from course_lib.install import browser
from tests.browser.proxy import Proxy
from tests.serve.test_page_renderer import no_kernel_lives

pytestmark = pytest.mark.browser

READY = "document.getElementById('lwl-state')?.textContent === 'Ready'"
COUNTER = """
import ipywidgets as w
button, said = w.Button(description="Count"), w.Label("0")
button.on_click(lambda _: setattr(said, "value", str(int(said.value) + 1)))
w.VBox([button, said]).add_class("counter")
"""
SLOW = "import time\ntime.sleep(1)\nprint('slow')"


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("connection")
    for name, cells in {"counter": [COUNTER], "slow": [SLOW] * 12}.items():
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        book.metadata["course"] = {"kind": "studio", "title": name, "summary": "x"}
        book.metadata["course"] |= {"minutes": 1, "order": 1, "chapter": 1}
        (folder / "dashboards").mkdir(exist_ok=True)
        nbformat.write(book, folder / "dashboards" / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def inner(serve_notebooks, notebooks):
    """The port of a course with the base address /course/."""
    return urlsplit(serve_notebooks(notebooks, "--base-url", "/course/")).port


@pytest.fixture
def new_page(chromium):
    pages = []

    def start():
        pages.append(chromium.new_context().new_page())
        pages[-1].set_default_timeout(90_000)
        return pages[-1]

    yield start
    for page in pages:
        page.context.close()


def counter(page, expected):
    page.locator(".counter .widget-label", has_text=str(expected)).wait_for()


@pytest.mark.parametrize("strips", [False, True])
@pytest.mark.parametrize("renames", [False, True])
def test_the_course_works_behind_a_proxy_under_a_path(inner, new_page, strips, renames):
    with Proxy(inner, "/course/", strips=strips, renames=renames).running() as proxy:
        page, away = new_page(), []
        page.on("response", lambda r: r.status < 400 or away.append((r.status, r.url)))
        page.on("pageerror", lambda error: away.append(str(error)))
        page.goto(f"http://127.0.0.1:{proxy.port}/course/")
        page.get_by_role("link", name="counter").first.click()
        page.wait_for_function(READY)
        page.get_by_role("button", name="Count").click()
        counter(page, 1)
        page.locator(".lwl-home").click()
        page.wait_for_url(f"http://127.0.0.1:{proxy.port}/course/")
        assert away == []


@pytest.mark.parametrize("seconds", [2, 12])
def test_a_connection_that_comes_back_clears_its_alarm_and_loses_nothing(inner, new_page, seconds):
    with Proxy(inner).running() as proxy:
        page = new_page()
        page.goto(f"http://127.0.0.1:{proxy.port}/course/voila/render/dashboards/counter.ipynb")
        page.wait_for_function(READY)
        count, alarm = page.get_by_role("button", name="Count"), page.locator("#lwl-trouble")
        count.click()
        counter(page, 1)
        proxy.drop()
        page.get_by_text("connection to the course’s server is lost").wait_for()
        assert page.inner_text("#lwl-state") == "Not connected"
        count.click()  # sent when the server is back
        page.wait_for_timeout(1000 * seconds)
        assert alarm.is_visible()
        proxy.up = True
        alarm.wait_for(state="hidden")
        page.wait_for_function(READY)
        counter(page, 2)
        count.click()
        counter(page, 3)


def test_a_server_that_a_proxy_answers_for_is_away_and_comes_back(inner, new_page):
    page = new_page()
    page.goto(f"http://127.0.0.1:{inner}/course/voila/render/dashboards/counter.ipynb")
    page.wait_for_function(READY)
    for status, body in [(502, "<h1>Bad gateway</h1>"), (404, "no such server"), (200, "log in")]:
        answer = partial(_answer, status=status, body=body)
        page.route("**/api/kernels/*", answer)
        page.get_by_text("connection to the course’s server is lost").wait_for()
        page.unroute("**/api/kernels/*", answer)
        page.locator("#lwl-trouble").wait_for(state="hidden")


def _answer(route, *, status, body):
    route.fulfill(status=status, content_type="text/html", body=body)


def test_a_page_cut_off_while_it_was_made_says_so(inner, new_page):
    with Proxy(inner).running() as proxy:
        page = new_page()
        page.goto(f"http://127.0.0.1:{proxy.port}/course/voila/render/dashboards/slow.ipynb")
        page.get_by_text("slow").nth(2).wait_for()
        proxy.drop()
        page.wait_for_timeout(1500)
        proxy.up = True
        page.get_by_text("a part of it is missing").wait_for()
        assert page.get_by_role("button", name="Reload the page").is_visible()


def test_a_page_whose_python_does_not_start_says_so_and_can_be_reloaded(inner, new_page):
    address = f"http://127.0.0.1:{inner}"
    page = new_page()
    with no_kernel_lives(address):
        page.goto(f"{address}/course/voila/render/dashboards/counter.ipynb")
        page.locator("#lwl-trouble", has_text="Python could not be started").wait_for()
        assert page.inner_text("#lwl-state") == "Stopped"
        assert not page.locator("#loading").is_visible()
    page.get_by_role("button", name="Reload the page").click()
    page.wait_for_function(READY)


def test_a_proxy_without_websockets_is_named(inner, new_page):
    page = new_page()
    page.add_init_script("""
      const Real = WebSocket;
      window.WebSocket = class extends Real {
        constructor(url, ...rest) { super(url.replace("/channels", "/no-such-socket"), ...rest); }
      };
    """)
    page.goto(f"http://127.0.0.1:{inner}/course/voila/render/dashboards/counter.ipynb")
    page.get_by_text("lets no websockets through").wait_for()


def test_a_browser_that_keeps_no_cookies_is_told_to(inner, chromium, browser_path, tmp_path):
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir()
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    settings.write_text(json.dumps(blocked))
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=browser_path, args=browser.ARGUMENTS
    )
    try:
        page = context.new_page()
        page.set_default_timeout(90_000)
        page.goto(f"http://127.0.0.1:{inner}/course/voila/render/dashboards/counter.ipynb")
        page.locator("#lwl-trouble", has_text="This browser keeps no cookies").wait_for()
    finally:
        context.close()

"""Every address of the served course: at the top, below a base, and where nothing is."""

from __future__ import annotations

import http.client
import json
import re
from urllib.parse import urlsplit

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.serve.manners import is_foreign

pytestmark = pytest.mark.slow

NOBODY = "7f57205b-e8cb-4dc9-9c91-fa7d3f4047ce"  # no page's; the same in every process that tests
FOREIGN = re.compile(r"""(?:href|src|url\()=?["'(]?(?:https?:)?//(?!127\.0\.0\.1)""")


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("addresses")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    course = {"kind": "studio", "title": "One", "summary": "x", "minutes": 1, "order": 1}
    book.metadata["course"] = course | {"picture": "x", "chapter": 1}
    (folder / "dashboards").mkdir()
    nbformat.write(book, folder / "dashboards" / "one.ipynb")
    (folder / "broken.ipynb").write_text("{ not json")
    (folder / "empty.ipynb").write_text("")
    (folder / "list.ipynb").write_text("[]")
    (folder / "folder.ipynb").mkdir()
    return folder


@pytest.fixture(scope="module", params=["/", "/course/", "/~anna/a.b-c/"])
def served(request, serve_notebooks, notebooks):
    """(host and port, base address)"""
    address = serve_notebooks(notebooks, "--base-url", request.param)
    return urlsplit(address).netloc, request.param


def ask(served, path, method="GET", **headers):
    connection = http.client.HTTPConnection(served[0], timeout=60)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    reply = connection.getresponse()
    return reply.status, reply.headers, reply.read().decode()


def links(page):
    return re.findall(r"(?:href|src)=[\"']([^\"'#]+)[\"']", page)


def test_the_home_page_and_all_it_links_to_lie_below_the_base(served):
    status, _, page = ask(served, served[1])
    assert status == 200
    found = [link for link in links(page) if not link.startswith("data:")]
    assert any(link.endswith("one.ipynb") for link in found)
    for link in found:
        assert link.startswith(served[1]), link
        assert ask(served, link)[0] == 200, link


def cookie_in(headers) -> dict[str, str]:
    """What a browser says from then on."""
    told = [cookie.partition(";")[0] for cookie in headers.get_all("Set-Cookie")]
    return {"Cookie": "; ".join(told)}


def test_a_page_names_its_base_and_all_its_files_are_there(served):
    status, headers, page = ask(served, served[1] + "voila/render/dashboards/one.ipynb")
    assert status == 200
    config = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
    assert json.loads(config)["baseUrl"] == served[1]
    assert not FOREIGN.search(page)
    for link in links(page):
        if not link.startswith(("data:", "http")):
            assert link.startswith(served[1]), link
            assert ask(served, link)[0] == 200, link
    kernel = json.loads(config)["kernelId"]
    own, state = cookie_in(headers), f"{served[1]}api/kernels/{kernel}"
    status, _, health = ask(served, state, **own)
    assert status == 200
    assert json.loads(health)["id"] == kernel
    leave = f"{served[1]}voila/api/shutdown/{kernel}"
    for somebody in ({}, {"Cookie": "course-visitor=" + "a" * 32}):  # who only knows its number
        assert ask(served, state, **somebody)[0] == 404
        assert ask(served, leave, "POST", **somebody)[0] == 404
    assert ask(served, state, **own)[0] == 200
    assert ask(served, leave, "POST", **own)[0] == 204
    assert ask(served, state, **own)[0] == 404


def test_the_base_without_its_slash_leads_to_it(served):
    if served[1] != "/":
        status, headers, _ = ask(served, served[1].rstrip("/"))
        assert (status, headers["Location"]) == (302, served[1])


def test_a_proxy_may_take_the_base_off(served):
    for path in ("/", "/course/static/plotly.min.js", "/voila/render/dashboards/one.ipynb"):
        status, headers, page = ask(served, path)
        assert status == 200
        if path.endswith(".ipynb"):
            kernel = re.search(r'"kernelId": "([\w-]+)"', page)[1]
            leave = f"{served[1]}voila/api/shutdown/{kernel}"
            assert ask(served, leave, "POST", **cookie_in(headers))[0] == 204


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nowhere", 404),
        ("nowhere/deeper/", 404),
        ("voila/render/none.ipynb", 404),
        ("voila/render/", None),
        ("voila/render/folder.ipynb", None),
        ("voila/files/broken.ipynb", 403),
        ("voila/files/none.png", None),
        ("voila/static/none.js", None),
        ("voila/static/../../etc/passwd", None),
        ("voila/templates/course/static/none.js", 404),
        ("voila/templates/none", None),
        ("voila/labextensions/none.js", 404),
        ("voila/api/themes/none.css", None),
        ("voila/api/contents/", 404),
        ("course/static/none.css", 404),
        ("voila/render/broken.ipynb", None),
        ("voila/render/empty.ipynb", None),
        ("voila/render/list.ipynb", None),
        ("voila/render/%ff.ipynb", None),
        ("login", None),
        ("logout", None),
        (f"voila/execution/{NOBODY}", None),
    ],
)
def test_every_error_is_a_page_of_the_course(served, path, status):
    got, headers, page = ask(served, served[1] + path)
    while got in (301, 302):
        got, headers, page = ask(served, headers["Location"])
    if path not in ("login", "logout", f"voila/execution/{path.split('/')[-1]}"):
        assert got == status if status else got >= 400
    if got >= 400 and "socket" not in page.lower():
        assert headers["Content-Type"].startswith("text/html")
        assert f'The <a href="{served[1]}">home page</a>' in page
    assert not FOREIGN.search(page)
    assert "Traceback" not in page


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["", "nowhere", "voila/render/dashboards/one.ipynb"])
def test_other_methods_are_refused_by_a_page_of_the_course(served, path, method):
    status, _, page = ask(served, served[1] + path, method)
    assert 400 <= status < 500
    assert "home page</a>" in page


@pytest.mark.parametrize(
    ("headers", "open_to"),
    [
        ({}, True),
        ({"Origin": "http://localhost:8080"}, True),
        ({"Origin": "http://[::1]:8080"}, True),
        ({"Origin": "https://uni.edu", "X-Forwarded-Host": "uni.edu"}, True),
        ({"Origin": "https://uni.edu", "X-Forwarded-Host": "uni.edu, proxy.uni.edu"}, True),
        ({"Origin": "https://uni.edu", "Host": "uni.edu"}, True),
        ({"Origin": "https://elsewhere.org"}, False),
        ({"Origin": "https://localhost.elsewhere.org"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://elsewhere.org", "X-Forwarded-Host": "uni.edu"}, False),
    ],
)
def test_a_socket_opens_to_the_courses_own_pages_alone(served, headers, open_to):
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    path = f"{served[1]}voila/execution/{NOBODY}"
    connection = http.client.HTTPConnection(served[0], timeout=60)
    connection.request("GET", path, headers=upgrade | headers)
    assert connection.getresponse().status == (101 if open_to else 403)
    connection.close()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("elsewhere.org:{port}", 403),
        ("localhost.elsewhere.org:{port}", 403),
        ("192.0.2.7:{port}", 403),
        ("localhost:{port}", 200),
        ("[::1]:{port}", 200),
        ("uni.edu", 200),  # by a proxy, which says its own port or none
        ("uni.edu:8443", 200),
    ],
)
def test_a_web_site_whose_name_points_here_reads_nothing(served, host, status):
    named = host.format(port=served[0].rsplit(":", 1)[1])
    for path in ("", "course/progress", "course/progress.json", "voila/render/nowhere.ipynb"):
        got, _, page = ask(served, served[1] + path, host=named)
        assert got == (404 if status == 200 and "nowhere" in path else status)
        assert status == 200 or "learning-without-labels progress" not in page
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    upgrade["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    for path in (f"voila/execution/{NOBODY}", f"api/kernels/{NOBODY}/channels"):
        connection = http.client.HTTPConnection(served[0], timeout=60)
        asked = upgrade | {"Host": named, "Origin": f"http://{named}"}
        connection.request("GET", served[1] + path, headers=asked)
        assert (connection.getresponse().status == 403) == (status == 403)
        connection.close()


@given(st.text(max_size=40))
def test_no_host_header_breaks_the_reader(host):
    assert is_foreign(host, 8866) in (True, False)
    assert not is_foreign("127.0.0.1:8866", 8866)

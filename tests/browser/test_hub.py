"""JupyterHub for real: two people with accounts of their own on one machine, and two days."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import requests
import websocket

from tests.browser import department as departments
from tests.browser.department import Learner, department
from tests.conftest import ROOT, unused_port

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]
NAMES = [f"lwl-{letter}-{os.getpid()}" for letter in "ab"]


@pytest.fixture(scope="module")
def hub():
    """A department's Hub, and both its learners at work."""
    if why := departments.why_not():
        pytest.skip(why)
    pytest.importorskip("jupyterhub")
    from course_lib.hub import proxy

    try:
        proxy.install()
    except subprocess.CalledProcessError:
        pytest.skip("JupyterHub's proxy could not be fetched from npm")
    with department(NAMES, [unused_port() for _ in range(3)]) as made:
        yield made


@pytest.fixture(scope="module")
def learners(hub) -> list[Learner]:
    """Both, signed in, each with a server of his own."""
    found = [Learner(hub, name) for name in NAMES]
    for learner in found:
        learner.enter()
    return found


def test_nobody_gets_in_without_the_password_of_an_account(hub, learners):
    assert Learner(hub, NAMES[0]).sign_in("wrong").status_code == 403
    stranger = requests.get(f"{hub.base}/user/{NAMES[0]}/course/")
    assert "Learning Without Labels" not in stranger.text
    assert "/hub/login" in stranger.url


def test_each_works_as_himself_on_copies_of_his_own(hub, learners):
    for learner, name in zip(learners, NAMES, strict=True):
        home = str(hub.home(name))
        assert learner.run("import getpass; print(getpass.getuser())") == name
        assert learner.run("import os; print(os.path.expanduser('~'))") == home
        copies = {item["name"] for item in learner.get("/api/contents").json()["content"]}
        assert {f.name for f in (ROOT / "notebooks").glob("*.ipynb")} | {"Start.md"} <= copies
        assert "How can a network learn" in learner.get("/course/").text


def test_neither_reaches_what_is_the_others(hub, learners):
    one, other = learners
    kernel = one.start_kernel()
    for path in ("/course/", "/api/contents", f"/api/kernels/{kernel}", "/lab"):
        address = one.url + path
        assert one.session.get(address).ok
        assert other.session.get(address).status_code in (403, 404), path
    one.channels(one.name, kernel).close()
    with pytest.raises(websocket.WebSocketBadStatusException):
        other.channels(one.name, kernel)
    home = hub.home(one.name)
    for code in (f"open({str(home / '.profile')!r})", f"import os; os.listdir({str(home)!r})"):
        assert other.run(code).startswith("PermissionError"), code


def test_the_pages_of_one_are_on_no_port_that_the_other_could_ask(learners):
    one, other = learners
    assert one.get("/course/").ok  # it runs
    sockets = other.run(
        "import psutil\n"
        "print([p.cmdline()[p.cmdline().index('--socket') + 1] for p in psutil.process_iter()"
        f" if p.username() == {one.name!r} and '--socket' in p.cmdline()])"
    )
    (found,) = eval(sockets)
    asking = "import socket\ns = socket.socket(socket.AF_UNIX)\n"
    assert other.run(f"{asking}s.connect({found!r})").startswith("PermissionError")
    assert one.run(f"{asking}print(s.connect({found!r}))") == "None"


def test_the_course_and_the_hubs_secrets_are_not_theirs(hub, learners):
    for file in (Path(ROOT, "course_lib", "__init__.py"), Path(ROOT, "notebooks", "new.txt")):
        assert learners[0].run(f"open({str(file)!r}, 'a')").startswith("PermissionError")
    secret = hub.folder / "state" / "hub" / "cookie_secret"
    assert secret.exists()
    assert learners[0].run(f"open({str(secret)!r})").startswith("PermissionError")


def test_studios_and_jupyterlab_lead_to_each_other_in_a_browser(hub, learners, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(hub.base)
    page.locator("input[name=username]").fill(NAMES[0])
    page.locator("input[name=password]").fill(hub.accounts[NAMES[0]])
    page.keyboard.press("Enter")
    page.get_by_text("How can a network learn").wait_for()  # the studios are where one arrives
    page.locator(".lwl-foot", has_text="for you alone").wait_for()
    pages = f"{hub.base}/user/{NAMES[0]}/course/voila/render"
    page.goto(f"{pages}/dashboards/negative_sampling.ipynb", wait_until="commit")
    page.locator(".lwl-pill[data-state=ready]").wait_for()
    page.goto(f"{pages}/04_word_embeddings.ipynb", wait_until="commit")
    page.get_by_role("link", name="own copy of this chapter").click()
    page.locator(".jp-NotebookPanel", has_text="A word is known by its company").wait_for()
    page.close()
    context.close()


def test_what_was_done_is_there_the_next_day_and_who_is_away_gives_his_server_back(hub, learners):
    one, other = learners
    writing = (
        "from course_lib.progress import record\n"
        "record('04_word_embeddings', 'cosine', 'exercise', 'passed')\n"
        "open('learning-without-labels/mine.txt', 'w').write('kept')"
    )
    assert "Error" not in one.run(writing)
    hub.stop()
    hub.start(idle=30)
    again = Learner(hub, one.name)
    again.enter()
    assert "cosine" in again.get("/course/course/progress.json").text
    assert "cosine" not in Learner(hub, other.name).session.get(one.url + "/course/").text
    assert again.get("/api/contents/mine.txt").json()["content"] == "kept"
    hub.wait(lambda: "Culling server" in hub.log and f"/user/{one.name}" in hub.log)
    hub.wait(lambda: again.get("/api/status").status_code == 424)  # the Hub: it does not run
    assert (hub.home(one.name) / "learning-without-labels" / "mine.txt").read_text() == "kept"

"""Find the Chromium or Chrome that tests and benchmarks drive, or get one.

``python -m course_lib.install.browser`` prints its path. Where there is none it tries, in this
order, what Playwright offers for this machine and, for root on Debian, ``apt-get install
chromium``; where neither works it says the line that installs one. It never fails: without a
browser the browser tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from course_lib.files import places

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
# A page's own work and nothing else: no first-run pages, no updates, no reports home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW = "python -m playwright install --with-deps chromium"


def find() -> str | None:
    """Path of a browser: ``$LWL_BROWSER``, else on the PATH, else Playwright's own, else None."""
    named = os.environ.get("LWL_BROWSER", "").strip()
    if named:
        return shutil.which(named) or str(places.typed(named))
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for place in PLACES:
        if Path(place).exists():
            return place
    return _playwrights()


def _playwrights() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def get() -> str | None:
    """Path of a browser, installed now if it must be and can be; None where it cannot."""
    if found := find():
        return found
    for command in _ways():
        print("Getting a browser for the tests:", " ".join(command), file=sys.stderr, flush=True)
        try:
            subprocess.run(command, check=True, stdout=sys.stderr, timeout=900)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"That did not work: {error}", file=sys.stderr)
            continue
        if found := find():
            return found
    return None


def _ways() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"
        ways.append(["sh", "-c", install])
    return ways


def main() -> int:
    """Print the path, or the line that installs a browser; always 0."""
    found = get()
    print(found or f"No browser, so the browser tests are skipped. This gets one:\n  {HOW}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How much a page sends to a browser that sees the course for the first time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STILL = 2.0  # seconds without a byte: the page is there
PATIENCE = 60.0


def page_mb(browser: Browser, address: str) -> float:
    """Megabytes (10⁶ bytes) of files and of socket messages until the page is still.

    TimeoutError for one that never is.
    """
    context = browser.new_context()  # nothing kept from another page
    try:
        page = context.new_page()
        received = 0

        def file(event: dict) -> None:
            nonlocal received
            received += int(event["encodedDataLength"])

        def frame(payload: str | bytes) -> None:
            nonlocal received
            received += len(payload.encode() if isinstance(payload, str) else payload)

        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", file)
        page.on("websocket", lambda socket: socket.on("framereceived", frame))
        page.goto(address, timeout=1000 * PATIENCE)
        page.wait_for_selector("#lwl-state[data-state=ready]", timeout=1000 * PATIENCE)
        before, since, until = -1, time.monotonic(), time.monotonic() + PATIENCE
        while time.monotonic() < since + STILL:
            if received != before:
                before, since = received, time.monotonic()
            if time.monotonic() > until:
                raise TimeoutError(f"{address} is never still")
            page.wait_for_timeout(100)
        mb = received / 1e6
        page.goto("about:blank")  # as a hand leaves: the page can say so, and its kernel ends
        page.wait_for_timeout(300)
        return mb
    finally:
        context.close()

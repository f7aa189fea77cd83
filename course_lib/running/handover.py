"""From a worker thread back to the page: calls run on the event loop of whoever asked."""

import asyncio
from collections.abc import Callable


class Handover:
    """Remembers event loops, and calls functions on the newest one that is still open.

    Jupyter handles a page's messages on a loop of its own (JupyterLab even on a second thread,
    which ends with the page), so the loop where a panel was made is kept as a fallback. Where no
    loop was ever running (a plain script) a function is called at once, in the caller's thread.
    """

    def __init__(self) -> None:
        self._home: asyncio.AbstractEventLoop | None = None
        self._here: asyncio.AbstractEventLoop | None = None
        self.remember()

    def remember(self) -> asyncio.AbstractEventLoop | None:
        """Answer later calls on the loop that is running here, if one is; returns it."""
        try:
            self._here = asyncio.get_running_loop()
        except RuntimeError:
            self._here = None
        self._home = self._home or self._here
        return self._here

    def __call__(self, function: Callable[..., object], *args: object) -> bool:
        """Call ``function(*args)`` over there; False if every loop that asked has been closed."""
        if self._here is None:
            function(*args)
            return True
        for loop in (self._here, self._home):
            try:
                loop.call_soon_threadsafe(function, *args)
            except RuntimeError:  # closed: the page that asked has gone
                continue
            return True
        return False

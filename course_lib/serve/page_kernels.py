"""The kernels of all open pages: how many, whose, how large, and which of them nobody looks at."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import psutil
import zmq.asyncio
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import PeriodicCallback
from traitlets import Float, Int, default

from course_lib.progress.store import LEARNER, learner
from course_lib.serve import metrics
from course_lib.serve.open_files import MOST


@dataclass(eq=False)
class Guest:
    """Somebody who was let in and has no kernel yet."""

    visitor: str


# who asks for a page, in its request
GUEST: ContextVar[Guest | None] = ContextVar("guest", default=None)
LOOK_EVERY = 5.0  # seconds
KEPT = 100  # endings that can still be told


class PageKernelManager(AsyncMappingKernelManager):
    """Starts a kernel a page, and ends those that are left or grow beyond their share."""

    left_seconds = Float(
        180.0, config=True, help="how long a page may be away, asleep or without a network"
    )
    most_mb = Int(1500, config=True, help="memory of its own that one page's kernel may take")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._guests: set[Guest] = set()
        self.visitors: dict[str, str] = {}  # by kernel
        self.endings: dict[str, str] = {}  # by kernel: why it was ended
        self._seen: dict[str, float] = {}  # by kernel: when a page was last connected
        self._looking = PeriodicCallback(self._look, 1000 * LOOK_EVERY)
        self._looking.start()

    @default("context")
    def _many_sockets(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        context.set(zmq.MAX_SOCKETS, min(MOST, context.get(zmq.SOCKET_LIMIT)))  # else 1023
        # Who asks before the kernel listens asks again soon, not only after a tenth of a second.
        context.setsockopt(zmq.RECONNECT_IVL, 5)
        context.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        return context

    @property
    def taken(self) -> int:
        """Kernels that run or are about to."""
        return len(self._kernels) + len(self._guests)

    def pages_of(self, visitor: str) -> int:
        """How many pages one browser has open, or was let in for."""
        running = sum(of == visitor and k in self._kernels for k, of in self.visitors.items())
        return running + sum(guest.visitor == visitor for guest in self._guests)

    def is_of(self, kernel: str, visitor: str) -> bool:
        """Whether this browser opened the kernel's page, or there is no such kernel. One that was
        kept ready is his who comes first: nobody else was told its number."""
        if self.visitors.get(kernel) == "":
            self.visitors[kernel] = visitor
        return self.visitors.get(kernel, visitor) == visitor

    @contextmanager
    def let_in(self, visitor: str) -> Iterator[Guest]:
        """A seat is his from this moment: many may ask before the first one's kernel runs."""
        guest = Guest(visitor)
        self._guests.add(guest)
        before = GUEST.set(guest)
        try:
            yield guest
        finally:
            GUEST.reset(before)
            self._guests.discard(guest)

    async def start_kernel(self, **kwargs: Any) -> str:
        """As the base class; the request's visitor is remembered."""
        if GUEST.get() is None:  # kept ready, for nobody yet
            with self.let_in(""):
                return await self.start_kernel(**kwargs)
        guest = GUEST.get()
        if who := learner():  # what he does in it is kept under his name
            kwargs["env"] = {**(kwargs.get("env") or os.environ), LEARNER: who}
        kernel = await super().start_kernel(**kwargs)
        self.visitors[kernel] = guest.visitor
        self._guests.discard(guest)
        self._seen[kernel] = time.monotonic()
        metrics.PAGES.inc()
        return kernel

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget it, but for why it ended."""
        self.visitors.pop(kernel_id, None)
        self._seen.pop(kernel_id, None)
        return super().remove_kernel(kernel_id)

    async def _look(self) -> None:
        now = time.monotonic()
        for kernel in list(self._kernels):
            if kernel not in self._kernels:  # it ended while another was looked at
                continue
            if self._kernel_connections.get(kernel, 0) > 0:
                self._seen[kernel] = now
            if now - self._seen.setdefault(kernel, now) > self.left_seconds:
                await self.end(kernel, "left")
            # In a thread: it takes milliseconds a kernel, and nobody's press must wait for them.
            elif await asyncio.to_thread(self.own_mb, kernel) > self.most_mb:
                await self.end(kernel, "memory")

    def own_mb(self, kernel: str) -> float:
        """Memory that ends with this kernel; 0 where it cannot be told."""
        try:
            process = getattr(self._kernels[kernel].provisioner, "process", None)
            return psutil.Process(process.pid).memory_full_info().uss / 1e6
        except (psutil.Error, AttributeError, KeyError):  # it ends, or is only just made
            return 0.0

    async def end(self, kernel: str, why: str) -> None:
        """End a kernel, and keep ``why`` for who asks after it."""
        self.log.error("A page's kernel was ended: %s.", why)
        metrics.ENDED.labels(why).inc()
        self.endings = {**dict(list(self.endings.items())[-KEPT:]), kernel: why}
        try:
            await self.shutdown_kernel(kernel, now=True)
        except Exception as error:  # it ended at the same moment
            self.log.error("A kernel could not be ended: %s.", type(error).__name__)


__all__ = ["PageKernelManager"]

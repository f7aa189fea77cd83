"""Voila's renderer, which let a page load for ever when its kernel did not start.

It makes a page's parts in a task beside the request, and nobody heard of an error in there: the
request waited for the next part, sent signs of life, and the learner saw a page that still starts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from voila import handler
from voila.notebook_renderer import NotebookRenderer


class CourseRenderer(NotebookRenderer):
    """As the base class; a page whose making fails ends there, and its script says so."""

    async def generate_content_generator(
        self, kernel_id: str | None = None, kernel_future: Any = None
    ) -> AsyncIterator[tuple[str, dict]]:
        """The page's parts and their resources, in order; none after an error."""
        try:
            async for part in super().generate_content_generator(kernel_id, kernel_future):
                yield part
        except Exception as error:
            asks = self.request_handler
            asks.log.error("A page was not made: %s: %s", type(error).__name__, error)
            manager = asks.kernel_manager
            if kernel_id in manager:  # else it has ended by itself
                await manager.end(kernel_id, "unstarted")


def use() -> None:
    """Voila names its renderer in the code and has no setting for it."""
    handler.NotebookRenderer = CourseRenderer


__all__ = ["CourseRenderer", "use"]

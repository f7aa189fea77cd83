"""A page that stays open grows by nothing that nobody needs any more."""

from __future__ import annotations

import asyncio
import random

import pytest

from course_lib.bench.classroom import studios
from course_lib.bench.page_client import PageClient

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
PRESSES = 25


class Visitor(PageClient):
    """Presses by chance, and counts what Python keeps for the page."""

    async def widgets(self) -> int:
        """How many there are; a page that is reloaded would get them all."""
        self._socket.close()
        self._widgets.clear()
        await self.meet()
        return len(self._widgets)

    async def press_often(self) -> None:
        for _ in range(PRESSES):
            await self.press()
        await self.rest(0.5)


@pytest.mark.parametrize("page", studios(), ids=lambda page: page.split("/")[-1].split(".")[0])
def test_pressing_on_leaves_no_widgets_behind(course_url, page):
    async def visit() -> list[int]:
        visitor = Visitor(course_url, page, random.Random(0))
        await visitor.open()
        await visitor.meet()
        counts = []
        for _ in range(4):
            await visitor.press_often()
            counts.append(await visitor.widgets())
        await visitor.leave()
        return counts

    first, *later = asyncio.run(visit())
    assert later[-1] - first <= PRESSES // 3, (first, later)  # what is opened once may stay
    assert later[-1] - later[-2] <= PRESSES // 5, (first, later)

"""A page's kernel answers to the browser that opened the page, whoever else knows its number.

Numbers of kernels are random, but they stand in pages and logs, and who sees one must not press in
somebody else's page, read what it holds or end it.
"""

from __future__ import annotations

import uuid
from typing import Any

from tornado.web import HTTPError, RequestHandler

from course_lib.progress.store import learner

COOKIE = "course-visitor"  # a random number: one browser's


def visitor_of(handler: RequestHandler) -> str:
    """Who asks: the class's learner, else the browser by its number; "" for one without."""
    return learner() or handler.get_cookie(COOKIE, "")


def welcomed(handler: RequestHandler) -> str:
    """As ``visitor_of``; a browser without a number gets one, and keeps it."""
    visitor = visitor_of(handler) or uuid.uuid4().hex
    if not learner():
        handler.set_cookie(COOKIE, visitor, path=handler.base_url, httponly=True)
    return visitor


def for_its_visitor(handler: type[RequestHandler]) -> type[RequestHandler]:
    """A subclass of a handler of one kernel's address, for which others' kernels do not exist."""
    return type(handler.__name__, (_OfVisitor, handler), {"__module__": handler.__module__})


class _OfVisitor:
    def prepare(self: Any) -> Any:
        kernel = self.path_kwargs.get("kernel_id") or self.path_args[0]
        if not self.kernel_manager.is_of(kernel, visitor_of(self)):
            raise HTTPError(404)
        return super().prepare()


__all__ = ["COOKIE", "for_its_visitor", "visitor_of", "welcomed"]

"""Voila's exporter, which compiled the page's templates anew for every visitor.

That took half of the server's work on a page; thirty visitors at the opening bell waited for it.
"""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from voila import notebook_renderer
from voila.exporter import VoilaExporter


class Compiled(BytecodeCache):
    """Templates by name and file, as this process has compiled them; a changed one is not taken."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give jinja what is kept of this very text, if anything is."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what jinja has just compiled."""
        self._kept[bucket.key] = bucket.checksum, bucket.code


COMPILED = Compiled()


class CourseExporter(VoilaExporter):
    """As the base class; all of them share what is compiled."""

    @property
    def environment(self) -> Environment:
        """jinja's, made anew for each page."""
        made = super().environment
        made.bytecode_cache = COMPILED
        return made


def use() -> None:
    """Voila names its exporter in the code and has no setting for it."""
    notebook_renderer.VoilaExporter = CourseExporter


__all__ = ["COMPILED", "CourseExporter", "use"]

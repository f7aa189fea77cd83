"""The course's stylesheet: what all pages share, then the rules beside each control and panel."""

from __future__ import annotations

import functools
import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def files() -> list[Path]:
    """course.css first; then, by name, every NAME.css beside the NAME.py whose rules it holds."""
    own = [file for part in ("controls", "panels") for file in (PACKAGE / part).rglob("*.css")]
    return sorted(own, key=lambda file: (file.stem != "course", file))


@functools.cache
def stylesheet() -> str:
    """All of it, without comments and indentation: it travels light."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in files())
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


__all__ = ["files", "stylesheet"]

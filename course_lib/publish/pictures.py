"""The home page's pictures: each notebook's own panel, photographed on a page of the course.

A notebook's header may name what is photographed (``picture: "CSS selector"``), what is pressed
before (``press: ["CSS selector", …]``) and how many seconds it then takes to show something
(``wait``); without them it is the first panel of the page.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from course_lib.install.visit import PATIENCE, browsing, served
from course_lib.serve.course_map import PICTURES, cards

WINDOW = {"width": 1000, "height": 900}
SIZE = (480, 300)
QUALITY = 62
FIRST_PANEL = ".jp-OutputArea-output .jupyter-widgets"
WAIT = 3  # seconds for figures and networks, once the page says that it is ready
READY = "document.getElementById('lwl-state')?.dataset.state === 'ready'"


def missing(notebooks: Path, pictures: Path = PICTURES) -> list[str]:
    """One sentence for each card without its two pictures, and each picture without a card."""
    wanted = {f"{c.name}.{scheme}.webp" for c in cards(notebooks) for scheme in ("light", "dark")}
    there = {file.name for file in pictures.glob("*.webp")}
    told = [f"{name} is missing: run `python -m course_lib build --pictures`." for name in wanted]
    return sorted(
        [line for line, name in zip(told, wanted, strict=True) if name not in there]
        + [f"{name} belongs to no card of the home page." for name in there - wanted]
    )


def photograph(notebooks: Path, names: list[str], out: Path = PICTURES) -> None:
    """Make the pictures of these cards (of all, where no name is given)."""
    out.mkdir(parents=True, exist_ok=True)
    with browsing() as chromium, served() as (base, _):
        for card in cards(notebooks):
            if names and card.name not in names:
                continue
            told = json.loads((notebooks / card.path).read_text(encoding="utf-8"))
            for scheme in ("light", "dark"):
                page = chromium.new_page(
                    viewport=WINDOW, color_scheme=scheme, device_scale_factor=1.0
                )
                shot = _shot(page, f"{base}/{card.href}", told["metadata"]["course"])
                page.goto(
                    "about:blank"
                )  # a page that is left ends its kernel; a closed one may not
                page.close()
                (out / f"{card.name}.{scheme}.webp").write_bytes(_small(shot))
            print(card.name, file=sys.stderr, flush=True)


def _shot(page, address: str, course: dict) -> bytes:
    """A PNG: the panel's upper left, in the card's proportions."""
    page.goto(address, timeout=PATIENCE)
    page.wait_for_function(READY, timeout=PATIENCE)
    for selector in course.get("press", ()):
        page.locator(selector).first.click()
    panel = page.locator(course.get("picture", FIRST_PANEL)).first
    panel.wait_for(timeout=PATIENCE)
    panel.scroll_into_view_if_needed()  # some panels begin when they are seen
    page.wait_for_timeout(1000 * course.get("wait", WAIT))
    page.add_style_tag(content=".lwl-top, .lwl-trouble { display: none !important }")
    x, y, width = panel.evaluate(
        "e => (r => [r.x, r.y + scrollY, r.width])(e.getBoundingClientRect())"
    )
    clip = {"x": x, "y": y, "width": width, "height": width * SIZE[1] / SIZE[0]}
    return page.screenshot(clip=clip, full_page=True, animations="disabled")


def _small(png: bytes) -> bytes:
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=6)
    return written.getvalue()


__all__ = ["missing", "photograph"]

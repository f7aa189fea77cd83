"""``python -m course_lib bench pages``: every page in a real browser, alone: visible and answering.

Visible: from asking for the page until its last cell stands. Answered: from the first press (a
button, else a choice) until something else on the page has changed.
"""

from __future__ import annotations

import argparse
import json
import time

from course_lib.bench.classroom import studios
from course_lib.files import places
from course_lib.install.visit import PATIENCE, browsing, served

VISIBLE_S, ANSWER_MS = 3.0, 1000
READY = "document.getElementById('lwl-state')?.dataset.state === 'ready'"
PRESS = """() => new Promise((done) => {
  const main = document.getElementById("rendered_cells");
  const seen = (e) => e.checkVisibility() && !e.disabled && e.getBoundingClientRect().width > 0;
  const other = (e) => !e.closest(".lwl-button-quiet, .lwl-top");
  const choice = [...main.querySelectorAll("input[type=radio]:not(:checked)")].find((e) =>
    seen(e.closest("label") ?? e) && !e.disabled);
  const button = [...main.querySelectorAll("button")].filter(other).find(seen);
  const target = button ?? choice;
  if (!target) { done(null); return; }
  const inside = target.closest(".jupyter-widgets") ?? target;
  const began = performance.now();
  const observer = new MutationObserver((changes) => {
    if (changes.some((c) => !inside.contains(c.target))) {
      observer.disconnect();
      done([performance.now() - began, target.textContent.trim() || target.value]);
    }
  });
  observer.observe(main, { subtree: true, childList: true, characterData: true, attributes: true });
  target.click();
  setTimeout(() => { observer.disconnect(); done(null); }, 10000);
})"""


def measure(again: int) -> dict[str, dict]:
    """By page: seconds until it is visible, milliseconds until the first press is answered."""
    chapters = sorted((places.project() / "notebooks").glob("*.ipynb"))
    addresses = studios() + [f"/voila/render/{file.name}" for file in chapters]
    told = {}
    with browsing() as chromium, served() as (base, _):
        time.sleep(8)  # a server that has just been started is still loading
        for address in addresses:
            visible, pressed = [], []
            for _ in range(again):
                page = chromium.new_page(viewport={"width": 1280, "height": 720})
                began = time.perf_counter()
                page.goto(base + address, wait_until="commit", timeout=PATIENCE)
                page.wait_for_function(READY, timeout=PATIENCE)
                visible.append(time.perf_counter() - began)
                page.wait_for_timeout(1000)
                if found := page.evaluate(PRESS):
                    pressed.append(found[0])
                page.goto("about:blank")  # ends its kernel
                page.close()
            name = address.rsplit("/", 1)[-1].removesuffix(".ipynb")
            told[name] = {
                "visible_s": round(sorted(visible)[len(visible) // 2], 2),
                "answer_ms": round(sorted(pressed)[len(pressed) // 2]) if pressed else None,
            }
    return told


def main(argv: list[str] | None = None) -> int:
    """Print a line a page and, with ``--json``, one object last; 1 where a goal is missed."""
    parser = argparse.ArgumentParser("python -m course_lib bench pages", description=__doc__)
    parser.add_argument(
        "--again", type=int, default=3, help="times each page is opened: the middle"
    )
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    told = measure(args.again)
    missed = 0
    for name, page in told.items():
        late = page["visible_s"] > VISIBLE_S or (page["answer_ms"] or 0) > ANSWER_MS
        missed += late
        answer = "–" if page["answer_ms"] is None else f"{page['answer_ms']:.0f} ms"
        print(f"{name:24}{page['visible_s']:>7.2f} s{answer:>10}{'  late' if late else ''}")
    if args.json:
        print(json.dumps(told))
    return int(missed > 0)

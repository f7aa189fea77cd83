"""``python -m course_lib bench explorer``: from the learner's hand to the explorer's answer.

A real browser presses words in the list and types words on a real page; the page's own clock
measures from the press, or the last key, to the moment when both list and picture show the answer.
Then the kernel's memory (Linux): its proportional set size.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import asdict, dataclass

from course_lib.bench.latency import percentile
from course_lib.bench.memory import pss_mb
from course_lib.bench.studio_page import PATIENCE, open_studio

ADDRESS = "/voila/render/dashboards/explorer.ipynb"
GOAL_MS, GOAL_MB = 150, 240
CHART = ".lwl-word-walk .lwl-chart"
NEAR = ".lwl-word-walk .lwl-words-bars"
TYPED = ("apple", "water", "music", "river", "king", "green", "school", "engine", "city", "cat")
LISTEN = """() => {
  for (const kind of ['click', 'input']) {
    addEventListener(kind, e => { window.lwlHand = e.timeStamp; }, true);
  }
}"""
ANSWERED = """([chart, near, before]) => {
  const drawn = document.querySelector(chart), list = document.querySelector(near);
  return Number(drawn.dataset.revision) > before
    && Number(list.dataset.drawnAt) > window.lwlHand;
}"""
TOOK = """([chart, near]) => Math.max(
  ...[chart, near].map(s => Number(document.querySelector(s).dataset.drawnAt))) - window.lwlHand"""


@dataclass(frozen=True)
class Found:
    """Milliseconds until the answer, and megabytes of the kernel."""

    answers: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    kernel_mb: float


def measure(answers: int) -> Found:
    """Serve, open, ask ``answers`` times, half by pressing and half by typing."""
    rng = random.Random(0)
    taken: list[float] = []
    with open_studio(ADDRESS) as studio:
        page = studio.page
        page.wait_for_function(
            "document.querySelectorAll('.lwl-chart[data-revision]').length >= 4", timeout=PATIENCE
        )
        page.wait_for_timeout(1000)
        page.evaluate(LISTEN)
        field = page.locator(".lwl-word-walk input[type=text]").first
        for number in range(answers + 4):
            before = int(page.locator(CHART).get_attribute("data-revision"))
            if number % 2:
                word = TYPED[number // 2 % len(TYPED)]
                field.fill(word[:-1])
                page.wait_for_timeout(700)  # what this answers is not measured
                before = int(page.locator(CHART).get_attribute("data-revision"))
                field.press("End")
                field.press(word[-1])
            else:
                words = page.locator(f"{NEAR} button")
                words.nth(rng.randrange(words.count())).click()
            page.wait_for_function(ANSWERED, arg=[CHART, NEAR, before], timeout=PATIENCE)
            if number >= 4:  # the first answers warm what a learner warms too
                taken.append(page.evaluate(TOOK, [CHART, NEAR]))
            page.wait_for_timeout(100)
        kernel = studio.kernel()
        memory = pss_mb(kernel)
    shares = (round(percentile(taken, share), 1) for share in (0.5, 0.95, 1.0))
    return Found(len(taken), *shares, round(memory, 1))


def main(argv: list[str] | None = None) -> int:
    """Print both; 0 if the goals are kept, 1 if not."""
    parser = argparse.ArgumentParser("python -m course_lib bench explorer", description=__doc__)
    parser.add_argument("--answers", type=int, default=40)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args(argv)
    if options.answers < 1:
        parser.error("at least one answer is needed")
    found = measure(options.answers)
    print(
        f"hand to answer on the page, {found.answers} answers: p50 {found.p50_ms:.0f} ms, "
        f"p95 {found.p95_ms:.0f} ms (goal {GOAL_MS}), max {found.max_ms:.0f} ms\n"
        f"kernel {found.kernel_mb:.0f} MB (goal {GOAL_MB})"
    )
    if options.json:
        print(json.dumps(asdict(found)))
    kept = found.p95_ms <= GOAL_MS and found.kernel_mb <= GOAL_MB
    return 0 if kept else 1


__all__ = ["main", "measure"]

"""``python -m course_lib bench arena``: what the kernel of an arena page holds (Linux).

The page is asked a 20-way trial, which is answered by a press; once every machine has answered too,
every network is loaded, and the kernel's proportional set size is read.
"""

from __future__ import annotations

import argparse
import json

from course_lib.bench.memory import pss_mb
from course_lib.bench.studio_page import PATIENCE, open_studio
from course_lib.errors import LearnerError
from course_lib.oneshot.machine import MACHINES

ADDRESS = "/voila/render/dashboards/arena.ipynb"
GOAL = 400  # megabytes with every machine loaded
ALL_SAID = """count => {
  const said = [...document.querySelectorAll('.lwl-trial-said')].map(s => s.textContent);
  return said.length === count && said.every(s => s !== 'after you' && s !== '…');
}"""


def measure() -> dict[str, float]:
    """PSS of the kernel when a trial is asked, and when every machine has answered it.

    LearnerError with the machine's sentence if one could not answer.
    """
    with open_studio(ADDRESS) as studio:
        page = studio.page
        page.locator(".lwl-trial[data-state=asked]").wait_for(timeout=PATIENCE)
        kernel = studio.kernel()
        first = pss_mb(kernel)
        page.locator("[data-cell='0']").click()
        page.wait_for_function(ALL_SAID, arg=len(MACHINES), timeout=PATIENCE)
        wrong = page.locator(".lwl-trial-said.lwl-error")
        if wrong.count():
            raise LearnerError(f"A machine says: {wrong.first.inner_text()}")
        return {"page_mb": round(first, 1), "machines_mb": round(pss_mb(kernel), 1)}


def main(argv: list[str] | None = None) -> int:
    """Print both; 0 if the goal is kept, 1 if not."""
    parser = argparse.ArgumentParser("python -m course_lib bench arena", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args(argv)
    found = measure()
    print(
        f"kernel of the arena: {found['page_mb']:.0f} MB when a trial is asked, "
        f"{found['machines_mb']:.0f} MB with every machine loaded (goal {GOAL})"
    )
    if options.json:
        print(json.dumps(found))
    return 0 if found["machines_mb"] <= GOAL else 1

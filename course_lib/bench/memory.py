"""``python -m course_lib bench memory``: what the kernel of a mask studio page holds (Linux).

PSS counts memory that processes share in equal parts, so a class of thirty adds up right.
"""

from __future__ import annotations

import argparse
import json

from course_lib.bench.studio_page import PATIENCE, open_studio
from course_lib.inpainting.methods import NETWORKS

GOAL = 400  # megabytes with every network loaded


def pss_mb(process: int) -> float:
    """Proportional set size of a process, in megabytes (10⁶ bytes)."""
    with open(f"/proc/{process}/smaps_rollup") as lines:
        kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes * 1024 / 1e6


def measure() -> dict[str, float]:
    """PSS of the kernel when the page is there, and when every method has answered."""
    with open_studio() as studio:
        studio.page.locator(".lwl-pad-stage").first.wait_for(timeout=PATIENCE)
        kernel = studio.kernel()
        first = pss_mb(kernel)
        # the one hole that every network answers
        studio.page.locator(".lwl-mask-family[data-family=central_region]").click()
        ready = ".lwl-method-context_encoder_l2 [data-state=ready]"
        studio.page.locator(ready).wait_for(state="attached", timeout=PATIENCE)
        for method in (*NETWORKS, "biharmonic"):
            studio.wait_ready(method)
        return {"page_mb": round(first, 1), "networks_mb": round(pss_mb(kernel), 1)}


def main(argv: list[str] | None = None) -> int:
    """Print both; 0 if the goal is kept, 1 if not."""
    parser = argparse.ArgumentParser("python -m course_lib bench memory", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args(argv)
    found = measure()
    print(
        f"kernel of the mask studio: {found['page_mb']:.0f} MB when the page is there, "
        f"{found['networks_mb']:.0f} MB with every network loaded (goal {GOAL})"
    )
    if options.json:
        print(json.dumps(found))
    return 0 if found["networks_mb"] <= GOAL else 1

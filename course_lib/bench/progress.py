"""``python -m course_lib bench progress --kills 10000``: is an acknowledged answer ever lost?

A child writes answers and says each one's number once ``record`` has returned; it is killed
(SIGKILL) at a moment of chance, and every number that was said has to stand in the file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from course_lib.progress import events, record


@dataclass(frozen=True)
class Killed:
    """``lost`` of the ``acknowledged`` answers of ``kills`` killed children."""

    kills: int
    acknowledged: int
    lost: int
    answer_ms: float


def kill_while_writing(kills: int, seed: int) -> Killed:
    """In the file of ``LWL_PROGRESS``; children are forked, so that only writing takes time."""
    rng = random.Random(seed)
    acknowledged: set[str] = set()
    record("", "first", "question", "passed")
    for kill in range(kills):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            number = 0
            while True:
                record("", f"{kill}-{number}", "question", "passed")
                os.write(writing, b"%d\n" % number)
                number += 1
        os.close(writing)
        time.sleep(rng.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as said:
            acknowledged |= {f"{kill}-{line.strip()}" for line in said}
    kept = {event.item for event in events()[0]}
    began = time.perf_counter()
    for _ in range(50):
        record("", "last", "question", "passed")
    each = 1e3 * (time.perf_counter() - began) / 50
    return Killed(kills, len(acknowledged), len(acknowledged - kept), each)


def main(argv: list[str] | None = None) -> int:
    """0 when nothing was lost."""
    parser = argparse.ArgumentParser("python -m course_lib bench progress", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LWL_PROGRESS"] = str(Path(folder, "progress.sqlite3"))
        told = kill_while_writing(args.kills, seed=0)
    print(f"{told.kills} kills: {told.lost} of {told.acknowledged} acknowledged answers lost; "
          f"{told.answer_ms:.1f} ms an answer")  # fmt: skip
    if args.json:
        print(json.dumps(asdict(told)))
    return int(told.lost > 0)

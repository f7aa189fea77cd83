"""``python -m course_lib bench WHAT …``: the numbers this project gives of itself."""

import argparse
from importlib import import_module

BENCHMARKS = (
    "arena",
    "classroom",
    "explorer",
    "faces",
    "inpainting",
    "language-model",
    "latency",
    "memory",
    "one-shot",
    "pages",
    "people-needed",
    "pretext",
    "progress",
    "puzzle",
    "session",
    "train_prototypes",
    "train_yourself",
    "vectors",
    "words",
)


def main(argv: list[str]) -> int:
    """Run one benchmark with the rest of ``argv``; returns the exit status."""
    parser = argparse.ArgumentParser("python -m course_lib bench", description=__doc__)
    parser.add_argument("what", choices=BENCHMARKS)
    args = parser.parse_args(argv[:1])
    return import_module(f"course_lib.bench.{args.what.replace('-', '_')}").main(argv[1:])

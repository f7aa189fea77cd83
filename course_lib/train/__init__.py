"""``python -m course_lib train WHAT …``: reproduce the shipped weights, or train your own."""

import argparse


def main(argv: list[str]) -> int:
    """Run one training command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="course_lib train", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    from course_lib.train import (
        context_encoder,
        faces,
        language_model,
        made_alphabets,
        one_shot,
        pretext,
        ship,
        strokes,
        words,
    )

    for command in (
        context_encoder,
        faces,
        language_model,
        made_alphabets,
        one_shot,
        pretext,
        ship,
        strokes,
        words,
    ):
        command.add(commands)
    args = parser.parse_args(argv)
    return args.run(args)

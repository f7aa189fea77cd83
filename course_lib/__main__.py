"""``python -m course_lib COMMAND …``: the course's commands, each loaded only when it is called."""

from __future__ import annotations

import importlib
import sys

from course_lib.console import accept_all_text

COMMANDS = {
    "serve": ("course_lib.serve.dashboards", "open the studios and chapters in a browser (Voila)"),
    "lab": ("course_lib.serve.lab", "work in your own copies of the chapters (JupyterLab)"),
    "class": ("course_lib.classroom.server", "play against machines as a class, on a projector"),
    "fetch": ("course_lib.files.fetch", "get a data set from its official address, checked"),
    "train": ("course_lib.train", "train the networks that come with the course"),
    "bench": ("course_lib.bench", "measure methods, speed and memory"),
    "sound": ("course_lib.install.sound", "look whether the installation is in order"),
    "release": ("course_lib.grading.release", "give the chapters out with nbgrader"),
    "build": ("course_lib.publish.notebook_build", "make the notebooks from their text sources"),
}


def main(argv: list[str] | None = None) -> int:
    """Run the command that ``argv`` names with the rest of ``argv``; 2 for an unknown command."""
    argv = sys.argv[1:] if argv is None else argv
    accept_all_text()
    if argv and argv[0] == "serve" and "--class" in argv:  # for a room: with a session and a door
        argv = ["class", *(word for word in argv[1:] if word != "--class")]
    if argv and argv[0] in COMMANDS:
        from course_lib.errors import LearnerError
        from course_lib.files import places

        try:
            places.pin()
            return importlib.import_module(COMMANDS[argv[0]][0]).main(argv[1:]) or 0
        except LearnerError as error:
            print(error, file=sys.stderr)
            return 1
        except OSError as error:
            if error.filename is None:
                raise
            print(f"{error.filename} cannot be used: {error.strerror}.", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nStopped.", file=sys.stderr)
            return 130
    wants_help = not argv or argv[0] in ("-h", "--help", "help")
    text = ["usage: python -m course_lib COMMAND …   (COMMAND --help says more)", ""]
    text += [f"  {name:<7} {what}" for name, (_, what) in COMMANDS.items()]
    if not wants_help:
        text.insert(0, f"There is no command “{argv[0]}”.\n")
    print("\n".join(text), file=sys.stdout if wants_help else sys.stderr)
    return 0 if wants_help else 2


if __name__ == "__main__":
    sys.exit(main())

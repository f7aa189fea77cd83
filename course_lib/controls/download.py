"""A button that hands a file to the learner's browser; it is made when the button is pressed."""

from __future__ import annotations

from collections.abc import Callable

import traitlets

from course_lib.controls.base import CourseWidget, script
from course_lib.errors import LearnerError


class Download(CourseWidget):
    """``Download("vectors.tsv", make)``: ``make()`` gives the bytes. Its LearnerError is shown."""

    _esm = script("download.js")

    name = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)  # on the button; else "Download NAME"
    hint = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self, name: str, make: Callable[[], bytes], hint: str = "", label: str = ""
    ) -> None:
        self._make = make
        super().__init__(name=name, hint=hint, label=label)
        self.on_msg(self._asked)

    def _asked(self, _: object, _content: dict, _buffers: object) -> None:
        try:
            data = self._make()
        except LearnerError as error:
            self.error = str(error)
            self.send({"type": "nothing"})
            return
        self.error = ""
        self.send({"type": "file"}, [data])


__all__ = ["Download"]

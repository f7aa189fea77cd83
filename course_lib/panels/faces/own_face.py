"""The learner's own photo: chosen or taken, cut by hand, kept in memory and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets
import numpy as np

from course_lib.controls.face_frame import FaceFrame
from course_lib.controls.photo_upload import PhotoUpload
from course_lib.controls.text_field import TextField
from course_lib.controls.webcam import Webcam
from course_lib.faces.photos import CUT
from course_lib.panels.layout import beside, column, hint, row
from course_lib.panels.panel import Panel


class OwnFace(Panel):
    """Hands the cut photo to ``join(name, photo)``, ``add(name, photo)`` or ``knock(name, photo)``;
    their LearnerErrors are said here."""

    def __init__(
        self,
        join: Callable[[str, np.ndarray], object],
        add: Callable[[str, np.ndarray], object],
        knock: Callable[[str, np.ndarray], object],
    ) -> None:
        super().__init__()
        self.upload, self.webcam = PhotoUpload(prompt="Choose a photo of a face"), Webcam()
        self.frame = FaceFrame()
        for source in (self.upload, self.webcam):
            source.on_photo(self._given)
        self.name = TextField("Name", placeholder="You", longest=24)
        self.name.value = "You"
        acts = (
            ("Join the team", "Enrol this photo under the name.", join),
            ("Add the photo", "One more photo of the colleague of this name.", add),
            ("Knock", "Stand before the doors with this photo.", knock),
        )
        self.buttons = [self._button(*act) for act in acts]
        self.forget = widgets.Button(description="Forget my photo")
        self.forget.tooltip = "Take it off this page; who joined with it stays until they leave."
        self.forget.on_click(lambda _: self._forget())
        given = column(
            hint(f"Your photo stays in this page's memory and goes with it. {CUT}"),
            self.upload,
            self.webcam,
        )
        self.children = [
            beside(given, column(self.frame, self.name, row(*self.buttons, self.forget), self.note))
        ]
        self._offer()

    def _button(self, label: str, tip: str, act: Callable) -> widgets.Button:
        button = widgets.Button(description=label, tooltip=tip)

        def pressed(_: widgets.Button) -> None:
            with self.note.errors():
                said = act(self.name.value.strip(), self.frame.cut())
                self.note.say(said or "", look="success")

        button.on_click(pressed)
        return button

    def _given(self, photo: np.ndarray) -> None:
        self.frame.show(photo)
        self.note.say("Move the frame onto the face, then press a button.")
        self._offer()

    def _forget(self) -> None:
        self.frame.forget()
        for source in (self.upload, self.webcam):
            source.photo_png, source.name = b"", ""
        self.note.say("It is gone from this page.")
        self._offer()

    def _offer(self) -> None:
        here = self.frame.cut() is not None
        for button in (*self.buttons, self.forget):
            button.disabled = not here


__all__ = ["OwnFace"]

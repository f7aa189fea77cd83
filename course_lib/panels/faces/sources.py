"""Whose faces stand before the door: drawn ones, Olivetti's, or a folder's."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from course_lib.controls.choice import Choice, Option
from course_lib.controls.text_field import TextField
from course_lib.errors import LearnerError
from course_lib.faces import photos
from course_lib.faces.album import UNSEEN, Album, album_of, drawn_album
from course_lib.files import places
from course_lib.panels.get_data import GetData
from course_lib.panels.layout import row
from course_lib.panels.panel import Panel

OPTIONS = (
    Option("drawn", "Drawn faces", "Nobody's: drawn by a program. Always here."),
    Option("olivetti", "Olivetti faces", "Photos of ten people that no network here has seen."),
    Option("folder", "A folder of yours", "A folder for each person, with their photos in it."),
)


def open_album(kind: str, folder: str = "") -> Album:
    """The album of one of OPTIONS. LearnerError for what is not here or of no use."""
    if kind == "drawn":
        return drawn_album()
    if kind == "olivetti":
        found = photos.find().of(list(UNSEEN))
        return album_of(found, f"{photos.CREDIT}; the ten people that nothing here learned from.")
    if not folder.strip():
        raise LearnerError("Type the path of a folder that holds a folder for each person.")
    found = photos.load(places.typed(folder))
    return album_of(found, "Your own folder, read from this computer.")


class FaceSources(Panel):
    """Calls ``opened(album)`` for each album that could be opened; else says why not."""

    def __init__(self, opened: Callable[[Album], object]) -> None:
        super().__init__()
        self._opened = opened
        self.kind = Choice("Whose faces", OPTIONS, value="drawn")
        self.folder = TextField("Folder", placeholder="path to a folder of folders")
        self.go = widgets.Button(description="Open the folder")
        self.go.on_click(lambda _: self._open())
        self.own = row(self.folder, self.go)
        self.own.layout.display = "none"
        self.get = GetData(("olivetti",), "the Olivetti faces, 4 MB", self._come)
        self.get_place = row(self.get)
        self.get_place.layout.display = "none"
        self.children = [self.kind, self.own, self.get_place, self.note]
        self.add_class("lwl-column")
        self.hear(self._other, self.kind)

    def _other(self) -> None:
        self.own.layout.display = "" if self.kind.value == "folder" else "none"
        self.get_place.layout.display = "" if self.kind.value == "olivetti" else "none"
        if self.kind.value == "folder":
            self.note.say("Then press “Open the folder”.")
        else:
            self._open()

    def _come(self) -> None:
        if self.kind.value == "olivetti":
            self._open()

    def _open(self) -> None:
        with self.note.errors():
            album = open_album(self.kind.value, self.folder.value)
            self._opened(album)


__all__ = ["FaceSources", "open_album"]

"""The sketchpad: a photo that the learner paints on, and the mask that the strokes make.

Painting happens in the browser alone. When the pointer lifts, the list of strokes, not their
pixels, comes to Python; ``Sketchpad.mask`` replays it. Where somebody asks by ``on_live``, the
unfinished stroke comes too, from time to time: the next only once the one before was answered, so
that a slow kernel sees fewer and is never behind.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import traitlets as t

from course_lib.controls.base import CourseWidget, script
from course_lib.errors import LearnerError
from course_lib.inpainting import masks, strokes

BRUSH = (4, 40)
KEPT_PRESETS = 16  # masks of 2 kB each that the browser holds; it asks for one that it misses


class Strokes(t.List):
    """A list of strokes that ``strokes.parse`` accepts; anything else leaves the old list."""

    def validate(self, obj: Sketchpad, value: object) -> list[dict]:
        try:
            strokes.parse(value)
        except LearnerError as error:
            obj.error = str(error)
            raise t.TraitError(str(error)) from error
        return list(value)


class Sketchpad(CourseWidget):
    """Paint on a photo: ``strokes`` is what was painted, ``mask`` what it hides.

    Assign a new list to ``strokes`` to change it from Python (the browser's undo takes it back).
    Strokes that are junk are refused: ``error`` then holds one sentence, which the widget shows,
    and the strokes stay as they were.
    """

    _esm = script("sketchpad.js")
    kept = ("strokes", "tool", "brush")

    size = t.Int(strokes.GRID, read_only=True).tag(sync=True)
    photo = t.Bytes(b"").tag(sync=True)  # raw RGB, row by row; show() sets it
    sharp = t.Bytes(b"").tag(sync=True)  # the same photo as a JPEG of more pixels, or nothing
    live = t.Bool(False).tag(sync=True)  # unfinished strokes are wanted
    answered = t.Int(0).tag(sync=True)  # the number of the last unfinished stroke dealt with
    strokes = Strokes().tag(sync=True)
    tool = t.Enum(["pen", "eraser", "rectangle", "lasso"], "pen").tag(sync=True)
    brush = t.Int(14, min=BRUSH[0], max=BRUSH[1]).tag(sync=True)
    enabled = t.Bool(True).tag(sync=True)
    label = t.Unicode("Photo to paint on").tag(sync=True)
    error = t.Unicode("").tag(sync=True)
    presets = t.Dict().tag(sync=True)  # "family:seed" -> the mask's bits, packed row by row

    def __init__(self, photo: np.ndarray | None = None, **traits: object) -> None:
        self._mask: np.ndarray | None = None
        self._on_live: Callable[[np.ndarray | None, int], None] | None = None
        super().__init__(**traits)
        self.on_msg(self._asked)
        if photo is not None:
            self.show(photo)

    def show(self, photo: np.ndarray, sharp: bytes = b"") -> None:
        """Put a (size, size, 3) uint8 photo under the strokes; the strokes stay.

        ``sharp`` is the same photo as a JPEG of more pixels, for the eye alone.
        """
        wanted = (self.size, self.size, 3)
        if photo.shape != wanted or photo.dtype != np.uint8:
            raise LearnerError(f"The sketchpad takes a uint8 photo of {wanted}, not {photo.shape}.")
        with self.hold_sync():
            self.photo, self.sharp = np.ascontiguousarray(photo).tobytes(), sharp

    def on_live(self, callback: Callable[[np.ndarray | None, int], None]) -> None:
        """Call ``callback(mask, number)`` while a stroke is painted: the mask as it is so far.

        The next one comes after ``answered`` was set to this number. When a stroke is dropped it is
        called with None: the mask is again that of the strokes.
        """
        self._on_live, self.live = callback, True

    def preset(self, family: str, seed: int) -> None:
        """Replace what is painted by ``masks.sample(family, seed)``, as one stroke to undo."""
        added = {"tool": "preset", "points": [], "width": 0, "family": family, "seed": int(seed)}
        with self.hold_sync():
            self.strokes = [*self.strokes, added]
            self._offer(family, int(seed))

    def clear(self) -> None:
        """Hide nothing."""
        self.strokes = []

    @property
    def mask(self) -> np.ndarray:
        """What is hidden: a bool array (size, size), True = hidden; yours to change."""
        if self._mask is None:
            self._mask = strokes.rasterize(strokes.parse(self.strokes), self.size)
        return self._mask.copy()

    @t.observe("strokes")
    def _painted(self, _: dict) -> None:
        self._mask = None
        self.error = ""

    def set_state(self, sync_data: dict) -> None:
        """Take what the browser sends, but for strokes that are junk: those it gets back."""
        sent = dict(sync_data)
        try:
            strokes.parse(sent.get("strokes", []))
        except LearnerError as error:
            del sent["strokes"]
            self.error = str(error)
            self.send_state("strokes")
        super().set_state(sent)

    def _offer(self, family: str, seed: int) -> None:
        bits = np.packbits(masks.sample(family, seed)).tobytes()
        kept = {**self.presets, f"{family}:{seed}": bits}
        self.presets = dict(list(kept.items())[-KEPT_PRESETS:])

    def _asked(self, _: object, content: dict, __: object) -> None:
        """The browser misses a preset stroke's mask (an undo, a reload), or a stroke grows."""
        if isinstance(content, dict) and "live" in content:
            self._painting(content["live"], content.get("number"))
            return
        wanted = content.get("want") if isinstance(content, dict) else None
        try:
            (stroke,) = strokes.parse([wanted])
        except LearnerError:
            return
        if stroke.tool == "preset":
            self._offer(stroke.family, stroke.seed)

    def _painting(self, stroke: object, number: object) -> None:
        """A stroke that is not finished, or None where one was dropped; junk is passed over."""
        if self._on_live is None or type(number) is not int:
            return
        try:
            under_way = None if stroke is None else strokes.parse([*self.strokes, stroke])
        except LearnerError:
            self.answered = number
            return
        mask = None if under_way is None else strokes.rasterize(under_way, self.size)
        self._on_live(mask, number)


__all__ = ["BRUSH", "Sketchpad"]

"""A few pictures side by side in a chapter, with a title, a caption and numbers under each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ipywidgets as widgets
import numpy as np

from course_lib.controls.picture import Picture
from course_lib.errors import LearnerError
from course_lib.figures.style import METHODS
from course_lib.inpainting import answers
from course_lib.inpainting.metrics import gradient_magnitude, hole_quality


class PictureRow(widgets.Box):
    """``PictureRow({"x": photo, "M̂": mask}, captions=[…], metrics=[["12.3 dB"], …])``.

    Takes what ``Picture.show`` takes: (H, W, 3) uint8, a bool mask, or grey in [0, 1]; colours in
    [0, 1], (H, W, 3) float, are taken too. ``captions`` and ``metrics`` follow the pictures'
    order and may be left out; ``crisp`` shows pixels as squares. The row wraps on a narrow page.
    """

    def __init__(
        self,
        pictures: Mapping[str, np.ndarray],
        captions: Iterable[str] = (),
        metrics: Iterable[list[str]] = (),
        crisp: bool = False,
    ) -> None:
        cells = [Picture(title=title, crisp=crisp) for title in pictures]
        for cell, array in zip(cells, pictures.values(), strict=True):
            cell.show(_as_bytes(np.asarray(array)))
        for cell, caption in zip(cells, captions, strict=False):
            cell.caption = caption
        for cell, lines in zip(cells, metrics, strict=False):
            cell.metrics = list(lines)
        super().__init__(cells, layout=_side_by_side(len(cells), 208))
        self.add_class("lwl")


class AnswerRow(widgets.Box):
    """The truth, and what each of ``methods`` makes of a hole: PSNR and sharpness under each.

    A method that cannot answer says why in its place, so that the page goes on.
    """

    def __init__(self, photo: np.ndarray, mask: np.ndarray, methods: Iterable[str]) -> None:
        truth = Picture(title="The truth")
        truth.show(photo, metrics=["no method saw it", _sharpness(photo, mask)])
        cells = [truth, *(self._cell(method, photo, mask) for method in methods)]
        super().__init__(cells, layout=_side_by_side(len(cells), 288))
        self.layout.align_items = "flex-end"  # a title of two lines moves no picture
        self.add_class("lwl")

    def _cell(self, method: str, photo: np.ndarray, mask: np.ndarray) -> Picture:
        look = METHODS[method]
        cell = Picture(title=look.label, colour=look.colour, symbol=look.symbol)
        try:
            fill = answers.answer(method, photo, mask).fill
            psnr = hole_quality(photo, fill, mask).psnr
            cell.show(fill, metrics=[f"PSNR {psnr:.1f} dB", _sharpness(fill, mask)])
        except LearnerError as error:
            cell.unavailable(str(error))
        return cell


def _sharpness(photo: np.ndarray, mask: np.ndarray) -> str:
    return f"sharpness {100 * gradient_magnitude(photo, mask):.1f}"


def _as_bytes(array: np.ndarray) -> np.ndarray:
    """Colours in [0, 1] become uint8; everything else is left to ``Picture.show``."""
    if array.ndim == 3 and array.dtype.kind == "f":
        return np.rint(255 * np.clip(array, 0, 1)).astype(np.uint8)
    return array


def _side_by_side(count: int, widest: int) -> widgets.Layout:
    """Up to ``widest`` pixels each, narrower to fit one line, then wrapped."""
    return widgets.Layout(
        display="grid",
        grid_template_columns=f"repeat(auto-fit, minmax(min(100%, {widest * 2 // 3}px), 1fr))",
        grid_gap="16px",
        width="100%",
        max_width=f"{count * widest + (count - 1) * 16}px",
        overflow="visible",
    )


__all__ = ["AnswerRow", "PictureRow"]

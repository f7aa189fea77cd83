"""E · o_c as a picture: a row of zeros with a single 1, and the column of E that it picks out."""

from __future__ import annotations

import numpy as np
import traitlets

from course_lib.controls.base import CourseWidget, script

COLUMNS = 15  # columns of E on a wide page; a narrow one shows fewer of them


class PickedColumn(CourseWidget):
    """``show(words, matrix, picked)`` draws the columns of E around word number ``picked``.

    ``picked`` is also set by the learner, who presses a column or moves with the arrow keys.
    """

    _esm = script("picked_column.js")
    kept = ("picked",)

    size = traitlets.Int(0).tag(sync=True)  # V
    dim = traitlets.Int(0).tag(sync=True)  # D
    picked = traitlets.Int(0).tag(sync=True)
    first = traitlets.Int(0).tag(sync=True)  # number of the first column sent
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)  # of the columns sent
    values = traitlets.Bytes(b"").tag(sync=True)  # (columns, D) int8: −127 … 127 = ±scale
    scale = traitlets.Float(1.0).tag(sync=True)
    numbers = traitlets.Unicode().tag(sync=True)  # the first entries of e_c, to read

    @traitlets.validate("picked")
    def _inside(self, proposal: dict) -> int:
        return max(0, min(proposal["value"], max(0, self.size - 1)))

    def show(self, words: tuple[str, ...], matrix: np.ndarray, picked: int) -> None:
        """``matrix`` is (V, D): row i is the column of E for ``words[i]``."""
        size, dim = matrix.shape
        first = max(0, min(picked - COLUMNS // 2, size - COLUMNS))
        near = np.asarray(matrix[first : first + COLUMNS], np.float32)  # (columns, D)
        scale = float(np.abs(near).max()) or 1.0
        entries = ", ".join(f"{x:.2f}".replace("-", "−") for x in near[picked - first, :6])
        with self.hold_sync():
            self.size, self.dim, self.first, self.scale = size, dim, first, scale
            self.words = list(words[first : first + COLUMNS])
            self.values = np.rint(127 * near / scale).astype(np.int8).tobytes()
            self.numbers = f"({entries}, …)"
            self.picked = picked


__all__ = ["COLUMNS", "PickedColumn"]

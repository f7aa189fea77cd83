"""A drawn head as formulas of the place: its relief z(u, v), its lengths and colours.

Units: a face is about 2 high; u to the viewer's right, v down, the chin near v = 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_lib.faces.person import Identity, Taking

SKINS = ((0.98, 0.84, 0.74), (0.93, 0.74, 0.60), (0.80, 0.58, 0.43), (0.58, 0.38, 0.26),
         (0.38, 0.24, 0.17))  # fmt: skip
HAIRS = ((0.09, 0.07, 0.07), (0.20, 0.13, 0.09), (0.36, 0.23, 0.13), (0.55, 0.32, 0.17),
         (0.80, 0.64, 0.40), (0.66, 0.65, 0.64))  # fmt: skip


def step(d: np.ndarray, soft: float) -> np.ndarray:
    """0 where d < −soft, 1 where d > soft, smooth between."""
    t = np.clip(d / (2 * soft) + 0.5, 0, 1)
    return t * t * (3 - 2 * t)


def bump(u: np.ndarray, v: np.ndarray | float, wide: float, tall: float = 1.0) -> np.ndarray:
    """A Gaussian hill of height 1 at (0, 0)."""
    return np.exp(-((u / wide) ** 2) - (v / tall) ** 2)


def ramp(colours: Sequence[Sequence[float]], at: float) -> np.ndarray:
    """The colour ``at`` (0 to 1) of the way through a list, (3,) float32."""
    place = at * (len(colours) - 1)
    low = min(int(place), len(colours) - 2)
    pair = np.array(colours[low : low + 2], np.float32)
    return pair[0] + np.float32(place - low) * (pair[1] - pair[0])


class Head:
    """A person with an expression."""

    def __init__(self, who: Identity, how: Taking) -> None:
        self.who, self.how = who, how
        self.half, self.bottom, self.top = 0.72 + 0.07 * who.width, 0.98 + 0.08 * who.chin, -0.98
        self.eye_u, self.eye_v = 0.29 + 0.045 * who.eye_gap, -0.02 + 0.05 * who.eye_height
        self.eye_w = 0.148 + 0.022 * who.eye_size
        self.nose_v, self.nose_w = 0.37 + 0.075 * who.nose_length, 0.130 + 0.032 * who.nose_width
        self.mouth_v = 0.63 + 0.045 * who.mouth_height
        self.mouth_w = 0.245 + 0.045 * who.mouth_width + 0.03 * how.smile
        self.volume = 0.10 + 0.05 * who.hair_volume + 0.06 * who.hair_length
        blush = 0.10 * (who.blush - 0.5) * np.array([1, -1, -1], np.float32)
        self.skin = ramp(SKINS, who.skin) * (1 + blush)
        self.hair = ramp(HAIRS, who.hair_shade * (0.8 if who.age < 0.6 else 1.0))
        if who.skin > 0.7:
            self.hair = self.hair * np.float32(0.45)

    def radius(self, u: np.ndarray, v: np.ndarray, grow: float = 0.0) -> np.ndarray:
        """1 on the head's outline, less inside; ``grow`` moves the outline out."""
        low, high = np.maximum(v, 0) / (self.bottom + grow), np.maximum(-v, 0) / (grow - self.top)
        taper = 1 - (0.20 - 0.10 * self.who.jaw) * np.clip(low * 1.15, 0, 1) ** 1.6
        half = (self.half + grow) * taper * (1 + 0.05 * self.who.cheeks * bump(v - 0.25, 0, 0.25))
        squareness = 2.25 + 0.35 * self.who.jaw
        return ((np.abs(u) / half) ** 2.3 + low**squareness + high**2.3) ** (1 / 2.3)

    def relief(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """z, towards the viewer; about 0.6 in the middle and 0 on the outline."""
        who, how, a = self.who, self.how, np.abs(u)
        z = 0.62 * (1 - np.minimum(self.radius(u, v), 1.15) ** 2.4)
        # The nose: a ridge that widens and rises to its tip, and two wings.
        tip = self.nose_v - 0.05
        along = np.clip((v - self.eye_v + 0.06) / (tip - self.eye_v + 0.06), 0, 1)
        wide = 0.085 + 0.015 * who.nose_bridge + (0.5 * self.nose_w - 0.03) * along**2
        ridge = (0.05 + 0.03 * who.nose_bridge + 0.15 * along) * bump(u / wide, 0, 1)
        z += ridge * step(v - self.eye_v + 0.02, 0.14) * step(self.nose_v - v, 0.05)
        z += 0.05 * bump(a - self.nose_w * 0.8, v - self.nose_v + 0.035, 0.05, 0.05)
        # Sockets, eyeballs, brows.
        z -= 0.075 * bump(a - self.eye_u, v - self.eye_v + 0.01, 0.19, 0.10)
        z += 0.028 * bump(a - self.eye_u, v - self.eye_v, self.eye_w, 0.07)
        z += 0.035 * bump(a - self.eye_u * 0.95, v - self.eye_v + 0.2, 0.24, 0.06)
        # Cheeks, lips, chin, and the fold from the nose to the mouth.
        cheek = 0.05 * (1 + 0.6 * who.cheeks + 0.5 * how.smile)
        z += cheek * bump(a - 0.40, v - 0.30, 0.17, 0.15)
        z += 0.035 * bump(u, v - self.mouth_v, self.mouth_w * 0.9, 0.12)
        z -= 0.03 * bump(u, v - self.mouth_v - 0.14, 0.16, 0.035)
        z += 0.055 * bump(u, v - self.bottom + 0.12, 0.17 + 0.04 * who.jaw, 0.10)
        return z - 0.016 * (0.2 + who.age + max(0.0, how.smile)) * self.fold(u, v, 0.022)

    def fold(self, u: np.ndarray, v: np.ndarray, wide: float) -> np.ndarray:
        """1 along the folds from the nose's wings to the corners of the mouth."""
        down = v - self.nose_v
        return bump(np.abs(u) - 0.235 - 0.31 * down, down - 0.105, wide, 0.135)

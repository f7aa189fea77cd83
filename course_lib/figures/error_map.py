"""An error map as a picture: dark where a fill is right, bright where it is wrong."""

import numpy as np

# Anchors of a ramp whose lightness rises evenly, so that it also reads without colour.
RAMP = np.array(
    [
        (8, 12, 32),
        (30, 34, 92),
        (84, 34, 124),
        (146, 42, 116),
        (204, 66, 84),
        (240, 116, 48),
        (250, 180, 60),
        (252, 246, 190),
    ],
    float,
)
FULL_SCALE = 0.5  # an error of half the range is already drawn brightest


def paint_errors(errors: np.ndarray, full_scale: float = FULL_SCALE) -> np.ndarray:
    """Colour an error map: (H, W) float in [0, 1] to (H, W, 3) uint8; ≥ full_scale is brightest."""
    at = np.clip(errors / full_scale, 0, 1) * (len(RAMP) - 1)
    low = np.minimum(at.astype(int), len(RAMP) - 2)
    part = (at - low)[..., None]
    return np.rint(RAMP[low] * (1 - part) + RAMP[low + 1] * part).astype(np.uint8)


def css_gradient() -> str:
    """The same ramp as a CSS gradient, for the legend beside the picture."""
    stops = ", ".join(f"rgb({r:.0f} {g:.0f} {b:.0f})" for r, g, b in RAMP)
    return f"linear-gradient(90deg, {stops})"

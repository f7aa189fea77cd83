"""Numbers that a drawn face is made of: who it is, and how the photo was taken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """Who it is. Proportions go from −1 to 1 about the mean face; looks from 0 to 1."""

    # proportions
    width: float = 0.0
    jaw: float = 0.0
    chin: float = 0.0
    cheeks: float = 0.0
    eye_gap: float = 0.0
    eye_height: float = 0.0
    eye_size: float = 0.0
    eye_tilt: float = 0.0
    brow_height: float = 0.0
    brow_weight: float = 0.0
    brow_tilt: float = 0.0
    brow_arch: float = 0.0
    nose_length: float = 0.0
    nose_width: float = 0.0
    nose_bridge: float = 0.0
    mouth_height: float = 0.0
    mouth_width: float = 0.0
    lips: float = 0.0
    ears: float = 0.0
    hairline: float = 0.0
    hair_volume: float = 0.0
    parting: float = 0.0
    # looks
    skin: float = 0.2
    blush: float = 0.5
    iris: float = 0.2
    hair_shade: float = 0.3
    hair_length: float = 0.0
    fringe: float = 0.0
    beard: float = 0.0
    moustache: float = 0.0
    age: float = 0.3
    glasses: float = 0.0
    shirt: float = 0.0
    bald: bool = False


PROPORTIONS = (
    "width", "jaw", "chin", "cheeks", "eye_gap", "eye_height", "eye_size", "eye_tilt",
    "brow_height", "brow_weight", "brow_tilt", "brow_arch", "nose_length", "nose_width",
    "nose_bridge", "mouth_height", "mouth_width", "lips", "ears", "hairline", "hair_volume",
    "parting",
)  # fmt: skip


@dataclass(frozen=True)
class Taking:
    """How a photo was taken: angles in radians, shifts in half faces, expressions about 0."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    scale: float = 1.0
    right: float = 0.0
    down: float = 0.0
    light_side: float = -0.25
    light_up: float = 0.5
    ambient: float = 0.5
    smile: float = 0.3
    mouth_open: float = 0.0
    brow_raise: float = 0.0
    eyes_shut: float = 0.0
    look: float = 0.0
    glasses: bool = False
    exposure: float = 1.0
    background: float = 0.55
    noise: float = 0.0


__all__ = ["PROPORTIONS", "Identity", "Taking"]

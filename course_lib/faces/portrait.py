"""A photo of a drawn head: turned, lit, and painted layer over layer, pixel by pixel.

Every edge is a soft step of the place, as wide as a pixel, so a photo can have any side.
"""

from __future__ import annotations

import cv2
import numpy as np

from course_lib.faces.head import Head, bump, ramp, step
from course_lib.faces.person import Identity, Taking

IRISES = ((0.20, 0.12, 0.07), (0.36, 0.24, 0.12), (0.28, 0.38, 0.24), (0.30, 0.46, 0.62))
SHIRTS = ((0.22, 0.30, 0.42), (0.45, 0.22, 0.22), (0.30, 0.36, 0.30), (0.75, 0.74, 0.70),
          (0.16, 0.16, 0.18))  # fmt: skip
SPAN = 2.5  # a photo's side
SOLVE = 64  # where the turned relief is seen is found on so many points a side


def draw(
    who: Identity, how: Taking, side: int = 256, rng: np.random.Generator | None = None
) -> np.ndarray:
    """A photo as (side, side, 3) uint8; ``rng`` gives its noise (none without).

    ValueError below 16 pixels.
    """
    if side < 16:
        raise ValueError(f"a face cannot be drawn on {side} pixels")
    return _Photo(Head(who, how), side).painted(rng)


def over(under: np.ndarray, colour: np.ndarray | tuple, share: np.ndarray) -> np.ndarray:
    """``colour`` laid on ``under`` (H, W, 3) where and as far as ``share`` (H, W) says."""
    return under + share[..., None] * (np.asarray(colour, np.float32) - under)


def places(how: Taking, side: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y of a photo's pixels in the head's units, (side, side) float32."""
    line = (np.arange(side, dtype=np.float32) + 0.5) * (SPAN / side) - SPAN / 2
    x, y = np.meshgrid(line - np.float32(how.right), line - np.float32(how.down - 0.03))
    c, s = np.float32(np.cos(how.roll) / how.scale), np.float32(np.sin(how.roll) / how.scale)
    return c * x + s * y, c * y - s * x


def seen(head: Head, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Which point (u, v) of the turned relief each pixel shows, found by fixed-point rounds."""
    x, y = places(head.how, min(side, SOLVE))
    cy, sy = np.cos(head.how.yaw), np.sin(head.how.yaw)
    cp, sp = np.cos(head.how.pitch), np.sin(head.how.pitch)
    u, v = x.copy(), y.copy()
    for _ in range(6):
        z = head.relief(u, v) - 0.25  # it turns about an axis within
        u += 0.7 * ((x - sy * z) / cy - u)
        v += 0.7 * ((y - sp * z) / cp - v)
    if side <= SOLVE:
        return u, v
    wide, high = places(head.how, side)
    size = (side, side)
    return wide + cv2.resize(u - x, size), high + cv2.resize(v - y, size)


class _Photo:
    """What the layers of a photo share: the places, the light, the softness of edges."""

    def __init__(self, head: Head, side: int) -> None:
        how = head.how
        self.head, self.who, self.how = head, head.who, how
        pixel = SPAN / side
        self.soft = 0.8 * pixel
        self.x, self.y = places(how, side)
        self.u, self.v = u, v = seen(head, side)
        self.a = np.abs(u)
        cy, sy, cp, sp = (f(w) for w in (how.yaw, how.pitch) for f in (np.cos, np.sin))
        towards = head.relief(u, v) * np.float32(cy * cp) - u * np.float32(sy) - v * np.float32(sp)
        down, right = np.gradient(towards, np.float32(pixel))
        light = np.array([how.light_side, -how.light_up, 1.0])
        light = (light / np.linalg.norm(light)).astype(np.float32)
        facing = (light[2] - right * light[0] - down * light[1]) / np.sqrt(right**2 + down**2 + 1)
        facing = np.clip(facing, 0, 1)
        self.lit = np.float32(how.ambient) + np.float32(1.15 - how.ambient) * facing
        self.shine = facing**24
        self.rim = head.radius(u, v)
        # What stands further back turns less.
        self.xs, self.ys = self.x + np.float32(0.25 * how.yaw), self.y + np.float32(0.1 * how.pitch)

    def painted(self, rng: np.random.Generator | None) -> np.ndarray:
        how = self.how
        image = self.front_hair(self.face(self.ears(self.body(self.back_hair(self.wall())))))
        if how.glasses:
            image = self.glasses(image)
        image = np.clip(image * np.float32(how.exposure), 0, 1) ** np.float32(0.92)
        if rng is not None and how.noise:
            image = image + rng.normal(0, how.noise, (*image.shape[:2], 1))
        return np.clip(np.rint(255 * image), 0, 255).astype(np.uint8)

    def wall(self) -> np.ndarray:
        tone = np.float32(self.how.background) * (
            1 + np.float32(0.12 * self.how.light_side) * self.x - np.float32(0.08) * self.y
        )
        return tone[..., None] * np.array([0.93, 0.98, 1.03], np.float32)

    def locks(self, comb: np.ndarray) -> np.ndarray:
        """Light and dark strands along ``comb``, about 1."""
        wave = np.float32(1.5 + 2 * self.who.fringe) * np.sin(4 * self.u + 6 * self.v)
        tone = np.sin(comb + wave) + 0.8 * np.sin(2.3 * comb - wave) + 0.7 * np.sin(5.1 * comb)
        return np.float32(0.8) + np.float32(0.09) * tone

    def back_hair(self, image: np.ndarray) -> np.ndarray:
        who, xs, ys = self.who, self.xs, self.ys
        if not who.hair_length:
            return image
        half = self.head.half + self.head.volume + 0.10 * step(ys, 0.4) * who.hair_length
        across = (np.abs(xs) / half) ** 3
        inside = step(1 - across - (np.minimum(ys, 0) / (1 + self.head.volume)) ** 2, 3 * self.soft)
        end = step(-0.1 + 1.35 * who.hair_length - ys + 0.05 * np.cos(5 * xs), 0.04)
        tone = self.locks(38 * xs * (1.3 - 0.3 * ys)) * (0.45 + 0.35 * self.lit)
        return over(image, tone[..., None] * self.head.hair, inside * end)

    def body(self, image: np.ndarray) -> np.ndarray:
        xs, ys, head = self.xs, self.ys, self.head
        half = 0.34 + 0.03 * self.who.jaw + 0.5 * np.maximum(ys - 1, 0) ** 2
        neck = step(half - np.abs(xs), self.soft) * step(ys - 0.3, 0.1)
        tone = (0.62 + 0.25 * step(ys - head.bottom - 0.18, 0.15)) * (self.how.ambient + 0.45)
        image = over(image, tone[..., None] * head.skin, neck)
        collar = ys - 1.16 - 0.16 * (np.abs(xs) / 0.6) ** 2 - 0.13 * bump(xs, 0, 0.2)
        shirt = np.array(SHIRTS[min(int(self.who.shirt * len(SHIRTS)), len(SHIRTS) - 1)])
        return over(image, shirt * (self.how.ambient + 0.4), step(collar, self.soft))

    def ears(self, image: np.ndarray) -> np.ndarray:
        head, size = self.head, self.who.ears
        out = np.abs(self.xs) - head.half - 0.005 + 0.1 * self.how.yaw * np.sign(self.xs)
        down = self.ys - head.eye_v - 0.14
        shape = 1 - (out / (0.085 + 0.025 * size)) ** 2 - (down / (0.19 + 0.04 * size)) ** 2
        tone = (0.82 - 0.3 * bump(out - 0.01, down + 0.02, 0.035, 0.10)) * (0.35 + 0.65 * self.lit)
        return over(image, tone[..., None] * head.skin, step(shape, 8 * self.soft))

    def face(self, image: np.ndarray) -> np.ndarray:
        skin = self.mouth(self.nose(self.whiskers(self.complexion())))
        for side in (-1, 1):
            skin = self.brow(self.eye(skin, side), side)
        # The rim of the head turns away; the middle shines.
        lit = self.lit * (0.6 + 0.4 * step(1.02 - self.rim, 0.10))
        shine = 0.13 * self.shine * (0.5 + 0.5 * step(0.9 - self.rim, 0.2))
        face = skin * lit[..., None] + shine[..., None]
        return over(image, face, step(1 - self.rim, 1.3 * self.soft))

    def complexion(self) -> np.ndarray:
        """Skin with red cheeks and nose, folds and the lines of age."""
        a, u, v, head = self.a, self.u, self.v, self.head
        red = 0.11 * bump(a - 0.42, v - 0.33, 0.2, 0.16) + 0.09 * bump(
            u, v - head.nose_v, 0.12, 0.1
        )
        skin = head.skin * (1 - red[..., None] * np.array([0.1, 0.9, 0.8], np.float32))
        worn = max(0.0, self.who.age - 0.35)
        lines = bump(u, np.sin(42 * v + 17.6) * 0.5, 0.35, 0.25) * bump(u, v + 0.40, 0.4, 0.14)
        bags = bump(a - head.eye_u, v - head.eye_v - 0.12, 0.1, 0.022)
        fold = (0.25 * worn + 0.16 * max(0.0, self.how.smile)) * head.fold(u, v, 0.02)
        dark = np.minimum(fold + worn * (0.22 * lines + 0.2 * bags), 0.5)
        return skin * (1 - dark[..., None])

    def whiskers(self, skin: np.ndarray) -> np.ndarray:
        who, head, a, u, v = self.who, self.head, self.a, self.u, self.v
        if not who.moustache:
            return skin
        beard = step(v - head.nose_v - 0.17 + 0.6 * np.maximum(a - 0.24, 0), 0.07)
        beard *= np.minimum(step(v - head.mouth_v, 0.03) + step(a - head.mouth_w - 0.03, 0.03), 1)
        beard *= 1 - 0.9 * bump(u, v - head.mouth_v - 0.02, head.mouth_w * 1.05, 0.075)
        slope = v - head.mouth_v + 0.115 - 0.15 * np.maximum(a - 0.05, 0)
        upper = bump(np.maximum(a - 0.16, 0), slope, 0.09, 0.05)
        grain = np.sin(137 * u + 3 * np.sin(61 * v)) * np.sin(71 * v + 3 * np.sin(83 * u))
        share = np.minimum(who.beard * beard + who.moustache * upper, 1) * (0.78 + 0.12 * grain)
        return over(skin, head.hair * np.float32(0.9), share)

    def nose(self, skin: np.ndarray) -> np.ndarray:
        a, u, head = self.a, self.u, self.head
        down = self.v - head.nose_v
        dark = 0.75 * bump(a - head.nose_w * 0.52, down - 0.012, 0.038, 0.020)
        dark += 0.24 * bump(a - head.nose_w * 1.08, down + 0.03, 0.018, 0.05)
        dark += 0.16 * bump(u, down - 0.05, head.nose_w, 0.03)
        return skin * (1 - np.minimum(dark, 0.85)[..., None])

    def mouth(self, skin: np.ndarray) -> np.ndarray:
        """A line that smiles, lips on both sides of it, teeth where it opens."""
        head, v, soft = self.head, self.v, 1.5 * self.soft
        m = np.clip(self.u / head.mouth_w, -1.3, 1.3)
        arch = np.sqrt(np.clip(1 - m**2, 0, 1))
        ends = step(1 - np.abs(m), 0.08)
        line = head.mouth_v - 0.055 * self.how.smile * (m**2 - 0.3) - 0.006 * np.cos(6 * m)
        open_ = 0.11 * self.how.mouth_open * arch
        top, bottom = line - 0.3 * open_, line + 0.7 * open_
        full = 0.044 + 0.017 * self.who.lips
        bow = full * (0.95 * arch - 0.22 * np.exp(-((m / 0.16) ** 2)))
        rose = head.skin * np.array([0.88, 0.62, 0.60], np.float32)
        lips = step(v - top + bow, soft) * step(bottom + 1.3 * full * arch - v, soft) * ends
        skin = over(skin, rose, lips * (0.85 - 0.15 * step(v - line, 0.02)))
        inside = step(v - top, soft) * step(bottom - v, soft) * ends * step(open_ - 0.02, 0.01)
        skin = over(skin, rose * np.float32(0.3), inside)
        skin = over(skin, (0.88, 0.86, 0.82), inside * step(top + 0.5 * open_ - v, soft))
        slit = np.exp(-(((v - top) / (0.011 + 0.23 * soft)) ** 2)) * step(1.02 - np.abs(m), 0.06)
        below = bump(self.u, v - bottom - 1.3 * full - 0.03, 0.6 * head.mouth_w, 0.02)
        return skin * (1 - np.minimum(0.62 * slit + 0.12 * below, 0.7)[..., None])

    def eye(self, skin: np.ndarray, side: int) -> np.ndarray:
        who, how, head, soft, v = self.who, self.how, self.head, self.soft, self.v
        e = (side * self.u - head.eye_u) / head.eye_w  # −1 by the nose, 1 outside
        middle = head.eye_v - 0.02 * who.eye_tilt * e
        open_ = 0.070 + 0.013 * who.eye_size + 0.012 * how.brow_raise - 0.010 * max(0.0, how.smile)
        open_ *= 1 - 0.92 * how.eyes_shut
        almond = np.sqrt(np.clip(1 - e**2, 0, 1))
        top, bottom = middle - open_ * almond**0.9, middle + 0.72 * open_ * almond
        within = step(1 - np.abs(e), 0.05)
        ball = np.array([0.93, 0.92, 0.91]) * (0.72 + 0.28 * step(v - top - 0.03, 0.04))[..., None]
        across, down = self.u - side * head.eye_u - 0.05 * how.look, v - middle + 0.012
        far = np.hypot(across, down)
        iris = ramp(IRISES, who.iris) * (0.8 + 8.8 * np.minimum(far, 0.07))[..., None]
        iris = iris * (1 - 0.5 * step(far - 0.062, 0.01))[..., None]
        ball = over(ball, iris, step(0.072 - far, soft))
        ball = over(ball, (0.03, 0.03, 0.03), step(0.031 - far, soft))
        glint = np.hypot(across - (0.024 if how.light_side > 0 else -0.024), down + 0.024)
        ball = over(ball, (1, 1, 1), 0.9 * step(0.014 - glint, soft))
        skin = over(skin, ball, step(v - top, soft) * step(bottom - v, soft) * within)
        lash = np.exp(-(((v - top + 0.004) / (0.012 + 0.3 * soft)) ** 2))
        dark = (0.82 - 0.2 * who.age) * lash * step(1.05 - np.abs(e), 0.08)
        crease = np.exp(-(((v - top + 0.034) / 0.011) ** 2)) * step(1 - np.abs(e), 0.3)
        under = np.exp(-(((v - bottom) / 0.009) ** 2)) * step(1 - np.abs(e), 0.15)
        return skin * ((1 - dark) * (1 - 0.30 * crease - 0.25 * under))[..., None]

    def brow(self, skin: np.ndarray, side: int) -> np.ndarray:
        who, head = self.who, self.head
        b = (side * self.u - head.eye_u * 1.02) / (head.eye_w * 1.35)  # −1 by the nose
        line = head.eye_v - 0.165 - 0.03 * who.brow_height - 0.035 * self.how.brow_raise
        line = line - 0.035 * (1 + who.brow_arch) * (1 - b**2) + (0.014 + 0.03 * who.brow_tilt) * b
        thick = (0.034 + 0.013 * who.brow_weight) * (1 - 0.35 * b)
        share = step(1 - np.abs((self.v - line) / thick), 0.55) * step(1 - np.abs(b), 0.16)
        hairs = 0.85 + 0.15 * np.sin(120 * side * self.u + 60 * self.v)
        return over(
            skin, head.hair * np.float32(0.75), share * hairs * (0.7 + 0.14 * who.brow_weight)
        )

    def front_hair(self, image: np.ndarray) -> np.ndarray:
        """All of the cap about the head that lies above the hairline."""
        who, head, u, v = self.who, self.head, self.u, self.v
        if who.bald:
            return image
        top, sides = -0.60 + 0.09 * who.hairline, 0.20 + 0.5 * who.hair_length
        steep = 5 + 2 * who.hairline
        edge = top + (sides - top) * np.clip(self.a / head.half, 0, 1.2) ** steep
        m = (u - 0.25 * who.parting) / head.half
        if who.fringe > 0.62:
            edge += (0.30 - 0.1 * who.parting * m) * np.clip(
                1 - (u / (0.78 * head.half)) ** 4, 0, 1
            )
        else:
            edge += 0.05 * np.abs(m) - 0.12 * np.exp(-((m / 0.16) ** 2))
        edge += 0.012 * np.sin(31 * u + 9 * who.parting) + 0.008 * np.sin(67 * u)
        ruffled = 0.006 * np.sin(27 * np.arctan2(u, -v))
        cap = step(1 - head.radius(u, v, head.volume) + ruffled, 2 * self.soft)
        image = (
            image
            * (1 - 0.25 * step(edge + 0.05 - v, 0.05) * step(1 - self.rim, self.soft))[..., None]
        )
        gloss = 0.35 * bump(self.rim - 0.92, 0, 0.16) * step(-0.3 - v, 0.3)
        tone = self.locks(52 * np.arctan2(u - 0.35 * who.parting, 0.75 - v)) + gloss
        tone = tone * (0.45 + 0.6 * self.lit)
        return over(image, tone[..., None] * head.hair, cap * step(edge - v, 0.018 + self.soft))

    def glasses(self, image: np.ndarray) -> np.ndarray:
        head, v, soft = self.head, self.v, self.soft
        kind = (7.3 * self.who.glasses) % 1  # from round to square, small to large
        middle, wide, tall = head.eye_u * 1.02, 0.205 + 0.02 * kind, 0.145 + 0.04 * kind
        power = 2 + 2.5 * kind
        across, down = np.abs(self.a - middle) / wide, np.abs(v - head.eye_v - 0.02) / tall
        d = (across**power + down**power) ** (1 / power)
        frame = step(0.085 - np.abs(d - 1), 0.05 + soft)
        frame += step(0.016 - np.abs(v - head.eye_v + 0.02), soft) * step(
            middle - wide - self.a, soft
        )
        outside = step(self.a - middle - wide, soft) * step(head.half * 1.02 - self.a, soft)
        frame += step(0.018 - np.abs(v - head.eye_v + 0.01), soft) * outside
        image = image + 0.05 * step(1 - d, 0.05)[..., None]
        return over(image, (0.10, 0.09, 0.09), 0.92 * np.minimum(frame, 1))

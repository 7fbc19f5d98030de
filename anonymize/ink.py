"""Offers what may be a tattoo: a dark patch on skin, less red or less yellow than the skin around.

Never hidden unasked: a mole or a scab is told from ink by its colour alone, and not always.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.types import INK, Finding, Image, Kind, Polygon

# The look needs patches, not strokes: a small copy shows them and costs little.
LONG_SIDE: Final = 320
LEAST_SKIN: Final = 0.08
# Skin in Cr and Cb, for all tones; the difference keeps wood and sand out.
SKIN_CR: Final = (133, 180)
SKIN_CB: Final = (75, 130)
SKIN_CR_OVER_CB: Final = 8
SKIN_LEAST_Y: Final = 50
# The skin "around" a pixel: the mean of the skin in reach of this many pixels of the small copy.
AROUND: Final = 24
COARSER: Final = 4
LEAST_SKIN_AROUND: Final = 0.12
# Ink is this much darker (L of Lab, 0 to 255), and this much less red (a) or yellow (b) than skin.
# Brown and red lesions are as red as the skin or redder.
DARKER: Final = 10
LESS_RED: Final = 3
LESS_YELLOW: Final = 6
JOIN: Final = 9
SPECK: Final = 3
# Shares of the picture.
LEAST_PATCH: Final = 0.012
MOST_PATCH: Final = 0.6
# Ink lies in skin; clothes, hair and walls only border on it.
RING: Final = 9
LEAST_SKIN_RING: Final = 0.5
MOST_PATCHES: Final = 2

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Ink:
    """Suggests patches, the likeliest first; nothing on pictures without skin."""

    def find(self, image: Image) -> list[Finding]:
        scale = LONG_SIDE / max(image.shape[:2])
        small = _small(image, scale)
        skin = _skin(small)
        if skin.mean() < LEAST_SKIN:
            return []
        found = sorted(_patches(_ink(small, skin), skin), key=lambda each: -each[0])
        height, width = image.shape[:2]
        return [
            Finding(Kind.TATTOO, _outline(patch, scale, width, height), score, INK, hidden=False)
            for score, patch in found[:MOST_PATCHES]
        ]


def _small(image: Image, scale: float) -> Image:
    height, width = (max(1, round(length * scale)) for length in image.shape[:2])
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(image, (width, height), interpolation=interpolation)
    return np.asarray(cv2.GaussianBlur(small, (3, 3), 0), np.uint8)


def _skin(small: Image) -> Bytes:
    """1 where the colour is that of skin, else 0."""
    y, cr, cb = (each.astype(np.int16) for each in cv2.split(_converted(small, "YCrCb")))
    skin = (cr > SKIN_CR[0]) & (cr < SKIN_CR[1]) & (cb > SKIN_CB[0]) & (cb < SKIN_CB[1])
    skin &= (y > SKIN_LEAST_Y) & (cr - cb > SKIN_CR_OVER_CB)
    opened = cv2.morphologyEx(skin.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.asarray(opened, np.uint8)


def _ink(small: Image, skin: Bytes) -> Bytes:
    """1 where a pixel is darker and less red or yellow than the skin around, joined to patches."""
    weight = _blurred(skin.astype(np.float32)) + 1e-3
    lab = _converted(small, "LAB").astype(np.float32)
    around = np.stack([_blurred(lab[..., i] * skin) / weight for i in range(3)], axis=2)
    darker, red, yellow = np.moveaxis(lab - around, 2, 0)
    ink = (darker < -DARKER) & ((red < -LESS_RED) | (yellow < -LESS_YELLOW))
    ink &= weight > LEAST_SKIN_AROUND
    join = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (JOIN, JOIN))
    joined = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, join)
    speckless = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((SPECK, SPECK), np.uint8))
    return np.asarray(speckless, np.uint8)


def _patches(ink: Bytes, skin: Bytes) -> list[tuple[float, Bytes]]:
    """Patches of a fitting size that lie in skin: share of skin in the ring around, mask."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    fitting = [
        number
        for number in range(1, count)
        if LEAST_PATCH <= stats[number, cv2.CC_STAT_AREA] / ink.size <= MOST_PATCH
    ]
    found = []
    for number in fitting:
        patch = (labels == number).astype(np.uint8)
        ring = cv2.dilate(patch, np.ones((RING, RING), np.uint8)) > patch
        if ring.any() and skin[ring].mean() >= LEAST_SKIN_RING:
            found.append((round(float(skin[ring].mean()), 3), patch))
    return found


def _outline(patch: Bytes, scale: float, width: int, height: int) -> Polygon:
    """The convex hull of a patch, in pixels of the whole picture."""
    # Ink goes on a little beyond what is dark enough to be told from skin.
    wider = cv2.dilate(patch, np.ones((RING, RING), np.uint8))
    contours, _ = cv2.findContours(wider, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    corners = np.concatenate(contours)[:, 0].astype(np.float64)
    # Each small pixel stands for a square: both of its corners belong to the patch.
    placed = np.concatenate([corners, corners + 1]) / scale
    inside = np.clip(placed.round(), 0, (width - 1, height - 1)).astype(np.int32)
    return tuple((int(x), int(y)) for x, y in cv2.convexHull(inside)[:, 0])


def _blurred(values: Floats) -> Floats:
    """Blurred in a quarter of its size: so wide a blur leaves nothing finer."""
    height, width = values.shape[:2]
    size = (max(1, width // COARSER), max(1, height // COARSER))
    small = cv2.resize(values, size, interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(small, (0, 0), AROUND / COARSER)
    return np.asarray(cv2.resize(smooth, (width, height)), np.float32)


def _converted(small: Image, space: str) -> Image:
    code = {"YCrCb": cv2.COLOR_RGB2YCrCb, "LAB": cv2.COLOR_RGB2LAB}[space]
    return np.asarray(cv2.cvtColor(small, code), np.uint8)

"""The outline of the head around a face: hair, ears and neck give people away as well."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from anonymize.types import Polygon

# A superellipse: near a rectangle, so that ears and hair are in, without corners that hide the
# shoulder.
OUTLINE_POINTS: Final = 32
OUTLINE_POWER: Final = 4
# Where the eyes and the mouth of a smaller face lie is a guess.
LEAST_SIDE: Final = 32
# Eyes and mouth are this far apart, in shares of the face box; nearer, they tell no direction.
LEAST_EYES_TO_MOUTH: Final = 0.2
# Up to here a tilted head fits into the outline of an upright one, whose box is better known.
LEAST_TILT_DEGREES: Final = 25

Floats = npt.NDArray[np.float32]
Pair = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Margins:
    """Shares of the face box added on each side, as the face itself sees them."""

    aside: float
    above: float
    below: float


# A face box ends at the brow and the chin: more hair than neck.
UPRIGHT: Final = Margins(0.3, 0.5, 0.2)
# The box of a turned face is drawn less exactly.
TURNED: Final = Margins(0.35, 0.5, 0.3)
# The hair may be anywhere.
UNKNOWN: Final = Margins(0.4, 0.5, 0.5)
STRAIGHT_UP: Final = (0.0, -1.0)


def head(
    face: Iterable[float], width: int, height: int, eyes: tuple[float, float] | None = None
) -> Polygon:
    """The outline of the head around a face box (x0, y0, x1, y1), cut at the frame; empty when
    none of it is in the picture.

    eyes: the way from the middle of the mouth to the middle of the eyes, in pixels of the picture;
    None for a face that stands upright.
    """
    x0, y0, x1, y1 = (float(value) for value in face)
    size = np.array((x1 - x0, y1 - y0))
    up, margins = _pose(size, eyes)
    aside = np.array((-up[1], up[0]))
    # How far the box reaches along the face and across it; exact for quarter turns.
    tall, wide = np.hypot(*(up * size)), np.hypot(*(aside * size))
    middle = np.array((x0 + x1 - 1, y0 + y1 - 1)) / 2
    middle = middle + up * tall * (margins.above - margins.below) / 2
    across, along = _superellipse()
    points = (
        middle
        + across[:, None] * aside * wide * (1 + 2 * margins.aside) / 2
        + along[:, None] * up * tall * (1 + margins.above + margins.below) / 2
    )
    return _in_the_picture(points, width, height)


def _pose(size: Pair, eyes: tuple[float, float] | None) -> tuple[Pair, Margins]:
    """Which way is up on this face, as a vector of length one, and how far its head reaches."""
    upright = np.array(STRAIGHT_UP)
    if eyes is None or size.min() < LEAST_SIDE:
        return upright, UPRIGHT
    way = np.array(eyes)
    if np.hypot(*(way / size)) < LEAST_EYES_TO_MOUTH:
        return upright, UNKNOWN
    way = way / np.hypot(*way)
    if way @ upright > math.cos(math.radians(LEAST_TILT_DEGREES)):
        return upright, UPRIGHT
    return way, TURNED


def _superellipse() -> tuple[Pair, Pair]:
    angles = np.linspace(0, 2 * np.pi, OUTLINE_POINTS, endpoint=False)
    across, along = (
        np.sign(wave) * np.abs(wave) ** (2 / OUTLINE_POWER)
        for wave in (np.cos(angles), np.sin(angles))
    )
    return across, along


def _in_the_picture(points: Pair, width: int, height: int) -> Polygon:
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    if right < 0 or bottom < 0 or left > width - 1 or top > height - 1:
        return ()
    cut = np.clip(points.round(), 0, (width - 1, height - 1)).astype(int)
    return tuple(dict.fromkeys((int(x), int(y)) for x, y in cut))

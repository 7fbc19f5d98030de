"""What CenterFace sees in a picture: its sizes, its maps, and one row for each face.

A row is x0, y0, x1, y1, score, and the way from the middle of the mouth to the middle of the eyes
(x, y), in pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.runtime import Network, roomy
from anonymize.types import Image

COLUMNS: Final = 7
# One size fails at both ends: small faces vanish at 320, faces that fill the frame vanish at 960.
COARSE_SIDES: Final = (640, 320)
# A picture up to here is not looked at any larger: a blow-up shows faces where there are none.
SMALL_PICTURE: Final = 640
# The finest look: of a face of 26 pixels some 20 must be left, as far as the time allows.
FINE_SHARE: Final = 0.8
FINE_STEP: Final = 160
FINE_SIDES: Final = (960, 1280)
# CenterFace halves its input five times, and answers for cells of four pixels.
STRIDE: Final = 32
CELL: Final = 4
# Two boxes are one face when they have this much in common (intersection over union), or when the
# surer one holds this share of the other.
SAME_FACE: Final = 0.3
HELD: Final = 0.8

Floats = npt.NDArray[np.float32]


def see(network: Network, images: Sequence[Image], least: float) -> list[Floats]:
    """Per image its rows with a score above `least`; the images have one size, in multiples of
    STRIDE.
    """
    heat, scales, offsets, points = network(np.stack(images))
    maps = zip(heat[:, 0], scales, offsets, points, strict=True)
    return [_rows(*each, least) for each in maps]


def see_all_sizes(network: Network, image: Image, least: float) -> Floats:
    """One row per face, in pixels of `image`, surest first."""
    height, width = image.shape[:2]
    found = []
    for level in _levels(image):
        (rows,) = see(network, [_with_room(level)], least)
        across, down = width / level.shape[1], height / level.shape[0]
        surest = _surest(rows)
        found.append(surest * np.array((across, down, across, down, 1, across, down), np.float32))
    return _without_repeats(np.concatenate(found))


def in_common(one: Floats, others: Floats) -> Floats:
    """Intersection over union of one box with each of the others."""
    common = _overlap(one, others)
    shares: Floats = common / (_area(one[None]) + _area(others) - common)
    return shares


def _levels(image: Image) -> list[Image]:
    """The sizes to look at, finest first, each made from the one before: the large picture is
    read once.
    """
    height, width = image.shape[:2]
    longest = max(height, width)
    levels, source = [], image
    for side in (*_fine_sides(longest), *COARSE_SIDES):
        size = tuple(max(1, round(length * side / longest)) for length in (width, height))
        shrinks = size[0] < source.shape[1]
        interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        source = np.asarray(cv2.resize(source, size, interpolation=interpolation), np.uint8)
        levels.append(source)
    return levels


def _fine_sides(longest: int) -> tuple[int, ...]:
    if longest <= SMALL_PICTURE:
        return ()
    low, high = FINE_SIDES
    return (min(max(math.ceil(longest * FINE_SHARE / FINE_STEP) * FINE_STEP, low), high),)


def _with_room(level: Image) -> Image:
    """Black on the right or below, up to one of few sizes."""
    height, width = level.shape[:2]
    across, down = roomy(width, height, STRIDE)
    room = cv2.copyMakeBorder(level, 0, down - height, 0, across - width, cv2.BORDER_CONSTANT)
    return np.asarray(room, np.uint8)


def _rows(heat: Floats, scales: Floats, offsets: Floats, points: Floats, least: float) -> Floats:
    """The network's maps, rows x columns of cells; y comes before x in each of them."""
    rows, columns = np.where(heat > least)
    down, across = offsets[:, rows, columns]
    tall, wide = np.exp(scales[:, rows, columns]) * CELL
    middle_y, middle_x = (rows + down + 0.5) * CELL, (columns + across + 0.5) * CELL
    # Eye, eye, nose, mouth, mouth, in shares of the box.
    marks = points[:, rows, columns].reshape(5, 2, -1)
    up_y, up_x = (marks[:2].sum(axis=0) - marks[3:].sum(axis=0)) / 2
    values = (
        middle_x - wide / 2,
        middle_y - tall / 2,
        middle_x + wide / 2,
        middle_y + tall / 2,
        heat[rows, columns],
        up_x * wide,
        up_y * tall,
    )
    return np.stack(values, axis=1).astype(np.float32)


def _surest(rows: Floats) -> Floats:
    """Of the cells that see the same face at one size, the surest."""
    rest = rows[np.argsort(-rows[:, 4], kind="stable")]
    faces = []
    while len(rest):
        faces.append(rest[0])
        rest = rest[in_common(rest[0], rest) < SAME_FACE]
    return np.stack(faces) if faces else rest


def _without_repeats(rows: Floats) -> Floats:
    """One row per face, surest first; its box is the mean over the sizes, sure ones weigh most."""
    rest = rows[np.argsort(-rows[:, 4], kind="stable")]
    faces = []
    while len(rest):
        same = in_common(rest[0], rest) >= SAME_FACE
        face, weights = rest[0].copy(), rest[same, 4] ** 2
        face[:4] = (rest[same, :4] * weights[:, None]).sum(axis=0) / weights.sum()
        faces.append(face)
        held = _overlap(face, rest) >= HELD * _area(rest)
        rest = rest[~same & ~held]
    return np.stack(faces) if faces else rest


def _overlap(one: Floats, others: Floats) -> Floats:
    low = np.maximum(one[:2], others[:, :2])
    high = np.minimum(one[2:4], others[:, 2:4])
    common: Floats = np.clip(high - low, 0, None).prod(axis=1)
    return common


def _area(boxes: Floats) -> Floats:
    areas: Floats = (boxes[:, 2:4] - boxes[:, :2]).prod(axis=1)
    return areas

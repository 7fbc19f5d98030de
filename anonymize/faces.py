"""Finds faces with CenterFace at three sizes and hides the whole head: hair and neck alone give
people away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.runtime import Network
from anonymize.types import Box, Finding, Image, Kind, Polygon

SOURCE: Final = "centerface"
# One size fails at both ends: small faces vanish at 320, faces that fill the frame vanish at 1280.
LONG_SIDES: Final = (320, 640, 1280)
# CenterFace halves its input five times.
STRIDE: Final = 32
CELL: Final = 4
SAME_FACE: Final = 0.3
# Shares of the face box added on each side. A face box ends at the brow and the chin: more hair
# than neck.
HEAD_LEFT_RIGHT: Final = 0.3
HEAD_TOP: Final = 0.5
HEAD_BOTTOM: Final = 0.2
# A superellipse: near a rectangle, so that ears and hair are in, without corners that hide the
# shoulder.
OUTLINE_POINTS: Final = 32
OUTLINE_POWER: Final = 4

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CenterFace:
    """network: CenterFace with free sizes. score: least heat that counts as a face."""

    network: Network
    score: float

    def find(self, image: Image) -> list[Finding]:
        boxes = np.concatenate([self._at(image, long_side) for long_side in LONG_SIDES])
        height, width = image.shape[:2]
        return [
            Finding(Kind.FACE, polygon, round(float(row[4]), 3), SOURCE)
            for row in _without_repeats(boxes)
            if (polygon := head(row[:4], width, height))
        ]

    def _at(self, image: Image, long_side: int) -> Floats:
        """Rows of x0, y0, x1, y1, score in pixels of `image`."""
        height, width = image.shape[:2]
        scale = long_side / max(width, height)
        size = (_stepped(width * scale), _stepped(height * scale))
        resized = cv2.resize(image, size, interpolation=_interpolation(scale))
        blob = resized.transpose(2, 0, 1)[None].astype(np.float32)
        heat, scales, offsets, _ = self.network(blob)
        boxes = _decode(heat[0, 0], scales[0], offsets[0], self.score)
        boxes[:, [0, 2]] *= width / size[0]
        boxes[:, [1, 3]] *= height / size[1]
        return boxes


def _stepped(length: float) -> int:
    return max(STRIDE, math.ceil(length / STRIDE) * STRIDE)


def _interpolation(scale: float) -> int:
    return cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR


def _decode(heat: Floats, scales: Floats, offsets: Floats, least: float) -> Floats:
    """The network's maps, one value per cell of CELL pixels, as rows of x0, y0, x1, y1, score."""
    rows, columns = np.where(heat > least)
    heights = np.exp(scales[0, rows, columns]) * CELL
    widths = np.exp(scales[1, rows, columns]) * CELL
    middle_y = (rows + offsets[0, rows, columns] + 0.5) * CELL
    middle_x = (columns + offsets[1, rows, columns] + 0.5) * CELL
    sides = (
        middle_x - widths / 2,
        middle_y - heights / 2,
        middle_x + widths / 2,
        middle_y + heights / 2,
        heat[rows, columns],
    )
    return np.stack(sides, axis=1).astype(np.float32)


def _without_repeats(boxes: Floats) -> Iterator[Floats]:
    """The surest box of each face, surest first."""
    rest = boxes[np.argsort(-boxes[:, 4], kind="stable")]
    while len(rest):
        best, rest = rest[0], rest[1:]
        yield best
        rest = rest[_share_in_common(best, rest) < SAME_FACE]


def _share_in_common(one: Floats, others: Floats) -> Floats:
    """Intersection over union of one box with each of the others."""
    low = np.maximum(one[:2], others[:, :2])
    high = np.minimum(one[2:4], others[:, 2:4])
    common = np.clip(high - low, 0, None).prod(axis=1)
    areas = (others[:, 2:4] - others[:, :2]).prod(axis=1)
    shares: Floats = common / ((one[2:4] - one[:2]).prod() + areas - common)
    return shares


def head(face: Iterable[float], width: int, height: int) -> Polygon:
    """The outline of the head around a face box, cut at the frame; empty when none of it is in the
    picture.
    """
    x0, y0, x1, y1 = (float(value) for value in face)
    aside, tall = (x1 - x0) * HEAD_LEFT_RIGHT, y1 - y0
    box = Box(
        math.floor(x0 - aside),
        math.floor(y0 - tall * HEAD_TOP),
        math.ceil(x1 + aside),
        math.ceil(y1 + tall * HEAD_BOTTOM),
    )
    if box.clip(width, height).area == 0:
        return ()
    angles = np.linspace(0, 2 * np.pi, OUTLINE_POINTS, endpoint=False)
    across, down = (
        np.sign(wave) * np.abs(wave) ** (2 / OUTLINE_POWER)
        for wave in (np.cos(angles), np.sin(angles))
    )
    xs = (box.x0 + box.x1 - 1) / 2 + across * (box.width - 1) / 2
    ys = (box.y0 + box.y1 - 1) / 2 + down * (box.height - 1) / 2
    xs, ys = np.clip(xs.round(), 0, width - 1), np.clip(ys.round(), 0, height - 1)
    points = [(int(x), int(y)) for x, y in zip(xs, ys, strict=True)]
    return tuple(dict.fromkeys(points))

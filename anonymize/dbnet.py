"""Looks at a picture with a DBNet, at some sizes, upright or turned, for possible writing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.runtime import Network, roomy
from anonymize.shapes import Corners, grown
from anonymize.types import Image

# Writing cut by the frame is missed unless the picture goes on behind it.
PAD: Final = 48
# What the network divides by.
STRIDE: Final = 32
# Thinner cores than this, in pixels of the network's input, are specks in hair, eyes and grain.
LEAST_CORE: Final = 3
UNCLIP: Final = 1.6
# The core of large letters is as large as they are: more than these pixels of the network's input
# are not missing on any side.
UNCLIP_MOST: Final = 24

Floats = npt.NDArray[np.float32]
# Four corners in pixels of the picture, and a score from 0 to 1.
Region: TypeAlias = tuple[Corners, float]


@dataclass(frozen=True, slots=True)
class View:
    """long_side: of what the network is shown, in pixels. turned: clockwise by 90 degrees."""

    long_side: int
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Dbnet:
    """network: answers in logits. probability: least one of a pixel, and so of a region's mean,
    which is its score.
    """

    network: Network
    probability: float

    def look(self, image: Image, views: tuple[View, ...]) -> list[Region]:
        """What is seen in each view, largest first, as regions of `image`; they may overlap."""
        seen = []
        smaller = image
        for view in views:
            # From the last one: a large picture is shrunk once, not once a view.
            smaller = resized(smaller, view.long_side)
            height, width = smaller.shape[:2]
            scale = np.asarray([image.shape[1] / width, image.shape[0] / height], np.float32)
            seen += [(each * scale, score) for each, score in self._seen(smaller, view.turned)]
        return seen

    def _seen(self, image: Image, turned: bool) -> list[Region]:
        view = cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE) if turned else image
        (logits,) = self.network(_padded(np.asarray(view, np.uint8))[None])
        found = []
        for corners, score in regions(logits[0, 0], self.probability):
            placed = corners - PAD
            if turned:
                placed = np.stack([placed[:, 1], image.shape[0] - 1 - placed[:, 0]], axis=1)
            found.append((placed, score))
        return found


def resized(image: Image, long_side: int) -> Image:
    height, width = image.shape[:2]
    scale = long_side / max(width, height)
    size = (max(STRIDE, round(width * scale)), max(STRIDE, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, size, interpolation=way), np.uint8)


def _padded(image: Image) -> Image:
    """Mirrored at its edges up to one of few sizes."""
    height, width = image.shape[:2]
    across, down = roomy(width + 2 * PAD, height + 2 * PAD, STRIDE)
    below, right = down - height - PAD, across - width - PAD
    padded = cv2.copyMakeBorder(image, PAD, below, PAD, right, cv2.BORDER_REFLECT_101)
    return np.asarray(padded, np.uint8)


def regions(logits: Floats, least: float) -> list[Region]:
    """Rectangles around what is connected above the probability `least`; in pixels of the map."""
    binary = (logits > math.log(least / (1 - least))).view(np.uint8)
    contours, nesting = cv2.findContours(binary, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    # Outer edges alone: the holes in a blotch that is no writing look like many small words.
    for contour, (*_, parent) in zip(contours, nesting[0] if contours else (), strict=True):
        if parent >= 0:
            continue
        rectangle = cv2.minAreaRect(contour)
        if min(rectangle[1]) < LEAST_CORE:
            continue
        mean = _mean_inside(logits, np.asarray(contour, np.int32))
        found.append((_unclipped(rectangle), mean))
    return found


def _mean_inside(logits: Floats, contour: npt.NDArray[np.int32]) -> float:
    """The mean probability."""
    x, y, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), np.uint8)
    cv2.fillPoly(inside, [contour - (x, y)], (1,))
    among = logits[y : y + height, x : x + width][inside > 0]
    return float((1 / (1 + np.exp(-among))).mean())


def _unclipped(rectangle: Any) -> Corners:
    """The network marks the core of a line: give back what it took off."""
    _, (width, height), _ = rectangle
    return grown(rectangle, min(UNCLIP_MOST, width * height * UNCLIP / (2 * (width + height))))

"""Finds writing with a DBNet at two sizes and once turned, and keeps a radiograph's side marker in
sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.reading import Reader, is_side_marker
from anonymize.runtime import Network
from anonymize.shapes import Corners, bounding_box, grown, merged, outline, within
from anonymize.types import SIDE_MARKER, Box, Finding, Image, Kind

SOURCE: Final = "dbnet"
# Long side of the network's input, and whether the picture is turned by 90 degrees first.
VIEWS: Final = ((960, False), (1600, False), (960, True))
# Writing cut by the frame is missed unless the picture goes on behind it.
PAD: Final = 48
STRIDE: Final = 32
# Thinner cores than this, in pixels of the network's input, are specks in hair, eyes and grain.
LEAST_CORE: Final = 3
UNCLIP: Final = 1.6
DILATE_SHARE: Final = 0.2
DILATE_LEAST: Final = 2
# Writing is small or long; lesions, bones and bowls are neither. Shares of the picture's reference
# length.
SHORT_SIDE_ANY: Final = 0.12
SHORT_SIDE_LONG: Final = 0.25
LONG_ASPECT: Final = 2.0
# Real writing of this height is seen with this score; skin, organs and film edges hardly ever are.
LARGE_SIDE: Final = 0.075
LARGE_SCORE: Final = 0.8
MARKER_ASPECT: Final = 2.5
# A marker is meant to be seen; smaller strokes, shares of the longer side, are ticks of a ruler.
MARKER_LEAST: Final = 0.015
# A picture with more single letters than this is no radiograph with its side marker.
MOST_MARKERS: Final = 2

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Writing:
    """network: the DBNet. probability, score: least values of a pixel and of a region."""

    network: Network
    reader: Reader
    probability: float
    score: float

    def find(self, image: Image) -> list[Finding]:
        size = (image.shape[1], image.shape[0])
        seen = [region for view in VIEWS for region in self._seen(image, *view)]
        # Judged by what lies in the picture: the mirrored edge makes a cut line look like a blot.
        tight = merged(
            [each for each in seen if looks_like_writing(within(each[0], *size), each[1], *size)]
        )
        return [
            Finding(Kind.TEXT, polygon, round(score, 3), SIDE_MARKER if kept else SOURCE, not kept)
            for (corners, score), kept in zip(tight, self._markers(image, tight), strict=True)
            if (polygon := outline(_dilated(corners), *size))
        ]

    def _markers(self, image: Image, tight: list[tuple[Corners, float]]) -> list[bool]:
        """Per region, whether it was surely read as a side; any doubt leaves all hidden."""
        height, width = image.shape[:2]
        boxes = [bounding_box(corners).clip(width, height) for corners, _ in tight]
        kept = [
            max(box.width, box.height) >= MARKER_LEAST * max(width, height)
            and stands_alone(box, boxes)
            and is_side_marker(*self.reader.read(_cut(image, box)))
            for box in boxes
        ]
        return kept if sum(kept) <= MOST_MARKERS else [False] * len(kept)

    def _seen(self, image: Image, long_side: int, turned: bool) -> list[tuple[Corners, float]]:
        """Regions as four corners in pixels of `image`, with their scores."""
        view = cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE) if turned else image
        probabilities, scale = self._probabilities(np.asarray(view, np.uint8), long_side)
        found = []
        for corners, score in _regions(probabilities, self.probability, self.score):
            placed = (corners - PAD) / scale
            if turned:
                placed = np.stack([placed[:, 1], image.shape[0] - 1 - placed[:, 0]], axis=1)
            found.append((placed, score))
        return found

    def _probabilities(self, image: Image, long_side: int) -> tuple[Floats, Floats]:
        """Probability of writing per pixel of the resized, padded picture; scale in x and y."""
        height, width = image.shape[:2]
        scale = long_side / max(width, height)
        size = (max(STRIDE, round(width * scale)), max(STRIDE, round(height * scale)))
        resized = cv2.resize(image, size, interpolation=_interpolation(scale))
        below, right = (-(length + 2 * PAD) % STRIDE for length in (size[1], size[0]))
        padded = cv2.copyMakeBorder(
            resized, PAD, PAD + below, PAD, PAD + right, cv2.BORDER_REFLECT_101
        )
        blob = (padded[:, :, ::-1].astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
        (maps,) = self.network(blob)
        return maps[0, 0], np.asarray([size[0] / width, size[1] / height], np.float32)


def _interpolation(scale: float) -> int:
    return cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR


def _regions(probabilities: Floats, least: float, score: float) -> list[tuple[Corners, float]]:
    binary = (probabilities > least).astype(np.uint8)
    contours, nesting = cv2.findContours(binary, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    # Outer edges alone: the holes in a blotch that is no writing look like many small words.
    for contour, (*_, parent) in zip(contours, nesting[0] if contours else (), strict=True):
        if parent >= 0:
            continue
        rectangle = cv2.minAreaRect(contour)
        if min(rectangle[1]) < LEAST_CORE:
            continue
        mean = _mean_inside(probabilities, np.asarray(contour, np.int32))
        if mean >= score:
            found.append((_unclipped(rectangle), mean))
    return found


def _mean_inside(probabilities: Floats, contour: npt.NDArray[np.int32]) -> float:
    x, y, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), np.uint8)
    cv2.fillPoly(inside, [contour - (x, y)], (1,))
    return float(probabilities[y : y + height, x : x + width][inside > 0].mean())


def _unclipped(rectangle: Any) -> Corners:
    """The network marks the core of a line: give back what it took off."""
    _, (width, height), _ = rectangle
    return grown(rectangle, width * height * UNCLIP / (2 * (width + height)))


def _dilated(corners: Corners) -> Corners:
    """The safety margin around a line: strokes that stick out, and the softness of compression."""
    rectangle = cv2.minAreaRect(corners)
    return grown(rectangle, max(DILATE_SHARE * min(rectangle[1]), DILATE_LEAST))


def looks_like_writing(corners: Corners, score: float, width: int, height: int) -> bool:
    """The shape filter: without it, 94 % of lesions are taken for writing."""
    if len(corners) < 3:
        return False
    reference = max(min(width, height), 0.5 * max(width, height))
    short, long = sorted(cv2.minAreaRect(corners)[1])
    if short > LARGE_SIDE * reference and score < LARGE_SCORE:
        return False
    if short <= SHORT_SIDE_ANY * reference:
        return True
    return short <= SHORT_SIDE_LONG * reference and long >= LONG_ASPECT * short


def stands_alone(box: Box, boxes: list[Box]) -> bool:
    """About square, with no other writing beside it and no other letter around it.

    A letter of a spaced-out name has its neighbour within its length, a word's initial has the
    word on its line; "sitting" may well stand below a side marker.
    """
    side = max(box.width, box.height)
    if box.area == 0 or side > MARKER_ASPECT * min(box.width, box.height):
        return False
    # A quarter less in height: the line below may touch the letter's row without being on it.
    less = -(box.height // 4)
    beside, around = box.grow(side, less, side, less), box.grow(side, side, side, side)
    others = [each for each in boxes if each is not box]
    letters = [each for each in others if max(each.width, each.height) <= 2 * side]
    return not any(beside.overlap(each) for each in others) and not any(
        around.overlap(each) for each in letters
    )


def _cut(image: Image, box: Box) -> Image:
    return image[box.y0 : box.y1, box.x0 : box.x1]

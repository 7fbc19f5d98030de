"""Finds writing with a DBNet at two sizes and once turned, and keeps a radiograph's side marker in
sight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.reading import Reader, is_side_marker
from anonymize.shapes import Corners, grown, merged, outline
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
# A picture with more single letters than this is no radiograph with its side marker.
MOST_MARKERS: Final = 2

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Writing:
    """session: onnxruntime session of the DBNet. probability, score: least values of a pixel and
    of a region.
    """

    session: Any
    reader: Reader
    probability: float
    score: float

    def find(self, image: Image) -> list[Finding]:
        height, width = image.shape[:2]
        regions = [region for view in VIEWS for region in self._seen(image, *view)]
        kept = [each for each in regions if looks_like_writing(each[0], width, height)]
        findings = [
            Finding(Kind.TEXT, polygon, round(score, 3), SOURCE)
            for corners, score in merged(kept)
            if (polygon := outline(corners, width, height))
        ]
        return keep_side_markers(findings, lambda box: self.reader.read(_cut(image, box)))

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
        name = self.session.get_inputs()[0].name
        (maps,) = self.session.run(None, {name: np.ascontiguousarray(blob)})
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
    """The network marks the core of a line: give back what it took off, and a margin."""
    _, (width, height), _ = rectangle
    by = width * height * UNCLIP / (2 * (width + height))
    short = min(width, height) + 2 * by
    return grown(rectangle, by + max(DILATE_SHARE * short, DILATE_LEAST))


def looks_like_writing(corners: Corners, width: int, height: int) -> bool:
    """The shape filter: without it, 94 % of lesions are taken for writing."""
    reference = max(min(width, height), 0.5 * max(width, height))
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)[:2]
    short, long = float(min(sides)), float(max(sides))
    if short <= SHORT_SIDE_ANY * reference:
        return True
    return short <= SHORT_SIDE_LONG * reference and long >= LONG_ASPECT * short


def keep_side_markers(
    findings: list[Finding], read: Callable[[Box], tuple[str, bool]]
) -> list[Finding]:
    """Lone letters that were surely read as a side become kept findings; any doubt leaves all
    hidden.
    """
    markers = [
        index
        for index, finding in enumerate(findings)
        if _could_be_marker(finding, findings) and is_side_marker(*read(finding.box))
    ]
    if len(markers) > MOST_MARKERS:
        return findings
    return [
        replace(each, source=SIDE_MARKER, hidden=False) if index in markers else each
        for index, each in enumerate(findings)
    ]


def _could_be_marker(finding: Finding, findings: list[Finding]) -> bool:
    """About square, and alone: a letter of a spaced-out name has its neighbour within a letter's
    length.
    """
    box = finding.box
    side = max(box.width, box.height)
    if side > 2.5 * min(box.width, box.height):
        return False
    around = box.grow(side, side, side, side)
    return all(each is finding or around.overlap(each.box) == 0 for each in findings)


def _cut(image: Image, box: Box) -> Image:
    return image[box.y0 : box.y1, box.x0 : box.x1]

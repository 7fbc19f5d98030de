"""Geometry of slanted regions: growing, joining those that two views saw twice, cutting at the
frame.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.types import Box, Polygon

# n x 2, x and y, in pixels, in order around the region; convex.
Corners: TypeAlias = npt.NDArray[np.float32]

DILATE_SHARE: Final = 0.2
DILATE_LEAST: Final = 2
# For a line that the frame cuts: of what is left of it, and at most of the picture's longer side.
CUT_SHARE: Final = 0.5
CUT_MOST: Final = 0.01
# Two views saw the same writing when this share of the smaller region lies in the larger one.
SAME_WRITING: Final = 0.5
# Two regions are joined into one only if that hides little more than both did.
JOINED_AREA: Final = 1.25


def grown(rectangle: Any, by: float) -> Corners:
    """Corners of an OpenCV rotated rectangle, made larger by so many pixels on each side."""
    middle, (width, height), angle = rectangle
    larger = (middle, (width + 2 * by, height + 2 * by), angle)
    return np.asarray(cv2.boxPoints(larger), np.float32)


def dilated(corners: Corners, width: int, height: int) -> Corners:
    """The safety margin around a line: strokes that stick out, and the softness of compression.

    Larger where the frame cuts the line, which was higher than what is left of it.
    """
    low, high = corners.min(axis=0), corners.max(axis=0)
    is_cut = min(low) < 1 or high[0] >= width - 2 or high[1] >= height - 2
    rectangle = cv2.minAreaRect(corners)
    short = min(rectangle[1])
    more = min(CUT_SHARE * short, CUT_MOST * max(width, height)) if is_cut else 0.0
    return grown(rectangle, max(DILATE_SHARE * short, DILATE_LEAST, more))


def area(corners: Corners) -> float:
    return float(abs(cv2.contourArea(corners)))


def common_area(one: Corners, other: Corners) -> float:
    return float(cv2.intersectConvexConvex(one, other)[0])


def merged(regions: list[tuple[Corners, float]]) -> list[tuple[Corners, float]]:
    """Each region once, largest first: what another covers goes, overlaps become one hull."""
    done: list[tuple[Corners, float]] = []
    for corners, score in sorted(regions, key=lambda each: -area(each[0])):
        for index, (other, other_score) in enumerate(done):
            hull = _joined(other, corners)
            if hull is not None:
                done[index] = (hull, max(score, other_score))
                break
        else:
            done.append((corners, score))
    return done


def _joined(larger: Corners, smaller: Corners) -> Corners | None:
    common = common_area(larger, smaller)
    if common < SAME_WRITING * area(smaller):
        return None
    hull = cv2.convexHull(np.concatenate([larger, smaller]))[:, 0]
    both = area(larger) + area(smaller) - common
    return np.asarray(hull, np.float32) if area(np.asarray(hull)) <= JOINED_AREA * both else None


def bounding_box(corners: Corners) -> Box:
    (x0, y0), (x1, y1) = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
    return Box(int(x0), int(y0), int(x1) + 1, int(y1) + 1)


def within(corners: Corners, width: int, height: int) -> Corners:
    """The part of the region that lies in the picture; no corners when none does."""
    # Not cv2.intersectConvexConvex: it may lose half of a region whose edge lies on the frame's.
    cut = corners.astype(np.float64)
    for axis, last in ((0, width - 1), (1, height - 1)):
        cut = _cut(cut, cut[:, axis])
        cut = _cut(cut, last - cut[:, axis])
    return np.asarray(cut if len(cut) > 2 else cut[:0], np.float32)


def _cut(corners: npt.NDArray[np.float64], depth: npt.NDArray[np.float64]) -> Any:
    """The part of a convex region that lies behind a line, given each corner's depth behind it."""
    kept = [np.empty((0, 2))]
    for index in range(len(corners)):
        before, here = depth[index - 1], depth[index]
        if (before < 0) != (here < 0):
            way = corners[index] - corners[index - 1]
            kept.append(corners[index - 1 : index or None] + way * before / (before - here))
        if here >= 0:
            kept.append(corners[index : index + 1])
    return np.concatenate(kept)


def outline(corners: Corners, width: int, height: int) -> Polygon:
    """The region's pixels as a polygon cut at the frame; empty when none is in the picture."""
    cut = within(corners, width, height)
    if len(cut) == 0:
        return ()
    # The hull of the pixels around every corner holds the region whatever its slant; moving only
    # the corners would uncover up to a pixel along a slanted edge.
    ways = [(x, y) for x in (np.floor, np.ceil) for y in (np.floor, np.ceil)]
    around = np.concatenate([np.stack((x(cut[:, 0]), y(cut[:, 1])), axis=1) for x, y in ways])
    inside = np.clip(around, 0, (width - 1, height - 1)).astype(np.int32)
    return tuple((int(x), int(y)) for x, y in cv2.convexHull(inside)[:, 0])

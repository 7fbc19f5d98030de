"""Geometry of slanted regions: growing, joining those that two views saw twice, cutting at the
frame.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.types import Polygon

# n x 2, x and y, in pixels, in order around the region; convex.
Corners: TypeAlias = npt.NDArray[np.float32]

# Two views saw the same writing when this share of the smaller region lies in the larger one.
SAME_WRITING: Final = 0.5
# Two regions are joined into one only if that hides little more than both did.
JOINED_AREA: Final = 1.25


def grown(rectangle: Any, by: float) -> Corners:
    """Corners of an OpenCV rotated rectangle, made larger by so many pixels on each side."""
    middle, (width, height), angle = rectangle
    larger = (middle, (width + 2 * by, height + 2 * by), angle)
    return np.asarray(cv2.boxPoints(larger), np.float32)


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


def outline(corners: Corners, width: int, height: int) -> Polygon:
    """The region's pixels as a polygon cut at the frame; empty when none is in the picture."""
    frame = np.asarray(
        [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float32
    )
    _, cut = cv2.intersectConvexConvex(np.asarray(corners, np.float32), frame)
    if cut is None or len(cut) < 3:
        return ()
    middle = cut[:, 0].mean(axis=0)
    # Rounded away from the middle: half a pixel of a letter is still a letter's edge.
    away = np.where(cut[:, 0] > middle, np.ceil(cut[:, 0]), np.floor(cut[:, 0]))
    points = [(int(x), int(y)) for x, y in np.clip(away, 0, (width - 1, height - 1))]
    return tuple(dict.fromkeys(points))

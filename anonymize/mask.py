"""The only painter: solid over writing, tattoos and by hand; faces solid or from twelve samples.

A blurred face is computed from FACE_SAMPLES = 4 rows x 3 columns of mean colours over its bounding
box, each channel rounded to SAMPLE_STEP grey levels. Nothing else of the face reaches the output:
two faces with the same twelve rounded means give the same pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.types import Box, Finding, Image, Kind

FACE_ROWS: Final = 4
FACE_COLUMNS: Final = 3
FACE_SAMPLES: Final = FACE_ROWS * FACE_COLUMNS
SAMPLE_STEP: Final = 16
SOLID: Final = (0, 0, 0)


def paint(
    image: Image, findings: Sequence[Finding], face_style: Literal["blur", "solid"]
) -> Image:
    """A copy with every hidden finding painted; all other pixels are those of `image`.

    Faces first and solid fills last, so that no blur lies over writing. Larger faces come
    first, each sampled from what is painted so far: a face found twice is not sampled twice.
    """
    painted = image.copy()
    blurred, solid = _split([each for each in findings if each.hidden], face_style)
    for finding in sorted(blurred, key=lambda each: (-each.box.area, each.polygon)):
        _blur(painted, finding)
    for finding in solid:
        cv2.fillPoly(painted, [_points(finding)], SOLID)
    return painted


def region(finding: Finding, width: int, height: int) -> npt.NDArray[np.bool_]:
    """The pixels that `paint` changes for this finding: height x width."""
    covered = np.zeros((height, width), np.uint8)
    cv2.fillPoly(covered, [_points(finding)], (1,))
    return covered.astype(np.bool_)


def samples(image: Image, box: Box) -> npt.NDArray[np.uint8]:
    """The rounded mean colours of the box's cells, FACE_ROWS x FACE_COLUMNS x 3; the box lies in
    the picture.
    """
    rows = np.linspace(box.y0, box.y1, FACE_ROWS + 1).astype(int)
    columns = np.linspace(box.x0, box.x1, FACE_COLUMNS + 1).astype(int)
    means = [
        [_mean(image, Box(x0, y0, x1, y1)) for x0, x1 in pairwise(columns)]
        for y0, y1 in pairwise(rows)
    ]
    rounded = np.asarray(means) // SAMPLE_STEP * SAMPLE_STEP + SAMPLE_STEP // 2
    return rounded.astype(np.uint8)


def _mean(image: Image, cell: Box) -> npt.NDArray[np.float64]:
    # A box narrower than the grid has empty cells; each takes the pixel where it begins.
    x1, y1 = max(cell.x1, cell.x0 + 1), max(cell.y1, cell.y0 + 1)
    return np.asarray(image[cell.y0 : y1, cell.x0 : x1].mean(axis=(0, 1)))


def _blur(painted: Image, finding: Finding) -> None:
    height, width = painted.shape[:2]
    box = finding.box.clip(width, height)
    if box.area == 0:
        return
    smooth = cv2.resize(
        samples(painted, box), (box.width, box.height), interpolation=cv2.INTER_LINEAR
    )
    inside = region(finding, width, height)[box.y0 : box.y1, box.x0 : box.x1]
    painted[box.y0 : box.y1, box.x0 : box.x1][inside] = smooth[inside]


def _split(
    hidden: Sequence[Finding], face_style: Literal["blur", "solid"]
) -> tuple[list[Finding], list[Finding]]:
    blurred = [each for each in hidden if each.kind is Kind.FACE and face_style == "blur"]
    return blurred, [each for each in hidden if each not in blurred]


def _points(finding: Finding) -> npt.NDArray[np.int32]:
    return np.asarray(finding.polygon, np.int32)

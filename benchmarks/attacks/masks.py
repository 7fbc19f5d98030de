"""Masks to attack: ours, and weak ones that show what the attacks can do."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from anonymize.mask import paint, region
from anonymize.types import Box, Finding, Image

Mask = Callable[[Image, Finding], Image]


def ours(style: str) -> Mask:
    return lambda image, finding: paint(image, [finding], style)


def gaussian(sigma: float) -> Mask:
    return lambda image, finding: _inside(image, finding, cv2.GaussianBlur(image, (0, 0), sigma))


def mosaic(size: int) -> Mask:
    """Squares of their mean colours, from the region's upper left corner on."""

    def masked(image: Image, finding: Finding) -> Image:
        return _inside(image, finding, _squares(image, finding.box, size, size))

    return masked


def twelve_means(image: Image, finding: Finding) -> Image:
    """4 rows x 3 columns of mean colours of the face, each rounded to 16 levels: what looks like
    nothing at all and is not.
    """
    box = finding.box
    squares = _squares(image, box, math.ceil(box.width / 3), math.ceil(box.height / 4))
    return _inside(image, finding, squares // 16 * 16 + 8)


def _squares(image: Image, box: Box, width: int, height: int) -> Image:
    squares = image.copy()
    for y in range(box.y0, box.y1, height):
        for x in range(box.x0, box.x1, width):
            cell = image[y : min(y + height, box.y1), x : min(x + width, box.x1)]
            squares[y : y + len(cell), x : x + cell.shape[1]] = cell.mean(axis=(0, 1))
    return squares


def _inside(image: Image, finding: Finding, other: Image) -> Image:
    within = region(finding, image.shape[1], image.shape[0])
    return np.where(within[:, :, None], other, image)

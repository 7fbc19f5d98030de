"""Strokes that every drawn background shares: clouds, soft shapes, noise."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Scene:
    """A background as uint8 BGR and where its subject lies (anatomy, lesion, paper)."""

    picture: NDArray[np.uint8]
    subject: NDArray[np.bool_]


Background = Callable[[Random, tuple[int, int]], Scene]


def clouds(rng: Random, shape: tuple[int, int], cells: float) -> Floats:
    """Smooth noise of unit spread with about `cells` waves along the long side."""
    ratio = cells / max(shape)
    small = rng.standard_normal((max(3, int(shape[0] * ratio)), max(3, int(shape[1] * ratio))))
    grown = cv2.resize(small.astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(grown, np.float32)


def noise(rng: Random, shape: tuple[int, ...], sigma: float) -> Floats:
    return rng.standard_normal(shape, dtype=np.float32) * np.float32(sigma)


def shape_mask(
    shape: tuple[int, int], draw: Callable[[NDArray[np.uint8]], object], soft: float
) -> Floats:
    """What `draw` paints with 255 on a quarter-size canvas, blurred, as 0..1 at full size.

    `draw` sees a canvas of a quarter of the height and width; `soft` is a share of the long side.
    """
    canvas = np.zeros((max(8, shape[0] // 4), max(8, shape[1] // 4)), np.uint8)
    draw(canvas)
    sigma = max(0.8, soft * max(canvas.shape))
    blurred = cv2.GaussianBlur(canvas, (0, 0), sigma)
    grown = cv2.resize(blurred, shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(grown / 255, np.float32)


def ellipse(
    shape: tuple[int, int],
    centre: tuple[float, float],
    axes: tuple[float, float],
    *,
    angle: float = 0.0,
    soft: float = 0.01,
) -> Floats:
    """A soft filled ellipse; centre and half axes are shares of width and height."""

    def draw(canvas: NDArray[np.uint8]) -> None:
        h, w = canvas.shape
        middle = (int(centre[0] * w), int(centre[1] * h))
        half = (max(1, int(axes[0] * w)), max(1, int(axes[1] * h)))
        cv2.ellipse(canvas, middle, half, angle, 0, 360, 255, -1)

    return shape_mask(shape, draw, soft)


def blend(base: Floats, colour: tuple[float, float, float], cover: Floats) -> Floats:
    """`base` (H x W x 3) with `colour` laid over it by `cover` (H x W, 0..1)."""
    c = cover[..., None]
    return np.asarray(base * (1 - c) + np.array(colour, np.float32) * c, np.float32)


def shaded(rng: Random, shape: tuple[int, int], colour: tuple[float, float, float]) -> Floats:
    """A plain coloured surface under uneven light."""
    light = 1 + 0.08 * clouds(rng, shape, 3)
    return np.asarray(light[..., None] * np.array(colour, np.float32), np.float32)


def finished(picture: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Grey (H x W) or BGR floats as uint8 BGR."""
    clipped = np.clip(picture, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.dstack([clipped] * 3)) if clipped.ndim == 2 else clipped

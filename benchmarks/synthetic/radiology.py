"""Drawn grey pictures: chest, bone, slice, ultrasound."""

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic.drawing import (
    Floats,
    Random,
    Scene,
    clouds,
    ellipse,
    finished,
    noise,
    shape_mask,
)

Shape = tuple[int, int]


def _ribs(rng: Random, shape: Shape) -> Floats:
    count, tilt = int(rng.integers(7, 10)), rng.uniform(0.16, 0.24)

    def draw(canvas: NDArray[np.uint8]) -> None:
        h, w = canvas.shape
        for side in (0.31, 0.69):
            for rib in range(count):
                middle = (int(side * w), int((0.2 + rib * 0.085) * h))
                axes = (int(0.2 * w), int(tilt * h * 0.5))
                cv2.ellipse(canvas, middle, axes, 0, 190, 350, 255, max(2, h // 50))

    return shape_mask(shape, draw, 0.004)


def chest(rng: Random, shape: Shape) -> Scene:
    lift = rng.uniform(0.85, 1.3)
    body = ellipse(shape, (0.5, 0.62), (0.47, 0.6), soft=0.02)
    left = ellipse(shape, (0.31, 0.5), (0.13, 0.3), angle=4, soft=0.025)
    right = ellipse(shape, (0.69, 0.5), (0.13, 0.3), angle=-4, soft=0.025)
    heart = ellipse(shape, (0.54, 0.62), (0.12, 0.17), angle=20, soft=0.02)
    spine = ellipse(shape, (0.5, 0.5), (0.06, 0.6), soft=0.02)
    grey = 10 + body * 125 - (left + right) * 88 + heart * 55 + spine * 45
    grey += _ribs(rng, shape) * body * 28 + clouds(rng, shape, 30) * body * 4
    grey = grey * lift + noise(rng, shape, rng.uniform(1.5, 4))
    return Scene(finished(grey), body > 0.6)


def _bone_shapes(rng: Random) -> tuple[list[NDArray[np.float64]], float]:
    count = int(rng.integers(1, 4))
    middles = np.linspace(0.5 - 0.13 * (count - 1), 0.5 + 0.13 * (count - 1), count)
    shaft, head = rng.uniform(0.03, 0.06), rng.uniform(0.075, 0.12)
    heights = np.array([0.0, 0.36, 0.44, 0.5, 0.52, 0.6, 0.68, 1.0])
    widths = np.array([shaft, shaft * 1.1, head, head * 0.95, head, head * 0.9, shaft, shaft])
    sides = []
    for middle in middles:
        lean = rng.uniform(-0.05, 0.05) * (heights - 0.5)
        left = np.column_stack([middle - widths + lean, heights])
        right = np.column_stack([middle + widths + lean, heights])
        sides.append(np.vstack([left, right[::-1]]))
    return sides, shaft


def bone(rng: Random, shape: Shape) -> Scene:
    outlines, shaft = _bone_shapes(rng)

    def fill(canvas: NDArray[np.uint8]) -> None:
        for outline in outlines:
            cv2.fillPoly(canvas, [(outline * canvas.shape[::-1]).astype(np.int32)], 255)

    def edge(canvas: NDArray[np.uint8]) -> None:
        for outline in outlines:
            points = (outline * canvas.shape[::-1]).astype(np.int32)
            cv2.polylines(canvas, [points], True, 255, max(1, int(shaft * canvas.shape[1] / 4)))

    flesh = ellipse(shape, (0.5, 0.5), (0.42, 0.75), soft=0.03)
    bones = shape_mask(shape, fill, 0.006)
    grey = 12 + flesh * 55 + bones * 95 + shape_mask(shape, edge, 0.006) * 45
    grey += clouds(rng, shape, 60) * bones * 5 + noise(rng, shape, rng.uniform(1.5, 4))
    return Scene(finished(grey), bones > 0.5)


def cut(rng: Random, shape: Shape) -> Scene:
    """A slice of a body with a black surround, like CT or MR."""
    axes = (rng.uniform(0.3, 0.4), rng.uniform(0.34, 0.43))
    outer = ellipse(shape, (0.5, 0.5), axes, soft=0.004)
    inner = ellipse(shape, (0.5, 0.5), (axes[0] * 0.9, axes[1] * 0.9), soft=0.004)
    inside = 95 + clouds(rng, shape, 12) * 14 + clouds(rng, shape, 40) * 6
    for _ in range(int(rng.integers(3, 8))):
        place = (rng.uniform(0.35, 0.65), rng.uniform(0.32, 0.68))
        size = (rng.uniform(0.03, 0.1), rng.uniform(0.03, 0.1))
        turn = rng.uniform(0, 180)
        inside += ellipse(shape, place, size, angle=turn, soft=0.008) * rng.uniform(-60, 75)
    rim = rng.uniform(150, 235)
    grey = 4 + (outer - inner).clip(0) * rim + inner * inside
    grey += noise(rng, shape, rng.uniform(1, 4)) * (0.3 + outer)
    return Scene(finished(grey), outer > 0.6)


def _fan(rng: Random, shape: Shape) -> NDArray[np.bool_]:
    height, width = shape
    rows, columns = np.indices(shape, dtype=np.float32)
    x, y = columns - width * 0.5, rows + height * rng.uniform(-0.02, 0.25)
    radius = np.hypot(x, y)
    near, far = y.min() + height * 0.08, height * rng.uniform(0.85, 1.05) + max(0.0, y.min())
    opening = rng.uniform(0.5, 0.85)
    inside = (np.abs(np.arctan2(x, y)) < opening) & (radius > near) & (radius < far)
    return np.asarray(inside, np.bool_)


def speckled(rng: Random, shape: Shape, strength: float) -> Floats:
    """Multiplicative speckle of mean one, wider than tall like an ultrasound beam's."""
    half = (shape[0] // 2 + 1, shape[1] // 2 + 1)
    waves = rng.standard_normal((2, *half), dtype=np.float32)
    blurred = [cv2.GaussianBlur(wave, (0, 0), sigmaX=1.0, sigmaY=0.6) for wave in waves]
    size = np.hypot(*blurred)
    grown = cv2.resize(size / size.mean(), shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(1 + (grown - 1) * strength, np.float32)


def ultrasound(rng: Random, shape: Shape) -> Scene:
    fan = _fan(rng, shape)
    tissue = 70 + 22 * clouds(rng, shape, 8) + 10 * clouds(rng, shape, 25)
    for _ in range(int(rng.integers(1, 4))):
        place = (rng.uniform(0.3, 0.7), rng.uniform(0.35, 0.75))
        size = (rng.uniform(0.04, 0.13), rng.uniform(0.03, 0.1))
        tissue *= 1 - 0.85 * ellipse(shape, place, size, soft=0.01)
    grey = np.clip(tissue, 5, 200) * speckled(rng, shape, 0.95) * fan + 5 * ~fan
    return Scene(finished(grey + noise(rng, shape, 1)), fan)

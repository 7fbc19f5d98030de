"""Drawn colour pictures: skin, photo, label, endoscopy, retina, histology, tracing."""

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic.drawing import (
    Floats,
    Random,
    Scene,
    blend,
    clouds,
    ellipse,
    finished,
    noise,
    shaded,
    shape_mask,
)

Shape = tuple[int, int]
SKINS = ((150, 180, 222), (130, 165, 210), (95, 130, 175), (60, 85, 125))


def _blob(rng: Random, shape: Shape, size: float) -> Floats:
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    waves = [rng.uniform(0, 0.13) * np.sin(k * angles + rng.uniform(0, 6.28)) for k in (2, 3, 5)]
    radius = size * (1 + np.sum(waves, axis=0))
    middle = rng.uniform(0.42, 0.58, 2)

    def draw(canvas: NDArray[np.uint8]) -> None:
        side = min(canvas.shape)
        points = np.column_stack([np.cos(angles), np.sin(angles)]) * (radius * side)[:, None]
        cv2.fillPoly(canvas, [(points + middle * canvas.shape[::-1]).astype(np.int32)], 255)

    return shape_mask(shape, draw, 0.006)


def _hairs(rng: Random, picture: NDArray[np.uint8]) -> None:
    height, width = picture.shape[:2]
    for _ in range(int(rng.integers(0, 22))):
        start, bend = rng.uniform(0, 1, 2), rng.uniform(-0.1, 0.1, 2)
        end = start + rng.uniform(-0.35, 0.35, 2)
        steps = np.linspace(0, 1, 16)[:, None]
        curve = start + (end - start) * steps + bend * np.sin(np.pi * steps)
        points = (curve * (width, height)).astype(np.int32)
        thick = int(rng.integers(1, 3))
        cv2.polylines(picture, [points], False, (32, 40, 55), thick, cv2.LINE_AA)


def skin(rng: Random, shape: Shape) -> Scene:
    """Skin with a pigmented lesion and hair; the subject is the lesion."""
    tone = SKINS[int(rng.integers(len(SKINS)))]
    picture = shaded(rng, shape, tone)
    picture += (clouds(rng, shape, 160) * 4)[..., None]
    lesion = _blob(rng, shape, rng.uniform(0.22, 0.36))
    picture = blend(picture, (45, 60, 105) if tone[0] > 70 else (25, 32, 50), lesion * 0.85)
    picture += (clouds(rng, shape, 25) * 9 * lesion)[..., None] + noise(rng, (*shape, 3), 2)
    done = finished(picture)
    _hairs(rng, done)
    return Scene(done, lesion > 0.7)


def room(rng: Random, shape: Shape) -> Scene:
    """A photo-like view: a wall, soft things of several colours, camera noise."""
    height, width = shape
    wall = shaded(rng, shape, tuple(rng.uniform(70, 190, 3)))
    slope = np.linspace(rng.uniform(0.7, 1), rng.uniform(0.8, 1.2), height, dtype=np.float32)
    picture = np.asarray(wall * slope[:, None, None], np.float32)
    for _ in range(int(rng.integers(3, 8))):
        x, y = rng.uniform(-0.1, 0.9, 2)
        w, h = rng.uniform(0.1, 0.45, 2)
        corner, far = np.array([x, y]), np.array([x + w, y + h])

        def draw(canvas: NDArray[np.uint8], a: Floats = corner, b: Floats = far) -> None:
            size = canvas.shape[::-1]
            first, last = (a * size).astype(int), (b * size).astype(int)
            cv2.rectangle(canvas, first.tolist(), last.tolist(), 255, -1)

        cover = shape_mask(shape, draw, rng.uniform(0.003, 0.02))
        picture = blend(picture, tuple(rng.uniform(30, 220, 3)), cover * rng.uniform(0.5, 1))
    done = finished(picture + noise(rng, (height, width, 3), rng.uniform(1.5, 5)))
    return Scene(done, np.ones(shape, np.bool_))


def label(rng: Random, shape: Shape) -> Scene:
    """A sheet of light paper in such a room; the subject is the paper."""
    wall = room(rng, shape).picture.astype(np.float32)
    left, top = rng.uniform(0.05, 0.2), rng.uniform(0.08, 0.25)
    outline = np.array([[left, top], [0.9, top], [0.92, 0.88], [left - 0.02, 0.9]])
    outline += rng.uniform(-0.02, 0.02, (4, 2))

    def draw(canvas: NDArray[np.uint8]) -> None:
        cv2.fillPoly(canvas, [(outline * canvas.shape[::-1]).astype(np.int32)], 255)

    paper = shape_mask(shape, draw, 0.0015)
    shade = rng.uniform(0.86, 1.0) + clouds(rng, shape, 3) * 0.03
    sheet = np.array(rng.uniform(205, 245, 3), np.float32) * shade[..., None]
    picture = blend(wall, (0, 0, 0), paper) + sheet * paper[..., None]
    return Scene(finished(picture + noise(rng, (*shape, 3), 2)), paper > 0.98)


def endoscopy(rng: Random, shape: Shape) -> Scene:
    view = shape[0] / shape[1] * 0.48
    circle = ellipse(shape, (0.5, 0.5), (view, 0.48), soft=0.002)
    picture = shaded(rng, shape, (85, 95, 190))
    hole = ellipse(shape, tuple(rng.uniform(0.4, 0.6, 2)), (0.13, 0.16), soft=0.05)
    folds = np.sin(clouds(rng, shape, 5) * 3)[..., None]
    picture = picture * (1 + 0.09 * folds) * (1 - 0.75 * hole[..., None])
    shine = (clouds(rng, shape, 30) > 2.7).astype(np.float32)
    shine = np.asarray(cv2.GaussianBlur(shine, (0, 0), 2), np.float32)
    picture = blend(picture, (245, 245, 250), shine) * circle[..., None] + 6
    return Scene(finished(picture + noise(rng, (*shape, 3), 2)), circle > 0.9)


def _vessels(rng: Random, start: tuple[float, float]) -> list[NDArray[np.float64]]:
    paths = []
    for heading in rng.uniform(0, 2 * np.pi, 14):
        turns = heading + np.cumsum(rng.normal(0, 0.1, 40))
        steps = np.column_stack([np.cos(turns), np.sin(turns)]) * 0.014
        paths.append(np.array(start) + np.cumsum(steps, axis=0))
    return paths


def retina(rng: Random, shape: Shape) -> Scene:
    view = shape[0] / shape[1] * 0.47
    disc = (rng.choice([0.32, 0.68]), rng.uniform(0.45, 0.55))
    paths = _vessels(rng, disc)

    def draw(canvas: NDArray[np.uint8]) -> None:
        for path in paths:
            points = (path * canvas.shape[::-1]).astype(np.int32)
            cv2.polylines(canvas, [points], False, 255, max(1, canvas.shape[1] // 130))

    circle = ellipse(shape, (0.5, 0.5), (view, 0.47), soft=0.003)
    picture = shaded(rng, shape, (35, 75, 175)) + (clouds(rng, shape, 40) * 4)[..., None]
    picture = blend(picture, (20, 30, 110), shape_mask(shape, draw, 0.001) * 0.8)
    picture = blend(picture, (120, 200, 245), ellipse(shape, disc, (0.05, 0.07), soft=0.012))
    done = picture * circle[..., None] + noise(rng, (*shape, 3), 2) + 3
    return Scene(finished(done), circle > 0.9)


def histology(rng: Random, shape: Shape) -> Scene:
    height, width = shape
    picture = shaded(rng, shape, (205, 165, 225))
    strands = np.sin(clouds(rng, shape, 14) * 4)[..., None]
    picture -= strands * np.array([6, 22, 8], np.float32) + noise(rng, (height, width, 3), 3)
    done = finished(picture)
    small = max(3, max(shape) // 170)
    for _ in range(int(rng.integers(250, 800))):
        middle = (int(rng.integers(width)), int(rng.integers(height)))
        axes = (int(rng.integers(small, 2 * small)), int(rng.integers(small, 2 * small)))
        tint = tuple(int(c) for c in rng.uniform((110, 50, 80), (160, 100, 130)))
        cv2.ellipse(done, middle, axes, float(rng.uniform(0, 180)), 0, 360, tint, -1, cv2.LINE_AA)
    return Scene(done, np.ones(shape, np.bool_))


def _beat(phase: NDArray[np.float64]) -> NDArray[np.float64]:
    """One heart beat's height over phase 0..1: P, QRS and T as bumps."""
    bumps = ((0.2, 0.03, 0.15), (0.385, 0.008, -0.15), (0.4, 0.01, 1.0), (0.62, 0.045, 0.3))
    parts = [tall * np.exp(-(((phase - at) / wide) ** 2)) for at, wide, tall in bumps]
    return np.asarray(np.sum(parts, axis=0))


def tracing(rng: Random, shape: Shape) -> Scene:
    """An ECG strip on its grid; the subject is the whole sheet."""
    height, width = shape
    done = finished(shaded(rng, shape, (238, 240, 250)))
    step = max(6, max(shape) // 150)
    for at in range(0, max(shape), step):
        strong = at % (5 * step) == 0
        tint = (150, 150, 235) if strong else (205, 205, 245)
        cv2.line(done, (at, 0), (at, height), tint, 1)
        cv2.line(done, (0, at), (width, at), tint, 1)
    beats, rows = rng.uniform(5, 9), int(rng.integers(2, 5))
    x = np.arange(width)
    for row in range(rows):
        wave = (
            _beat((x / width * beats + rng.uniform()) % 1) * height / rows * rng.uniform(0.3, 0.6)
        )
        y = height * (row + 0.75) / rows - wave + rng.normal(0, 0.6, width)
        line = np.column_stack([x, y]).astype(np.int32)
        cv2.polylines(done, [line], False, (40, 30, 30), max(1, step // 6), cv2.LINE_AA)
    return Scene(done, np.ones(shape, np.bool_))

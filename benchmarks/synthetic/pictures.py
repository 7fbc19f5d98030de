"""One picture of the bench: a background, its writing, its markers, and the truth."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic import fonts, patients, placing, writing
from benchmarks.synthetic.drawing import Random, Scene
from benchmarks.synthetic.halves import BACKGROUNDS, Half
from benchmarks.synthetic.kinds import Recipe
from benchmarks.synthetic.radiology import speckled

Quad = list[list[float]]
MARKERS = "LRDGI"
SIZES = (480, 700, 1000, 1300, 1600, 2400)
SHARES = (0.15, 0.33, 0.26, 0.2, 0.06)


class NothingFitsError(Exception):
    """No line of writing found a place on this background."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as uint8 BGR; each line's quadrilateral, and lone side markers' ones, in x, y."""

    picture: NDArray[np.uint8]
    background: str
    lines: list[Quad]
    markers: list[Quad]


def frame(rng: Random, largest: int) -> tuple[int, int]:
    """Height and width, the long side mostly 700 to 1600 pixels and at most `largest`."""
    band = int(rng.choice(len(SHARES), p=SHARES))
    long = min(largest, int(rng.integers(SIZES[band], SIZES[band + 1])))
    short = int(long * rng.uniform(0.66, 1.0))
    return (short, long) if rng.random() < 0.6 else (long, short)


def _line_height(rng: Random, recipe: Recipe, shape: tuple[int, int]) -> int:
    if recipe.large:
        return int(rng.uniform(0.12, 0.3) * shape[0])
    low, high = recipe.height or (15, 60)
    height = np.exp(rng.uniform(np.log(low), np.log(high + 1)))
    return max(low, int(min(height, shape[0] / 12)))


def _face(rng: Random, half: Half, recipe: Recipe, text: str) -> Path | None:
    usable = half.fonts.hand if recipe.hand else half.fonts.printed
    able = [f for f in usable if fonts.can_write(f, text)]
    return able[int(rng.integers(len(able)))] if able else None


def _layer(
    rng: Random, half: Half, recipe: Recipe, shape: tuple[int, int], lines: int
) -> writing.Layer:
    height = _line_height(rng, recipe, shape)
    inks: list[NDArray[np.uint8]] = []
    while len(inks) < lines:
        make = patients.short if recipe.large else patients.line
        text = make(rng, half.words)
        face = _face(rng, half, recipe, text)
        if face is None:
            continue
        if recipe.hand:
            inks.append(writing.by_hand(rng, text, face, height, bold=recipe.speckle))
        else:
            inks.append(writing.printed(text, face, height))
    turn = recipe.turn or 0.0
    if recipe.slant:
        turn = float(rng.uniform(3, 20) * rng.choice([-1, 1]))
    return writing.turned(writing.stacked(rng, inks), turn)


def _truth(picture: NDArray[np.uint8], layer: writing.Layer, at: tuple[int, int]) -> list[Quad]:
    """The lines' quadrilaterals in the picture; a layer that the frame cuts lies straight."""
    moved = layer.quads + at
    height, width = picture.shape[:2]
    if (moved >= 0).all() and (moved <= (width, height)).all():
        return [[[round(float(v), 1) for v in p] for p in quad] for quad in moved]
    box = writing.ink_box(writing.visible(picture, layer, at)[1])
    assert box is not None, "the cut left no ink"
    x, y = max(0, at[0]), max(0, at[1])
    return [square((box[0] + x, box[1] + y, box[2] + x, box[3] + y))]


def square(box: placing.Box) -> Quad:
    x0, y0, x1, y1 = (float(v) for v in box)
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def bounds(quad: Quad) -> list[float]:
    """The box x0, y0, x1, y1 around a quadrilateral."""
    xs, ys = zip(*quad, strict=True)
    return [min(xs), min(ys), max(xs), max(ys)]


def _marker(rng: Random, half: Half, scene: Scene, taken: list[placing.Box]) -> Quad | None:
    """One side letter alone near a corner, painted in; None where no corner is free."""
    height, width = scene.picture.shape[:2]
    tall = int(rng.uniform(0.022, 0.06) * height)
    face = half.fonts.printed[int(rng.integers(len(half.fonts.printed)))]
    letter = MARKERS[int(rng.integers(len(MARKERS)))]
    ink = writing.printed(letter, face, max(22, tall))
    h, w = ink.shape
    x = int(width * rng.uniform(0.03, 0.16))
    x = x if rng.random() < 0.5 else width - x - w
    y = int(height * rng.uniform(0.03, 0.3))
    box = (x, y, x + w, y + h)
    if any(placing.overlaps(box, other, 4 * h) for other in taken):
        return None
    layer = writing.Layer(ink, np.array([square((0, 0, w, h))]))
    under = float(np.median(scene.picture[y : y + h, x : x + w]))
    if under > 150:
        return None
    writing.painted(scene.picture, layer, (x, y), (245, 245, 245), 1.0)
    return square(box)


def _write(
    rng: Random, half: Half, recipe: Recipe, scene: Scene
) -> tuple[list[Quad], list[placing.Box]]:
    wanted = int(rng.integers(1, 3 if recipe.large else 7))
    lines: list[Quad] = []
    taken: list[placing.Box] = []
    for _ in range(2 * wanted):
        single = recipe.cut or recipe.large or recipe.surface or rng.random() < 0.5
        count = 1 if single else int(rng.integers(1, 4))
        layer = _layer(rng, half, recipe, scene.picture.shape[:2], min(count, wanted - len(lines)))
        spot = placing.find_spot(rng, scene, layer, recipe, taken)
        if spot is not None:
            (x, y), (h, w) = spot.at, layer.ink.shape
            lines += _truth(scene.picture, layer, spot.at)
            writing.painted(scene.picture, layer, spot.at, spot.colour, spot.strength)
            taken.append((x, y, x + w, y + h))
        if len(lines) >= wanted:
            break
    return lines, taken


def written(rng: Random, half: Half, recipe: Recipe, largest: int) -> Drawn:
    """A picture with one to six lines of writing; NothingFitsError where none could stand."""
    names = [b for b in recipe.backgrounds if b in half.backgrounds]
    name = names[int(rng.integers(len(names)))]
    scene = BACKGROUNDS[name](rng, frame(rng, largest))
    lines, taken = _write(rng, half, recipe, scene)
    if not lines:
        raise NothingFitsError(name)
    mark = name in {"chest", "bone"} and rng.random() < 0.4
    marker = _marker(rng, half, scene, taken) if mark else None
    return Drawn(_taken(rng, scene.picture, recipe), name, lines, [marker] if marker else [])


def empty(rng: Random, half: Half, name: str, largest: int, *, marked: bool) -> Drawn:
    """The same background with nothing written, or with a lone side marker."""
    scene = BACKGROUNDS[name](rng, frame(rng, largest))
    marker = _marker(rng, half, scene, []) if marked else None
    return Drawn(_taken(rng, scene.picture, Recipe()), name, [], [marker] if marker else [])


def _taken(rng: Random, picture: NDArray[np.uint8], recipe: Recipe) -> NDArray[np.uint8]:
    """What the machine or camera does after the writing: speckle, a little blur."""
    if recipe.speckle:
        grain = speckled(rng, picture.shape[:2], rng.uniform(0.35, 0.6))
        picture = np.clip(picture * grain[..., None], 0, 255).astype(np.uint8)
    if not recipe.height and rng.random() < 0.25:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 0.7)), np.uint8)
    return picture

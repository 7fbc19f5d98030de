"""Where a layer of writing may stand, and in what ink a person still reads it there."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.synthetic.drawing import Random, Scene
from benchmarks.synthetic.kinds import Recipe
from benchmarks.synthetic.writing import INK, Layer, ink_box, visible

Box = tuple[int, int, int, int]
Colour = tuple[int, int, int]

TRIES = 80
# Grey levels between ink and nine tenths of what lies under and around it.
CLEAR_GAP = 55
BRIGHT_GAP = 38
SPECKLE_GAP = 85
# Thin strokes, small or by hand, drown where nine tenths of the greys reach wider than this.
THIN_SPREAD = 95
FREE_INKS: tuple[Colour, ...] = (
    (255, 255, 255),
    (235, 235, 235),
    (200, 200, 200),
    (0, 255, 255),
    (0, 230, 0),
    (12, 12, 12),
)
COLOURED_INKS: tuple[Colour, ...] = (
    (0, 255, 255),
    (60, 220, 60),
    (255, 255, 0),
    (0, 190, 255),
)
DARK_INKS: tuple[Colour, ...] = ((20, 20, 20), (60, 45, 40), (120, 40, 20))


@dataclass(frozen=True, slots=True)
class Spot:
    """A layer's place (x, y of its corner, maybe outside the frame) and its ink."""

    at: tuple[int, int]
    colour: Colour
    strength: float


def grey_of(colour: Colour) -> float:
    return 0.114 * colour[0] + 0.587 * colour[1] + 0.299 * colour[2]


def _inside(rng: Random, room: int, size: int) -> int:
    """A start along one side: near either edge half of the time, like burned-in writing."""
    free = room - size
    if rng.random() < 0.5:
        near = int(rng.integers(2, max(3, room // 16)))
        return int(np.clip(near if rng.random() < 0.5 else free - near, 0, free))
    return int(rng.integers(0, free + 1))


def _across(rng: Random, frame: tuple[int, int], layer: Layer) -> tuple[int, int] | None:
    """A corner from which the frame cuts a fifth to half of the layer on one side."""
    (h, w), (height, width) = layer.ink.shape, frame
    if h > height or w > width:
        return None
    x, y = int(rng.integers(0, width - w + 1)), int(rng.integers(0, height - h + 1))
    lost = rng.uniform(0.2, 0.5)
    sides = (
        (-int(lost * w), y),
        (width - w + int(lost * w), y),
        (x, -int(lost * h)),
        (x, height - h + int(lost * h)),
    )
    return sides[int(rng.integers(4))]


def candidate(
    rng: Random, frame: tuple[int, int], layer: Layer, recipe: Recipe
) -> tuple[int, int] | None:
    """A corner to try, or None where the layer does not fit the frame (height, width)."""
    (h, w), (height, width) = layer.ink.shape, frame
    if recipe.cut:
        return _across(rng, frame, layer)
    if h + 4 > height or w + 4 > width:
        return None
    return _inside(rng, width, w), _inside(rng, height, h)


def ink_for(
    rng: Random, under: NDArray[np.uint8], recipe: Recipe, gap: float
) -> tuple[Colour, float] | None:
    """Ink and strength that stand out from the greys `under` the writing, or None."""
    low, middle, high = np.percentile(under, (5, 50, 95))
    if recipe.ink == "faint":
        step = rng.uniform(28, 50)
        grey = middle + step if rng.random() < 0.7 and middle + step < 250 else middle - step
        if grey < 4 or high - low > step * 0.85:
            return None
        return (round(grey),) * 3, 1.0
    thin = recipe.hand or (recipe.height is not None and recipe.height[0] < 15)
    if thin and not recipe.speckle and high - low > THIN_SPREAD:
        return None
    inks = {"free": FREE_INKS, "colour": COLOURED_INKS, "dark": DARK_INKS}[recipe.ink]
    for index in rng.permutation(len(inks)):
        colour = inks[int(index)]
        away = max(low - grey_of(colour), grey_of(colour) - high)
        if away >= gap:
            return colour, rng.uniform(0.88, 1.0)
    return None


def _fits(scene: Scene, layer: Layer, at: tuple[int, int], recipe: Recipe) -> bool:
    if not recipe.subject:
        return True
    (x, y), (h, w) = at, layer.ink.shape
    window = scene.subject[max(0, y) : y + h, max(0, x) : x + w]
    return bool(window.size) and float(window.mean()) > 0.9


def overlaps(a: Box, b: Box, margin: int) -> bool:
    across = a[0] - margin < b[2] and b[0] - margin < a[2]
    return across and a[1] - margin < b[3] and b[1] - margin < a[3]


def find_spot(
    rng: Random, scene: Scene, layer: Layer, recipe: Recipe, taken: list[Box]
) -> Spot | None:
    """A free spot where the layer reads clearly enough for its recipe, or None."""
    gap = SPECKLE_GAP if recipe.speckle else CLEAR_GAP
    gap = BRIGHT_GAP if recipe.surface and recipe.surface[0] > 100 else gap
    for _ in range(TRIES):
        at = candidate(rng, scene.picture.shape[:2], layer, recipe)
        if at is None:
            return None
        box = (at[0], at[1], at[0] + layer.ink.shape[1], at[1] + layer.ink.shape[0])
        if any(overlaps(box, other, 10) for other in taken):
            continue
        window, ink = visible(scene.picture, layer, at)
        if ink_box(ink) is None or not _fits(scene, layer, at, recipe):
            continue
        near = cv2.dilate(ink, np.ones((5, 5), np.uint8)) > INK
        under = np.asarray(cv2.cvtColor(window, cv2.COLOR_BGR2GRAY), np.uint8)[near]
        if recipe.surface and not _on(under, recipe.surface):
            continue
        chosen = ink_for(rng, under, recipe, gap)
        if chosen is not None:
            return Spot(at, *chosen)
    return None


def _on(under: NDArray[np.uint8], surface: tuple[int, int]) -> bool:
    return surface[0] <= float(np.median(under)) <= surface[1]

"""Real heads put into one and the same scene, so that nothing but the head can tell who it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from anonymize.faces import head
from anonymize.types import Box, Finding, Image, Kind
from benchmarks.attacks.drawn import Score, nearest, noisy
from benchmarks.attacks.masks import Mask

HEAD_WIDTH, HEAD_HEIGHT = 72, 96
# Smaller ones are blurred by themselves.
LEAST_WIDTH = 48
CONDITIONS = ("portrait", "group", "crowd", "profile/pose", "surgical-mask", "partial")
BINS = 8
# The outline of the head in the middle of the scene, as the finder draws it.
SCENE = (HEAD_HEIGHT * 2, HEAD_WIDTH * 2)
BOX = Box(HEAD_WIDTH // 2, HEAD_HEIGHT // 2, HEAD_WIDTH * 3 // 2, HEAD_HEIGHT * 3 // 2)

Matcher = Callable[[Image, Sequence[Image], Sequence[Image], np.random.Generator], int]


def load(folder: Path, most: int) -> list[Image]:
    """Crops of whole heads, HEAD_HEIGHT x HEAD_WIDTH x 3, of natural photographs alone: turned
    and darkened copies would be the same person twice.
    """
    heads: list[Image] = []
    for truth in json.loads((folder / "manifest.json").read_text()):
        if truth["kind"] == "face" and truth["condition"] in CONDITIONS:
            heads += _crops(folder / truth["file"], truth["boxes"])
    picked = np.random.default_rng(0).permutation(len(heads))[:most]
    return [heads[each] for each in picked]


def _crops(path: Path, boxes: list[list[float]]) -> list[Image]:
    picture = np.asarray(cv2.imread(str(path))[:, :, ::-1])
    height, width = picture.shape[:2]
    found = [head(box, width, height) for box in boxes if box[2] - box[0] >= LEAST_WIDTH]
    around = [Finding(Kind.FACE, polygon, 1.0, "truth").box for polygon in found if polygon]
    size = (HEAD_WIDTH, HEAD_HEIGHT)
    crops = [picture[each.y0 : each.y1, each.x0 : each.x1] for each in around]
    return [np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA)) for each in crops]


def finding() -> Finding:
    width, height = BOX.width, BOX.height
    # head() adds a margin to a face box; this face box gives BOX.
    face = (
        BOX.x0 + width * 0.3 / 1.6,
        BOX.y0 + height * 0.5 / 1.7,
        BOX.x1 - width * 0.3 / 1.6,
        BOX.y1 - height * 0.2 / 1.7,
    )
    return Finding(Kind.FACE, head(face, SCENE[1], SCENE[0]), 1.0, "attack")


def put(inside: Image) -> Image:
    """The head in the region, the wall of the scene all around its outline."""
    wall = noisy(np.full((*SCENE, 3), (120, 140, 150), np.uint8), np.random.default_rng(1))
    outline = np.zeros(SCENE, np.uint8)
    cv2.fillPoly(outline, [np.asarray(finding().polygon, np.int32)], (1,))
    picture = wall.copy()
    picture[BOX.y0 : BOX.y1, BOX.x0 : BOX.x1] = inside
    return np.where(outline[:, :, None] > 0, picture, wall)


def same(inside: Image, random: np.random.Generator) -> Image:
    """The very photograph, compressed anew."""
    return noisy(inside, random)


def altered(inside: Image, random: np.random.Generator) -> Image:
    """The nearest to another photograph of that person: other light, moved, larger or smaller."""
    scale, light = random.uniform(0.92, 1.08), random.uniform(0.8, 1.2)
    move = random.uniform(-0.05, 0.05, 2) * (HEAD_WIDTH, HEAD_HEIGHT)
    shift = (1 - scale) / 2 * np.asarray((HEAD_WIDTH, HEAD_HEIGHT)) + move
    matrix = np.asarray([[scale, 0, shift[0]], [0, scale, shift[1]]])
    size = (HEAD_WIDTH, HEAD_HEIGHT)
    moved = cv2.warpAffine(inside, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return noisy(np.clip(moved * light, 0, 255).astype(np.uint8), random)


def by_simulation(
    seen: Image, _: Sequence[Image], masked: Sequence[Image], random: np.random.Generator
) -> int:
    """Every candidate masked alike; the nearest result."""
    return nearest(seen, masked, random)


def by_correlation(
    seen: Image, plain: Sequence[Image], _: Sequence[Image], random: np.random.Generator
) -> int:
    """The unmasked candidate that rises and falls like what is seen, in each colour."""
    return _most([float((_even(each) * _even(seen)).sum()) for each in plain], random)


def by_colours(
    seen: Image, plain: Sequence[Image], _: Sequence[Image], random: np.random.Generator
) -> int:
    """The unmasked candidate with most colours in common."""
    mine = _histogram(seen)
    return _most([float(np.minimum(_histogram(each), mine).sum()) for each in plain], random)


def _even(image: Image) -> np.ndarray:
    """Mean 0 and length 1, small, so that moving by a pixel does not matter."""
    small = cv2.resize(image, (24, 32), interpolation=cv2.INTER_AREA).astype(float)
    centred = small - small.mean(axis=(0, 1))
    return np.asarray(centred / max(float(np.linalg.norm(centred)), 1e-9))


def _histogram(image: Image) -> np.ndarray:
    counts = cv2.calcHist([image], [0, 1, 2], None, [BINS] * 3, [0, 256] * 3)
    return np.asarray(counts)


def _most(likeness: list[float], random: np.random.Generator) -> int:
    values = np.asarray(likeness)
    return int(random.choice(np.where(values == values.max())[0]))


def attack(
    mask: Mask,
    heads: Sequence[Image],
    photograph: Callable[[Image, np.random.Generator], Image],
    matcher: Matcher,
) -> Score:
    """Every head photographed, masked in the scene and looked for among all."""
    random, region = np.random.default_rng(0), finding()
    plain = [_cut(put(each)) for each in heads]
    masked = [_cut(mask(put(each), region)) for each in heads]
    right = 0
    for true, inside in enumerate(heads):
        seen = _cut(mask(put(photograph(inside, random)), region))
        right += matcher(seen, plain, masked, random) == true
    return Score(right, len(heads), 1 / len(heads))


def _cut(picture: Image) -> Image:
    return picture[BOX.y0 : BOX.y1, BOX.x0 : BOX.x1]

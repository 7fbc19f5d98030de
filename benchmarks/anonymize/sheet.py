"""Contact sheets to look at: the worst misses, and the pictures with most hidden for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from anonymize.types import Box
from benchmarks.anonymize.measure import COVERED, Score, pixels
from benchmarks.anonymize.truth import TO_HIDE, Mask

TILE: Final = 240
COLUMNS: Final = 6
MOST_TILES: Final = 48
CAPTION: Final = 16
RED: Final = (255, 0, 0)
AMBER: Final = (255, 176, 0)
GROUND: Final = (32, 32, 32)
LIGHT: Final = (240, 240, 240)
# Less than this is hidden for nothing by every tool, and not worth a tile.
LEAST_WRONG: Final = 0.001


def misses(scores: Sequence[Score], pictures: Path, path: Path) -> None:
    """A tile per missed box, least covered first: the box in red, what was hidden in amber."""
    missed = sorted(
        (
            (share, number, box, score)
            for number, score in enumerate(scores)
            if score.truth.kind in TO_HIDE
            for box, share in _must(score).items()
            if share < COVERED
        ),
        key=lambda each: each[:2],
    )
    tiles = [
        _tile(_around(tinted(score, pictures), box), f"{score.truth.file} {share:.2f}")
        for share, _, box, score in missed[:MOST_TILES]
    ]
    _sheet(tiles, f"{len(missed)} true boxes hidden to less than 90 %").save(path, quality=88)


def _must(score: Score) -> dict[Box, float]:
    """What must be hidden and how much of it is; patient data may be a line of the writing."""
    areas = (*score.truth.areas, *score.truth.patient)
    shares = (*score.covered, *score.patient)
    return {area.box: share for area, share in zip(areas, shares, strict=True)}


def wrong(scores: Sequence[Score], pictures: Path, path: Path) -> None:
    """Whole pictures, those with nothing to hide first, then those with most hidden outside."""
    found = [score for score in scores if score.outside >= LEAST_WRONG]
    found.sort(key=lambda score: (not score.truth.has_nothing_to_hide, -score.outside))
    tiles = [
        _tile(tinted(score, pictures), f"{score.truth.file} {score.outside:.1%}")
        for score in found[:MOST_TILES]
    ]
    _sheet(tiles, f"{len(found)} pictures with .1 % or more hidden outside").save(path, quality=88)


def tinted(score: Score, pictures: Path) -> Image.Image:
    """The picture with its hidden pixels tinted amber and every true box in red."""
    truth = score.truth
    hidden = pixels((each for each in score.seen.findings if each.hidden), score.seen, truth)
    with Image.open(pictures / truth.file) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    picture = _tint(upright.resize((truth.width, truth.height)), hidden)
    pen = ImageDraw.Draw(picture)
    stroke = max(1, max(picture.size) // 500)
    for area in (*truth.areas, *truth.patient):
        box = area.box
        pen.rectangle(
            (box.x0, box.y0, max(box.x0, box.x1 - 1), max(box.y0, box.y1 - 1)),
            outline=RED,
            width=stroke,
        )
    return picture


def _tint(picture: Image.Image, hidden: Mask) -> Image.Image:
    coloured = np.asarray(picture).astype(np.float32)
    coloured[hidden] = 0.45 * coloured[hidden] + 0.55 * np.asarray(AMBER, np.float32)
    return Image.fromarray(coloured.astype(np.uint8))


def _around(picture: Image.Image, box: Box) -> Image.Image:
    """The box with as much around it as it is large."""
    side = max(box.width, box.height, 32)
    cut = box.grow(side, side, side, side).clip(*picture.size)
    return picture.crop((cut.x0, cut.y0, max(cut.x1, cut.x0 + 1), max(cut.y1, cut.y0 + 1)))


def _tile(picture: Image.Image, caption: str) -> Image.Image:
    tile = Image.new("RGB", (TILE, TILE + CAPTION), GROUND)
    small = ImageOps.contain(picture, (TILE, TILE))
    tile.paste(small, ((TILE - small.width) // 2, (TILE - small.height) // 2))
    ImageDraw.Draw(tile).text((4, TILE + 2), caption, LIGHT, ImageFont.load_default(size=11))
    return tile


def _sheet(tiles: Sequence[Image.Image], title: str) -> Image.Image:
    rows = -(-len(tiles) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * TILE, 2 * CAPTION + rows * (TILE + CAPTION)), GROUND)
    ImageDraw.Draw(sheet).text((4, 4), title, LIGHT, ImageFont.load_default(size=16))
    for number, tile in enumerate(tiles):
        down, across = divmod(number, COLUMNS)
        sheet.paste(tile, (across * TILE, 2 * CAPTION + down * (TILE + CAPTION)))
    return sheet

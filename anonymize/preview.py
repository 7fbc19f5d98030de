"""The author's view: the masked picture with every finding outlined and numbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from anonymize.types import Finding, Image, Polygon

LONG_SIDE: Final = 1600
HIDDEN_COLOUR: Final = (255, 196, 0)
KEPT_COLOUR: Final = (0, 200, 120)
INK: Final = (0, 0, 0)
DASH_LENGTHS: Final = 4

Point = tuple[float, float]


def draw(masked: Image, findings: Sequence[Finding]) -> Image:
    """At most LONG_SIDE pixels long; findings numbered from 1 in their order, dashed when not
    hidden.
    """
    picture = Pillow.fromarray(masked)
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    scale = picture.width / masked.shape[1]
    pen = ImageDraw.Draw(picture)
    thick = max(2, round(max(picture.size) / 400))
    for finding in findings:
        _outline(pen, _scaled(finding.polygon, scale), thick, dashed=not finding.hidden)
    # Numbers last: an outline drawn later must not strike one through.
    for number, finding in enumerate(findings, start=1):
        _badge(pen, picture.size, _scaled(finding.polygon, scale), number, finding.hidden)
    return np.asarray(picture)


def _scaled(polygon: Polygon, scale: float) -> list[Point]:
    return [(x * scale, y * scale) for x, y in polygon]


def _outline(pen: ImageDraw.ImageDraw, points: list[Point], thick: int, *, dashed: bool) -> None:
    colour = KEPT_COLOUR if dashed else HIDDEN_COLOUR
    for start, end in pairwise([*points, points[0]]):
        for piece in _dashes(start, end, DASH_LENGTHS * thick) if dashed else [(start, end)]:
            pen.line(piece, fill=colour, width=thick)


def _dashes(start: Point, end: Point, length: float) -> Iterator[tuple[Point, Point]]:
    way = np.subtract(end, start)
    steps = max(1, round(float(np.hypot(*way)) / length))
    for step in range(0, steps, 2):
        first, last = (
            np.asarray(start) + way * step / steps,
            np.asarray(start) + way * (step + 1) / steps,
        )
        yield (float(first[0]), float(first[1])), (float(last[0]), float(last[1]))


def _badge(
    pen: ImageDraw.ImageDraw, size: tuple[int, int], points: list[Point], number: int, hidden: bool
) -> None:
    """The number beside the finding's upper left corner, moved inside where the picture ends."""
    height = max(16, round(max(size) / 32))
    font = ImageFont.load_default(height * 0.8)
    text = str(number)
    width = max(height, round(pen.textlength(text, font)) + height // 2)
    x = min(max(0, min(x for x, _ in points) - width / 2), max(0, size[0] - width))
    y = min(max(0, min(y for _, y in points) - height), max(0, size[1] - height))
    colour = HIDDEN_COLOUR if hidden else KEPT_COLOUR
    pen.rounded_rectangle((x, y, x + width, y + height), height // 4, fill=colour, outline=INK)
    pen.text((x + width / 2, y + height / 2), text, fill=INK, font=font, anchor="mm")

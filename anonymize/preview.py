"""The author's view: the masked picture with every finding outlined and numbered.

Drawn on the painted picture alone, so that it shows no more than what others will see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from anonymize.types import SUGGESTIONS, Box, Finding, Image

LONG_SIDE: Final = 1600
INK: Final = (0, 0, 0)

Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How a finding is drawn. dash: its length in line widths, 0 for an unbroken line. mark:
    what follows its number.
    """

    colour: Colour
    dash: int = 0
    mark: str = ""


# Line and mark tell them apart without the colours, which no common colour blindness confuses.
HIDDEN: Final = Style((255, 196, 0))
KEPT: Final = Style((0, 200, 120), dash=6)
SUGGESTED: Final = Style((255, 130, 220), dash=2, mark="?")


def draw(masked: Image, findings: Sequence[Finding]) -> Image:
    """At most LONG_SIDE pixels long; findings numbered from 1 in their order: unbroken amber when
    hidden, dashed green when kept or shown again, dotted pink with a question mark when only
    suggested.
    """
    picture = Pillow.fromarray(masked)
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    scale = picture.width / masked.shape[1]
    pen = ImageDraw.Draw(picture)
    shapes = [[(x * scale, y * scale) for x, y in each.polygon] for each in findings]
    styles = [style_of(each) for each in findings]
    thick = max(2, round(max(picture.size) / 400))
    for shape, style in zip(shapes, styles, strict=True):
        _outline(pen, shape, style, thick)
    # Numbers last: an outline drawn later must not strike one through.
    texts = [f"{number}{style.mark}" for number, style in enumerate(styles, start=1)]
    _badges(pen, picture.size, shapes, texts, styles)
    return np.asarray(picture)


def style_of(finding: Finding) -> Style:
    if finding.hidden:
        return HIDDEN
    return SUGGESTED if finding.source in SUGGESTIONS else KEPT


def _outline(pen: ImageDraw.ImageDraw, points: list[Point], style: Style, thick: int) -> None:
    sides = list(pairwise([*points, points[0]]))
    pieces = [piece for side in sides for piece in _pieces(*side, style.dash * thick)]
    # A dark rim: amber and pink alone vanish on paper and on pale skin.
    for width, colour in ((thick + 2, INK), (thick, style.colour)):
        for piece in pieces:
            pen.line(piece, fill=colour, width=width)


def _pieces(start: Point, end: Point, length: int) -> Iterator[tuple[Point, Point]]:
    """Every other part of the way from start to end; all of it when the length is 0."""
    way = np.subtract(end, start)
    steps = max(3, round(float(np.hypot(*way)) / length)) if length else 1
    for step in range(0, steps, 2):
        first, last = (np.add(start, way * at / steps) for at in (step, step + 1))
        yield (float(first[0]), float(first[1])), (float(last[0]), float(last[1]))


def _badges(
    pen: ImageDraw.ImageDraw,
    size: tuple[int, int],
    shapes: list[list[Point]],
    texts: list[str],
    styles: list[Style],
) -> None:
    height = max(16, round(max(size) / 32))
    font = ImageFont.load_default(height * 0.8)
    widths = [max(height, round(pen.textlength(text, font)) + height // 2) for text in texts]
    badges = place([_around(shape) for shape in shapes], widths, height, size)
    for badge, text, style in zip(badges, texts, styles, strict=True):
        corners = (badge.x0, badge.y0, badge.x1, badge.y1)
        pen.rounded_rectangle(corners, height // 4, fill=style.colour, outline=INK)
        middle = (badge.x0 + badge.width / 2, badge.y0 + badge.height / 2)
        pen.text(middle, text, fill=INK, font=font, anchor="mm")


def place(
    outlines: Sequence[Box], widths: Sequence[int], height: int, size: tuple[int, int]
) -> list[Box]:
    """A badge beside each outline and in the picture, where it covers least of the badges before
    it, then of the outlines; size: width and height of the picture.
    """
    taken: list[Box] = []
    for outline, width in zip(outlines, widths, strict=True):
        places = [_inside(each, size) for each in _places(outline, width, height)]
        taken.append(places[_best(places, taken, outlines)])
    return taken


def _best(places: Sequence[Box], taken: Sequence[Box], outlines: Sequence[Box]) -> int:
    """The place that covers least of other numbers, then of findings; the first of equals."""
    numbers, findings = _overlaps(places, taken), _overlaps(places, outlines)
    # lexsort sorts by its last key first.
    return int(np.lexsort((findings, numbers))[0])


def _overlaps(places: Sequence[Box], others: Sequence[Box]) -> npt.NDArray[np.int64]:
    """For each place the pixels that it has in common with the others, summed."""
    one, other = _sides(places)[:, None], _sides(others)[None]
    low, high = np.maximum(one[..., :2], other[..., :2]), np.minimum(one[..., 2:], other[..., 2:])
    return np.asarray(np.clip(high - low, 0, None).prod(axis=2).sum(axis=1), np.int64)


def _sides(boxes: Sequence[Box]) -> npt.NDArray[np.int64]:
    rows = [(each.x0, each.y0, each.x1, each.y1) for each in boxes]
    return np.asarray(rows, np.int64).reshape(-1, 4)


def _places(outline: Box, width: int, height: int) -> list[Box]:
    """Corners first, outside, then the sides, then one badge further away, then inside."""
    left, right = outline.x0 - width // 2, outline.x1 - width // 2
    above, below = outline.y0 - height, outline.y1
    middle_x, middle_y = (outline.x0 + outline.x1 - width) // 2, (above + below) // 2
    corners = [(left, above), (right, above), (left, below), (right, below)]
    sides = [
        (middle_x, above),
        (middle_x, below),
        (outline.x0 - width, middle_y),
        (outline.x1, middle_y),
    ]
    further = [
        (x + across * width, y + down * height)
        for across, down in ((0, -1), (0, 1), (-1, 0), (1, 0))
        for x, y in corners
    ]
    inside = [(outline.x0, outline.y0), (outline.x1 - width, outline.y1 - height)]
    return [Box(x, y, x + width, y + height) for x, y in (*corners, *sides, *further, *inside)]


def _inside(badge: Box, size: tuple[int, int]) -> Box:
    """The badge moved into the picture; one larger than the picture begins at its first pixel."""
    x = min(max(0, badge.x0), max(0, size[0] - badge.width))
    y = min(max(0, badge.y0), max(0, size[1] - badge.height))
    return Box(x, y, x + badge.width, y + badge.height)


def _around(points: list[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(round(min(xs)), round(min(ys)), round(max(xs)) + 1, round(max(ys)) + 1)

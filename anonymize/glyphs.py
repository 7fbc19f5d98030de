"""Cuts out the one letter that stands by itself or in a ring, and looks at its strokes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.types import Box, Image

# Letters are looked at in this size, in pixels of the longer side, whatever the picture's.
SIZE: Final = 96
LEAST_SIDE: Final = 8
# Shares of the cut: smaller spots are grain; a letter is at least so high.
LEAST_SPOT: Final = 0.004
LEAST_HEIGHT: Final = 0.25
# Another piece of ink, as a share of the letter's, makes it two letters.
OTHER_LETTER: Final = 0.1
# Paper around the letter for the reader, as a share of its height.
PAPER: Final = 0.25
# The serifs of an I, shares of its height and of its stem's width: a bar, a 1 or an l has none.
SERIF_ROWS: Final = 0.2
SERIF_WIDTH: Final = 1.6

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Glyph:
    """image: the letter alone on its paper, ready to be read. ink: its pixels. ringed: it stands
    in a ring, which `image` leaves out.
    """

    image: Image
    ink: Mask
    ringed: bool

    @property
    def has_serifs(self) -> bool:
        """Whether it is wider at its top and at its foot than between them."""
        widths = [int(np.ptp(np.flatnonzero(row))) + 1 if row.any() else 0 for row in self.ink]
        end = max(1, round(SERIF_ROWS * len(widths)))
        stem = float(np.median(widths[end:-end])) if len(widths) > 2 * end else 0.0
        least = SERIF_WIDTH * stem
        return stem > 0 and max(widths[:end]) >= least and max(widths[-end:]) >= least


def lone_glyphs(cut: Image) -> list[Glyph]:
    """The only letter of a cut; none where there are two.

    In a ring it may also be what ink leaves free: white on a black disc on a grey film.
    """
    if min(cut.shape[:2]) < LEAST_SIDE:
        return []
    grey = _in_size(cut)
    ink = _ink(grey)
    if ink.all() or not ink.any():
        return []
    dark, light = _lone(grey, ink), _lone(grey, ~ink)
    # Without a ring, what ink leaves free is the paper.
    return [each for each in (dark, light) if each and (each is dark or each.ringed)]


def _lone(grey: Any, ink: Mask) -> Glyph | None:
    spots, boxes = _spots(ink)
    ring = _ring(boxes)
    inside = [each for each in boxes if ring is None or _surrounds(boxes[ring], boxes[each])]
    if not inside:
        return None
    areas = {each: int((spots == each).sum()) for each in inside}
    letter = max(inside, key=lambda each: areas[each])
    others = [each for each in inside if each != letter]
    if any(areas[each] > OTHER_LETTER * areas[letter] for each in others):
        return None
    if boxes[letter].height < LEAST_HEIGHT * grey.shape[0]:
        return None
    return _alone(grey, ink, spots == letter, boxes[letter], ring is not None)


def _in_size(cut: Image) -> Any:
    grey = cv2.cvtColor(cut, cv2.COLOR_RGB2GRAY)
    scale = SIZE / max(grey.shape)
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way)


def _ink(grey: Any) -> Mask:
    """What differs from the paper, which is what most of the edge shows."""
    _, bright = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edge = np.concatenate([bright[0], bright[-1], bright[:, 0], bright[:, -1]])
    return np.asarray(bright != (edge.mean() > 0.5))


def _spots(ink: Mask) -> tuple[Any, dict[int, Box]]:
    """Connected ink by its number; the box of each that is more than grain."""
    count, spots, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    boxes = {}
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[number])
        if area >= LEAST_SPOT * ink.size:
            boxes[number] = Box(x, y, x + width, y + height)
    return spots, boxes


def _ring(boxes: dict[int, Box]) -> int | None:
    around = [
        number
        for number, box in boxes.items()
        if any(_surrounds(box, other) for other in boxes.values())
    ]
    # The innermost: paper around a ring surrounds the letter as well.
    return min(around, key=lambda number: boxes[number].area, default=None)


def _surrounds(outer: Box, inner: Box) -> bool:
    return (
        outer.x0 < inner.x0 and outer.y0 < inner.y0 and outer.x1 > inner.x1 and outer.y1 > inner.y1
    )


def _alone(grey: Any, ink: Mask, letter: Mask, box: Box, ringed: bool) -> Glyph:
    """The letter with its own soft edge, everything else painted as paper."""
    paper = int(np.median(grey[~ink]))
    near = cv2.dilate(letter.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    # Only what is near the letter is left: rings and shadows would be read as well.
    clean = np.where(near, grey, paper).astype(np.uint8)
    room = max(3, round(PAPER * box.height))
    padded = np.pad(clean, room, constant_values=paper)
    image = padded[box.y0 : box.y1 + 2 * room, box.x0 : box.x1 + 2 * room]
    return Glyph(
        np.repeat(image[:, :, None], 3, axis=2),
        letter[box.y0 : box.y1, box.x0 : box.x1],
        ringed,
    )

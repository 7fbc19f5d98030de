"""Recognises a radiograph's side marker, the one piece of writing that must stay in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from anonymize.dbnet import Region
from anonymize.glyphs import Glyph, lone_glyphs
from anonymize.reading import Reader, Reading
from anonymize.shapes import bounding_box
from anonymize.types import Box, Image

# Left and right in English, French (droite, gauche), Spanish (izquierda); with what the reader
# makes of each in a ring of lead.
SIDES: Final = {"L": "LⓁ①", "R": "RⓇ®", "D": "DⒹ①", "G": "GⒼ", "I": "IⒾ①"}
# The letter of the five that a bar, a 1 and an l look like.
BAR: Final = "I"
# A ring is wider than what the network marks: looked at again with so much more on each side.
ROOM: Final = 0.25
MARKER_ASPECT: Final = 2.5
# A marker is meant to be seen; smaller strokes, shares of the longer side, are ticks of a ruler.
MARKER_LEAST: Final = 0.015
# A neighbour seen less clearly is a shadow beside the letter, not the rest of a word.
NEIGHBOUR_SCORE: Final = 0.5
# This share of a smaller region in the letter's makes it a piece of the letter.
PART: Final = 0.8
# Mean difference of the channels around it: compression tints grey film a little.
MOST_COLOUR: Final = 12.0
# A picture with more single letters than this is no radiograph with its side marker.
MOST_MARKERS: Final = 2


@dataclass(frozen=True, slots=True)
class Markers:
    """sureness: least one of a letter that may stay in sight."""

    reader: Reader
    sureness: float

    def kept(self, image: Image, lines: Sequence[Region]) -> list[bool]:
        """Per line, whether it was surely read as a side; any doubt leaves all hidden."""
        height, width = image.shape[:2]
        boxes = [bounding_box(corners).clip(width, height) for corners, _ in lines]
        clear = [
            box for box, (_, score) in zip(boxes, lines, strict=True) if score >= NEIGHBOUR_SCORE
        ]
        kept = [
            max(box.width, box.height) >= MARKER_LEAST * max(width, height)
            and stands_alone(box, [each for each in clear if not is_part(each, box)])
            and is_colourless(image, box)
            and self._is_side(image, box)
            for box in boxes
        ]
        if sum(kept) > MOST_MARKERS:
            return [False] * len(kept)
        sides = [box for box, stays in zip(boxes, kept, strict=True) if stays]
        return [any(is_part(box, side) or box is side for side in sides) for box in boxes]

    def _is_side(self, image: Image, box: Box) -> bool:
        """Tried with room for a ring, then without what else may stand there."""
        room = round(ROOM * max(box.width, box.height))
        wide = box.grow(room, room, room, room).clip(image.shape[1], image.shape[0])
        glyphs = [glyph for each in (wide, box) for glyph in lone_glyphs(cut_out(image, each))]
        return any(self._is_side_letter(cut_out(image, box), glyph) for glyph in glyphs)

    def _is_side_letter(self, cut: Image, glyph: Glyph) -> bool:
        """Whether all of the cut, and its letter by itself, are read as the same side."""
        overhead = np.ascontiguousarray(glyph.image[::-1, ::-1])
        whole, letter, turned = self.reader.read([cut, glyph.image, overhead])
        read = letter.characters.strip()
        if read not in SIDES or not self._is_sure(letter):
            return False
        if read == BAR and not (turned.characters.strip() == BAR and glyph.has_serifs):
            return False
        if glyph.ringed:
            return whole.characters.strip() in set(SIDES[read])
        return whole.characters.strip() == read and self._is_sure(whole)

    def _is_sure(self, reading: Reading) -> bool:
        return min(reading.sureness, default=0.0) >= self.sureness


def cut_out(image: Image, box: Box) -> Image:
    return image[box.y0 : box.y1, box.x0 : box.x1]


def is_part(box: Box, of: Box) -> bool:
    """Whether it is a piece of the other one, as of a ring seen twice."""
    return box is not of and box.area < of.area and box.overlap(of) >= PART * box.area


def is_colourless(image: Image, box: Box) -> bool:
    """Whether it stands on an X-ray film: on coloured photographs no letter is a side marker."""
    side = max(box.width, box.height)
    wide = box.grow(side, side, side, side).clip(image.shape[1], image.shape[0])
    cut = cut_out(image, wide).astype(np.int16)
    return float((cut.max(axis=2) - cut.min(axis=2)).mean()) <= MOST_COLOUR


def stands_alone(box: Box, boxes: list[Box]) -> bool:
    """About square, with no other writing beside it and no other letter around it.

    A letter of a spaced-out name has its neighbour within its length, a word's initial has the
    word on its line; "sitting" may well stand below a side marker.
    """
    side = max(box.width, box.height)
    if box.area == 0 or side > MARKER_ASPECT * min(box.width, box.height):
        return False
    # A quarter less in height: the line below may touch the letter's row without being on it.
    less = -(box.height // 4)
    beside, around = box.grow(side, less, side, less), box.grow(side, side, side, side)
    others = [each for each in boxes if each is not box]
    letters = [each for each in others if max(each.width, each.height) <= 2 * side]
    return not any(beside.overlap(each) for each in others) and not any(
        around.overlap(each) for each in letters
    )

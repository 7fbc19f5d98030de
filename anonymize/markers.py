"""Recognises a radiograph's side marker, the one piece of writing that must stay in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from anonymize.dbnet import Region
from anonymize.reading import Reader
from anonymize.shapes import bounding_box
from anonymize.types import Box, Image

# Left and right in English, French (droite, gauche), Spanish (izquierda).
# The ringed ones are how it writes a letter in a lead circle; it takes a ringed I for a 1.
SIDES: Final = frozenset("LRDGI①ⒾⓁⓇⒹⒼ")
MARKER_ASPECT: Final = 2.5
# A marker is meant to be seen; smaller strokes, shares of the longer side, are ticks of a ruler.
MARKER_LEAST: Final = 0.015
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
        kept = [
            max(box.width, box.height) >= MARKER_LEAST * max(width, height)
            and stands_alone(box, boxes)
            and self._is_side(image[box.y0 : box.y1, box.x0 : box.x1])
            for box in boxes
        ]
        return kept if sum(kept) <= MOST_MARKERS else [False] * len(kept)

    def _is_side(self, cut: Image) -> bool:
        (reading,) = self.reader.read([cut])
        return is_side_marker(
            reading.characters.strip(), min(reading.sureness, default=0), self.sureness
        )


def is_side_marker(text: str, sureness: float, least: float) -> bool:
    return sureness >= least and text in SIDES


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

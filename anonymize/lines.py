"""Tells lines of writing from what only looks like them: by shape, by score, and by reading what
is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from anonymize.dbnet import Region
from anonymize.reading import Reader, Reading, straightened
from anonymize.shapes import Corners, area, common_area, merged, within
from anonymize.types import Image

# Writing is small or long; lesions, bones and bowls are neither. Shares of the picture's reference
# length.
SHORT_SIDE_ANY: Final = 0.12
SHORT_SIDE_LONG: Final = 0.25
LONG_ASPECT: Final = 2.0
# Real writing of this height is seen with this score; skin, organs and film edges hardly ever are.
LARGE_SIDE: Final = 0.075
LARGE_SCORE: Final = 0.8
# Larger than that it is hidden only if somebody can read it, and never when it is a whole view.
LARGEST_SIDE: Final = 0.7
LARGE_ASPECT: Final = 1.3
# Larger than this share of the reference length, it is hidden unread from a higher score on.
SURE_SIDE: Final = 0.05
LARGER_SCORE: Final = 0.6
# Larger than that and so long, but not to be read: the curve of an ECG.
CURVE_ASPECT: Final = 6.0
# So many letters or digits, read with this mean sureness, are writing whatever the shape.
LEGIBLE_LETTERS: Final = 3
LEGIBLE_DIFFERENT: Final = 2
LEGIBLE_SURENESS: Final = 0.85
# Reading a line costs a tenth of a look at the picture: the most promising ones are enough.
MOST_READ: Final = 16
# Seen less clearly than this it has never been read.
LEAST_SCORE: Final = 0.25
# Of a weaker region, the share that a stronger one hides anyway.
MOSTLY_HIDDEN: Final = 0.7
# Below the score of what is hidden unread: offered from here on, the best few.
SUGGESTED_SCORE: Final = 0.3
MOST_SUGGESTED: Final = 5


@dataclass(frozen=True, slots=True)
class Lines:
    """hidden: to be covered. suggested: may be writing; overlaps nothing that is hidden."""

    hidden: list[Region]
    suggested: list[Region]


@dataclass(frozen=True, slots=True)
class Judge:
    """score: from here on a region of writing's shape is hidden even if nobody can read it."""

    reader: Reader
    score: float

    def judge(self, image: Image, seen: Sequence[Region]) -> Lines:
        """seen: regions of `image` from several looks, behind its frame as well, overlapping."""
        size = (image.shape[1], image.shape[0])
        # Judged by what lies in the picture: the mirrored edge makes a cut line look like a blot.
        clear = [each for each in seen if each[1] >= LEAST_SCORE]
        inside = [(within(corners, *size), score) for corners, score in clear]
        real = [each for each in inside if len(each[0]) > 2 and area(each[0]) > 0]
        shaped = [each for each in real if has_the_shape(*each, *size)]
        sure = merged([each for each in shaped if self.is_sure(*each, *size)])
        unsure = [each for each in shaped if not self.is_sure(*each, *size)]
        # Apart from each other: a large blot would swallow the lines in it, and not be read.
        fair = [each for each in unsure if not is_high(*each, *size)]
        large = [each for each in unsure if is_high(*each, *size)]
        large += [each for each in real if may_be_large_writing(*each, *size)]
        doubtful = merged(_not_hidden_by(sure, fair)) + merged(_not_hidden_by(sure, large))
        legible, rest = self._read(image, doubtful)
        hidden = merged(sure + legible)
        weak = [
            each for each in rest if each[1] >= SUGGESTED_SCORE and has_the_shape(*each, *size)
        ]
        return Lines(hidden, _best(_apart_from(hidden, weak)))

    def is_sure(self, corners: Corners, score: float, width: int, height: int) -> bool:
        """Hidden even if nobody can read it: handwriting, tiny letters; not the curves, rulers
        and catheters that are larger than those.
        """
        reference, short, long = _sides(corners, width, height)
        if short <= SURE_SIDE * reference:
            return score >= self.score
        if is_high(corners, score, width, height):
            return False
        return score >= max(self.score, LARGER_SCORE) and long <= CURVE_ASPECT * short

    def _read(self, image: Image, doubtful: list[Region]) -> tuple[list[Region], list[Region]]:
        """Those that can be read, and the others."""
        order = sorted(doubtful, key=lambda each: -each[1])
        tried, rest = order[:MOST_READ], order[MOST_READ:]
        upright = [straightened(image, corners) for corners, _ in tried]
        overhead = [np.ascontiguousarray(line[::-1, ::-1]) for line in upright]
        readings = self.reader.read(upright + overhead)
        legible: list[Region] = []
        for index, region in enumerate(tried):
            ways = readings[index], readings[index + len(tried)]
            (legible if any(map(is_legible, ways)) else rest).append(region)
        return legible, rest


def is_legible(reading: Reading) -> bool:
    letters = reading.letters
    if (
        len(letters) < LEGIBLE_LETTERS
        or len({letter for letter, _ in letters}) < LEGIBLE_DIFFERENT
    ):
        return False
    return float(np.mean([sure for _, sure in letters])) >= LEGIBLE_SURENESS


def has_the_shape(corners: Corners, score: float, width: int, height: int) -> bool:
    """The shape filter: without it, 94 % of lesions are taken for writing."""
    reference, short, long = _sides(corners, width, height)
    if short > LARGE_SIDE * reference and score < LARGE_SCORE:
        return False
    if short <= SHORT_SIDE_ANY * reference:
        return True
    return short <= SHORT_SIDE_LONG * reference and long >= LONG_ASPECT * short


def is_high(corners: Corners, _score: float, width: int, height: int) -> bool:
    """Higher than lines of writing are, unless they are very large."""
    reference, short, _ = _sides(corners, width, height)
    return short > SHORT_SIDE_ANY * reference


def may_be_large_writing(corners: Corners, score: float, width: int, height: int) -> bool:
    """Too large for the shape filter, but not a blot as wide as the picture: worth reading."""
    reference, short, long = _sides(corners, width, height)
    if has_the_shape(corners, score, width, height):
        return False
    return short <= LARGEST_SIDE * reference and long >= LARGE_ASPECT * short


def _sides(corners: Corners, width: int, height: int) -> tuple[float, float, float]:
    """The picture's reference length, then the region's short and long side, in pixels."""
    short, long = sorted(cv2.minAreaRect(corners)[1])
    return max(min(width, height), 0.5 * max(width, height)), short, long


def _not_hidden_by(hidden: list[Region], weaker: list[Region]) -> list[Region]:
    return [
        each
        for each in weaker
        if not any(
            common_area(other, each[0]) >= MOSTLY_HIDDEN * area(each[0]) for other, _ in hidden
        )
    ]


def _apart_from(hidden: list[Region], weak: list[Region]) -> list[Region]:
    return [
        each for each in weak if not any(common_area(other, each[0]) > 0 for other, _ in hidden)
    ]


def _best(suggested: list[Region]) -> list[Region]:
    return sorted(suggested, key=lambda each: -each[1])[:MOST_SUGGESTED]

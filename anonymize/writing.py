"""Finds writing with a sharp and two small looks of a DBNet, and keeps a radiograph's side marker
in sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from anonymize.dbnet import Dbnet, View
from anonymize.lines import Judge
from anonymize.markers import Markers
from anonymize.shapes import Corners, dilated, outline
from anonymize.types import SIDE_MARKER, TEXT_SUGGESTION, Finding, Image, Kind

SOURCE: Final = "dbnet"
# Up to this long side of the picture, the sharp look's long side: lines of 10 pixels are still
# seen, and nothing is blown up for nothing.
SHARP: Final = ((1000, 960), (1600, 1280))
SHARPEST: Final = 1408
# A picture up to here is seen as sharply as it is by the small looks.
SMALL_PICTURE: Final = 640
# Small, once upright and once turned by 90 degrees: what is large, faint or written by hand, and
# what stands on its side.
SMALL: Final = (View(640), View(640, turned=True))


@dataclass(frozen=True, slots=True)
class Writing:
    """detector: where writing may be. judge: what of it is. markers: what of that may stay."""

    detector: Dbnet
    judge: Judge
    markers: Markers

    def find(self, image: Image) -> list[Finding]:
        seen = self.detector.look(image, views(image.shape[1], image.shape[0]))
        lines = self.judge.judge(image, seen)
        kept = self.markers.kept(image, lines.hidden)
        found = [
            self._finding(image, corners, score, SIDE_MARKER if stays else SOURCE, not stays)
            for (corners, score), stays in zip(lines.hidden, kept, strict=True)
        ]
        found += [
            self._finding(image, corners, score, TEXT_SUGGESTION, False)
            for corners, score in lines.suggested
        ]
        return [each for each in found if each.polygon]

    def _finding(
        self, image: Image, corners: Corners, score: float, source: str, hidden: bool
    ) -> Finding:
        size = (image.shape[1], image.shape[0])
        polygon = outline(dilated(corners, *size), *size)
        return Finding(Kind.TEXT, polygon, round(score, 3), source, hidden)


def views(width: int, height: int) -> tuple[View, ...]:
    """The looks that a picture of this size is worth, sharpest first."""
    longest = max(width, height)
    if longest <= SMALL_PICTURE:
        return SMALL
    sharp = next((side for limit, side in SHARP if longest <= limit), SHARPEST)
    return View(sharp), *SMALL

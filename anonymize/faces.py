"""Finds faces with CenterFace, looks twice at what is doubtful, and hides the whole head."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from anonymize.centerface import Floats, in_common, see, see_all_sizes
from anonymize.heads import head
from anonymize.runtime import Network
from anonymize.types import FACE_SUGGESTION, Box, Finding, Image, Kind

SOURCE: Final = "centerface"
# From here on one look is enough.
CLEAR: Final = 0.3
# Below this heat nothing is looked at twice.
FAINT: Final = 0.1
# The second look, at a crop around the face and at its mirror image. Below GONE in both the first
# look was an illusion; AGREED in both makes a face of what was below the threshold; HINT in both
# is worth a question.
GONE: Final = 0.05
AGREED: Final = 0.3
HINT: Final = 0.18
# More would cost a picture of a crowd too much time.
SECOND_LOOKS: Final = 12
SUGGESTED: Final = 3
# Pixels: CenterFace tells a face of forty best from what is none.
CROP: Final = 128
FACE_IN_CROP: Final = 40
SAME_PLACE: Final = 0.3


@dataclass(frozen=True, slots=True)
class CenterFace:
    """network: CenterFace with free sizes. score: least heat that counts as a face."""

    network: Network
    score: float

    def find(self, image: Image) -> list[Finding]:
        """Heads to hide, surest first; then at most SUGGESTED heads to ask about."""
        rows = see_all_sizes(self.network, image, min(self.score, FAINT))
        clear = rows[:, 4] >= max(self.score, CLEAR)
        heads = [_finding(row, image, SOURCE) for row in rows[clear]]
        doubtful = rows[~clear]
        for row, looks in zip(doubtful, self._second_looks(image, doubtful), strict=True):
            source = self._judge(float(row[4]), looks)
            if source:
                heads.append(_finding(row, image, source))
        return list(_offered([each for each in heads if each.polygon]))

    def _judge(self, score: float, looks: tuple[float, ...]) -> str:
        """The source of the finding; empty when it is none. No looks: the score alone decides."""
        if score >= self.score:
            return SOURCE if not looks or max(looks) >= GONE else ""
        least = min(looks, default=0.0)
        return SOURCE if least >= AGREED else FACE_SUGGESTION if least >= HINT else ""

    def _second_looks(self, image: Image, rows: Floats) -> list[tuple[float, ...]]:
        """Per row the heat at its place in the crop and in the mirror image; none for the least
        sure of many.
        """
        looked = rows[:SECOND_LOOKS]
        pairs = [self._twice(_crop(image, row), row) for row in looked]
        return pairs + [()] * (len(rows) - len(looked))

    def _twice(self, crop: Image, row: Floats) -> tuple[float, ...]:
        return tuple(
            _heat(seen, row) for seen in see(self.network, (crop, crop[:, ::-1]), least=0)
        )


def _finding(row: Floats, image: Image, source: str) -> Finding:
    height, width = image.shape[:2]
    outline = head(row[:4], width, height, (float(row[5]), float(row[6])))
    score = round(float(row[4]), 3)
    return Finding(Kind.FACE, outline, score, source, hidden=source != FACE_SUGGESTION)


def _offered(heads: list[Finding]) -> Iterator[Finding]:
    """What is hidden, and the few suggestions that lie clear of it."""
    hidden = [each for each in heads if each.hidden]
    yield from hidden
    asked = [each for each in heads if not each.hidden]
    apart = [each for each in asked if not any(each.box.overlap(one.box) for one in hidden)]
    yield from apart[:SUGGESTED]


def _longest(row: Floats) -> float:
    return float(max(row[2] - row[0], row[3] - row[1]))


def _crop(image: Image, row: Floats) -> Image:
    """CROP pixels square with the face in the middle, its longer side FACE_IN_CROP; black where
    the picture ends.
    """
    height, width = image.shape[:2]
    scale = FACE_IN_CROP / _longest(row)
    half = CROP / scale / 2
    left, top = float(row[0] + row[2]) / 2 - half, float(row[1] + row[3]) / 2 - half
    box = Box(round(left), round(top), round(left + 2 * half), round(top + 2 * half))
    inside = box.clip(width, height)
    crop = np.zeros((CROP, CROP, 3), np.uint8)
    x0, y0 = round((inside.x0 - left) * scale), round((inside.y0 - top) * scale)
    x1, y1 = round((inside.x1 - left) * scale), round((inside.y1 - top) * scale)
    x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, CROP), min(y1, CROP)
    if inside.area and x0 < x1 and y0 < y1:
        part = image[inside.y0 : inside.y1, inside.x0 : inside.x1]
        interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        crop[y0:y1, x0:x1] = cv2.resize(part, (x1 - x0, y1 - y0), interpolation=interpolation)
    return crop


def _heat(seen: Floats, row: Floats) -> float:
    """The best score in a crop at the place of the face it was made for."""
    wide, tall = (row[2:4] - row[:2]) * (FACE_IN_CROP / _longest(row) / 2)
    middle = CROP / 2
    place = np.array((middle - wide, middle - tall, middle + wide, middle + tall), np.float32)
    return float(seen[in_common(place, seen) > SAME_PLACE, 4].max(initial=0))

"""The second opinion: another family of detectors looks at the finished picture, because one
family shares its own blind spots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

import cv2
import numpy as np

from anonymize import blazeface, tesseract
from anonymize.heads import head
from anonymize.mask import region_in
from anonymize.types import SECOND_FACE, SECOND_WORD, SIDE_MARKER, Box, Finding, Image, Kind

TESSERACT_CONFIDENCE: Final = 75
# One or two characters are what Tesseract sees in ribs and hair.
LEAST_LETTERS: Final = 3
TESSERACT_LONG_SIDE: Final = 1600
# What lies this much under paint is the paint's own shape.
MOSTLY_PAINTED: Final = 0.5


@dataclass(frozen=True, slots=True)
class FaceCheck:
    """A network of another family than the one that searched."""

    detector: blazeface.BlazeFace

    def look(self, image: Image, findings: Sequence[Finding]) -> list[Finding]:
        """The whole head around every face that is still to be seen."""
        seen = {each.box: each for each in self.detector.see(image)}
        height, width = image.shape[:2]
        visible = [seen[box] for box in _visible(list(seen), image, findings)]
        return [
            Finding(Kind.FACE, outline, round(each.score, 3), SECOND_FACE)
            for each in visible
            if (outline := head(astuple(each.box), width, height, each.eyes))
        ]

    def close(self) -> None:
        """MediaPipe complains when the interpreter ends before this was called."""
        self.detector.close()


@dataclass(frozen=True, slots=True)
class WordCheck:
    """Tesseract, sparse text."""

    reader: tesseract.Tesseract

    def look(self, image: Image, findings: Sequence[Finding]) -> list[Finding]:
        """The box of every word that is still to be read."""
        kept = [each for each in findings if each.source == SIDE_MARKER and not each.hidden]
        scores = self._words(image)
        boxes = [box for box in scores if not any(_holds(each, box) for each in kept)]
        height, width = image.shape[:2]
        return [
            Finding(Kind.TEXT, box.clip(width, height).polygon(), scores[box], SECOND_WORD)
            for box in _visible(boxes, image, findings)
        ]

    def _words(self, image: Image) -> dict[Box, float]:
        scale = min(1.0, TESSERACT_LONG_SIDE / max(image.shape[:2]))
        grey = cv2.cvtColor(_shrunk(image, scale), cv2.COLOR_RGB2GRAY)
        return {
            _scaled(word.box, scale): round(word.confidence / 100, 3)
            for word in self.reader.read(np.asarray(grey, np.uint8))
            if word.confidence >= TESSERACT_CONFIDENCE and _is_word(word.text)
        }

    def close(self) -> None:
        self.reader.close()


def make_face_check(model: bytes) -> FaceCheck:
    return FaceCheck(blazeface.load(model))


def make_word_check() -> WordCheck:
    """English reads French letters as words too; loading French beside it doubles the time."""
    return WordCheck(tesseract.load("eng"))


def _shrunk(image: Image, scale: float) -> Image:
    if scale == 1:
        return image
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _is_word(text: str) -> bool:
    return sum(character.isalnum() for character in text) >= LEAST_LETTERS


def _scaled(box: Box, scale: float) -> Box:
    return Box(*(round(side / scale) for side in astuple(box)))


def _holds(finding: Finding, box: Box) -> bool:
    return 2 * finding.box.overlap(box) >= box.area


def _visible(boxes: Sequence[Box], image: Image, findings: Sequence[Finding]) -> list[Box]:
    """Those that lie in the picture and not under paint."""
    height, width = image.shape[:2]
    return [
        box
        for box in boxes
        if box.clip(width, height).area
        and _painted_share(box, findings, width, height) < MOSTLY_PAINTED
    ]


def _painted_share(box: Box, findings: Sequence[Finding], width: int, height: int) -> float:
    inside = box.clip(width, height)
    painted = np.zeros((inside.height, inside.width), np.bool_)
    for finding in findings:
        if finding.hidden:
            painted |= region_in(finding, inside, width, height)
    return float(painted.mean())

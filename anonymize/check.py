"""A second family of detectors looks at the finished picture, because one family shares its own
blind spots.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.mask import region
from anonymize.types import SIDE_MARKER, Box, Finding, Flag, Image, Kind

BLAZEFACE_SCORE: Final = 0.5
TESSERACT_CONFIDENCE: Final = 75
# One or two characters are what Tesseract sees in ribs and hair.
LEAST_LETTERS: Final = 3
TESSERACT_LONG_SIDE: Final = 1600
TESSERACT_SECONDS: Final = 20
# What lies this much under paint is the paint's own shape.
MOSTLY_PAINTED: Final = 0.5


@dataclass(frozen=True, slots=True)
class FaceCheck:
    """detector: MediaPipe's full-range BlazeFace."""

    detector: Any
    lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, image: Image, findings: Sequence[Finding]) -> frozenset[Flag]:
        import mediapipe

        frame = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image)
        # One graph takes one picture at a time; threads share it where the executor uses threads.
        with self.lock:
            seen = self.detector.detect(frame).detections
        boxes = [_box(each.bounding_box) for each in seen]
        return frozenset([Flag.FACE_LEFT]) if _any_visible(boxes, image, findings) else frozenset()

    def close(self) -> None:
        """MediaPipe complains when the interpreter ends before this was called."""
        self.detector.close()


@dataclass(frozen=True, slots=True)
class WordCheck:
    """Tesseract, French and English, sparse text. Raises when Tesseract is absent or too slow."""

    languages: str = "fra+eng"

    def look(self, image: Image, findings: Sequence[Finding]) -> frozenset[Flag]:
        kept = [each for each in findings if each.source == SIDE_MARKER and not each.hidden]
        boxes = [box for box in self._words(image) if not any(_holds(each, box) for each in kept)]
        return (
            frozenset([Flag.WORDS_LEFT]) if _any_visible(boxes, image, findings) else frozenset()
        )

    def _words(self, image: Image) -> list[Box]:
        import pytesseract

        scale = min(1.0, TESSERACT_LONG_SIDE / max(image.shape[:2]))
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        table = pytesseract.image_to_data(
            small,
            lang=self.languages,
            config="--psm 11",
            timeout=TESSERACT_SECONDS,
            output_type=pytesseract.Output.DICT,
        )
        return [
            _scaled(table, row, scale)
            for row, (text, confidence) in enumerate(
                zip(table["text"], table["conf"], strict=True)
            )
            if float(confidence) >= TESSERACT_CONFIDENCE and _is_word(text)
        ]


def make_face_check(model: bytes) -> FaceCheck:
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import FaceDetector, FaceDetectorOptions

    options = FaceDetectorOptions(
        base_options=BaseOptions(model_asset_buffer=model),
        min_detection_confidence=BLAZEFACE_SCORE,
    )
    return FaceCheck(FaceDetector.create_from_options(options))


def shown_again(findings: Sequence[Finding]) -> frozenset[Flag]:
    """What our own detectors found and somebody uncovered is visible, whatever the second family
    says.
    """
    shown = {each.kind for each in findings if not each.hidden and each.source != SIDE_MARKER}
    flags = {Kind.FACE: Flag.FACE_LEFT, Kind.TEXT: Flag.WORDS_LEFT}
    return frozenset(flag for kind, flag in flags.items() if kind in shown)


def _is_word(text: str) -> bool:
    return sum(character.isalnum() for character in text) >= LEAST_LETTERS


def _scaled(table: dict[str, list[int]], row: int, scale: float) -> Box:
    x, y = table["left"][row], table["top"][row]
    x1, y1 = x + table["width"][row], y + table["height"][row]
    return Box(*(round(value / scale) for value in (x, y, x1, y1)))


def _box(seen: Any) -> Box:
    return Box(
        seen.origin_x, seen.origin_y, seen.origin_x + seen.width, seen.origin_y + seen.height
    )


def _holds(finding: Finding, box: Box) -> bool:
    return 2 * finding.box.overlap(box) >= box.area


def _any_visible(boxes: Sequence[Box], image: Image, findings: Sequence[Finding]) -> bool:
    if not boxes:
        return False
    painted = _painted(image, findings)
    return any(_share(painted, box) < MOSTLY_PAINTED for box in boxes)


def _painted(image: Image, findings: Sequence[Finding]) -> npt.NDArray[np.bool_]:
    height, width = image.shape[:2]
    painted = np.zeros((height, width), np.bool_)
    for finding in findings:
        if finding.hidden:
            painted |= region(finding, width, height)
    return painted


def _share(painted: npt.NDArray[np.bool_], box: Box) -> float:
    height, width = painted.shape
    inside = box.clip(width, height)
    if inside.area == 0:
        return 0.0
    return float(painted[inside.y0 : inside.y1, inside.x0 : inside.x1].mean())

"""A stand-in anonymizer for journeys: the real pipeline with detectors that see drawn colours.

Magenta stands for a face, cyan for writing, blue for what may be a tattoo, green for writing that
only the second family sees; yellow makes the detector crash. Everything else (decoding, painting,
encoding, the preview, refusals) is the product's own.
"""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

from anonymize import INK, Anonymizer, Box, Finding, Identifier, Kind, Options, Passage, Tools

MAGENTA = (255, 0, 255)
CYAN = (0, 255, 255)
YELLOW = (255, 255, 0)
BLUE = (0, 0, 255)
GREEN = (0, 255, 0)
SKIN = (222, 184, 160)


class ColourDetector:
    """Finds the box of one pure colour."""

    def __init__(self, kind: Kind, colour: tuple[int, int, int]) -> None:
        self._kind, self._colour = kind, colour

    def find(self, image: np.ndarray) -> list[Finding]:
        rows, columns = np.nonzero(_near(image, self._colour))
        if not rows.size:
            return []
        box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
        return [Finding(self._kind, box.polygon(), 0.9, "colour")]


class BlueInk:
    """Offers what may be a tattoo, and hides nothing unasked."""

    def find(self, image: np.ndarray) -> list[Finding]:
        found = ColourDetector(Kind.TATTOO, BLUE).find(image)
        return [replace(each, score=0.3, source=INK, hidden=False) for each in found]


class YellowCrash:
    """Breaks on yellow, as a detector may on any picture."""

    def find(self, image: np.ndarray) -> list[Finding]:
        if _near(image, YELLOW).sum() > 100:
            raise RuntimeError("a detector broke")
        return []


class ColourChecker:
    """The independent look at the output: any of these colours left is a leak."""

    def look(self, image: np.ndarray, findings: Sequence[Finding]) -> list[Finding]:
        detectors = (
            ColourDetector(Kind.FACE, MAGENTA),
            ColourDetector(Kind.TEXT, CYAN),
            ColourDetector(Kind.TEXT, GREEN),
        )
        return [
            replace(found, source="tesseract" if found.kind is Kind.TEXT else "blazeface")
            for detector in detectors
            for found in detector.find(image)
            if found.box.area > 100
        ]


def _near(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    distance = np.abs(image.astype(int) - np.array(colour)).max(axis=2)
    return distance < 60


def make_tools(_options: Options) -> Tools:
    return Tools(
        detectors=(
            ColourDetector(Kind.FACE, MAGENTA),
            ColourDetector(Kind.TEXT, CYAN),
            BlueInk(),
            YellowCrash(),
        ),
        checkers=(ColourChecker(),),
    )


def stand_in(executor: ThreadPoolExecutor) -> Anonymizer:
    return Anonymizer(Options(face_style="solid"), executor, make_tools)


def picture(*colours: tuple[int, int, int], size: tuple[int, int] = (400, 300)) -> bytes:
    """A skin-coloured JPEG with a dark lesion and one block of each colour."""
    image = Image.new("RGB", size, SKIN)
    pen = ImageDraw.Draw(image)
    pen.ellipse((180, 180, 240, 240), fill=(90, 50, 40))
    for place, colour in enumerate(colours):
        left = 20 + 120 * place
        pen.rectangle((left, 20, left + 90, 80), fill=colour)
    stream = BytesIO()
    image.save(stream, "JPEG", quality=95)
    return stream.getvalue()


def shows(data: bytes, colour: tuple[int, int, int]) -> bool:
    """Whether a colour can still be seen in a picture."""
    return bool(_near(np.asarray(Image.open(BytesIO(data)).convert("RGB")), colour).sum() > 100)


def passages(text: str) -> tuple[Passage, ...]:
    """A stand-in for the reader of texts: "Mme X" and a full date are sure, a capital is asked."""
    kinds = (
        (r"\b(?:Mme|Mr|Dr) [A-Z]\w+", Identifier.NAME, True),
        (r"\b\d\d/\d\d/\d{4}\b", Identifier.DATE, True),
        (r"(?<=\w )[A-Z][a-z]{2,}\b", Identifier.NAME, False),
    )
    found: list[Passage] = []
    for pattern, kind, sure in kinds:
        for match in re.finditer(pattern, text):
            if all(match.end() <= each.start or match.start() >= each.end for each in found):
                found.append(Passage(match.start(), match.end(), kind, sure))
    return tuple(sorted(found, key=lambda each: each.start))

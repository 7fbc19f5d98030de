"""Reads cut-out lines and letters: to tell writing from what only looks like it, and to recognise
a side marker; never to tell anyone what was written.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.runtime import Network
from anonymize.shapes import Corners
from anonymize.types import Image

LINE_HEIGHT: Final = 48
# The recogniser was trained on lines: a lone letter gets room around it.
LEAST_WIDTH: Final = 96
# A dozen letters are enough to know that it is writing.
MOST_WIDTH: Final = 480
# Few widths: every new one takes the runtime some time.
WIDTH_STEP: Final = 96
BLANK: Final = 0
GREY: Final = 128

Floats: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """characters: as read. sureness: of each, 0 to 1."""

    characters: str
    sureness: tuple[float, ...]

    @property
    def letters(self) -> list[tuple[str, float]]:
        """Its letters and digits, and how sure each is; signs and strokes prove nothing."""
        pairs = zip(self.characters, self.sureness, strict=True)
        return [(character, sure) for character, sure in pairs if character.isalnum()]


@dataclass(frozen=True, slots=True)
class Reader:
    """network: the recogniser. alphabet: its characters, by class; the blank comes before the
    first and a space after the last.
    """

    network: Network
    alphabet: tuple[str, ...]

    def read(self, lines: Sequence[Image]) -> list[Reading]:
        """One reading for each line (uint8, height x width x 3, RGB, upright), in their order."""
        # One by one: several at a time take as long, and make many shapes of few.
        answers = (self.network(_with_room(_fitted(line))[None]) for line in lines)
        return [self._reading(classes[0]) for (classes,) in answers]

    def _reading(self, classes: Floats) -> Reading:
        best, certainty = classes.argmax(axis=1), classes.max(axis=1)
        first = np.append(True, best[1:] != best[:-1])
        letters = first & (best != BLANK)
        characters = ("", *self.alphabet, " ")
        # A class may stand for a sign of several code points.
        text = "".join(characters[index][:1] for index in best[letters])
        return Reading(text, tuple(float(each) for each in certainty[letters]))


def straightened(image: Image, corners: Corners) -> Image:
    """What a slanted rectangle of the picture shows, its long side laid level, left to right.

    Whether it then stands on its head nobody knows: read it both ways.
    """
    middle, (length, height), degrees = cv2.minAreaRect(corners)
    if length < height:
        length, height, degrees = height, length, degrees + 90
    height = max(height, 1)
    width = min(MOST_WIDTH, max(8, round(length * LINE_HEIGHT / height)))
    turn = _level(degrees)
    along = np.asarray([math.cos(turn), math.sin(turn)]) * length / width
    down = np.asarray([-math.sin(turn), math.cos(turn)]) * height / LINE_HEIGHT
    axes = np.stack([along, down], axis=1)
    piece, corner, shrunk = _piece(image, corners, height / LINE_HEIGHT)
    origin = (
        np.asarray(middle) - corner - axes @ np.asarray([width / 2 - 0.5, LINE_HEIGHT / 2 - 0.5])
    )
    way = np.concatenate([axes, origin[:, None]], axis=1) * shrunk
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (width, LINE_HEIGHT)
    level = cv2.warpAffine(piece, way, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(level, np.uint8)


def _level(degrees: float) -> float:
    """The same slant in radians, between just above -90 and 90 degrees."""
    turned = math.radians(degrees) % math.pi
    return turned if turned < math.pi / 2 - 1e-3 else turned - math.pi


def _piece(image: Image, corners: Corners, scale: float) -> tuple[Image, Any, float]:
    """The part around these corners, where it begins, and how far it was shrunk.

    Shrunk first where letters are far larger than they will be: picking single pixels out of them
    would show the reader specks.
    """
    height, width = image.shape[:2]
    x0, y0 = (
        int(value) for value in np.floor(corners.min(axis=0)).clip(0, (width - 1, height - 1))
    )
    x1, y1 = (
        int(value) + 1 for value in np.ceil(corners.max(axis=0)).clip(0, (width - 1, height - 1))
    )
    piece = image[y0:y1, x0:x1]
    if scale <= 2:
        return piece, (x0, y0), 1.0
    size = (max(1, round((x1 - x0) * 2 / scale)), max(1, round((y1 - y0) * 2 / scale)))
    shrunk = cv2.resize(piece, size, interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, np.uint8), (x0, y0), 2 / scale


def _fitted(line: Image) -> Image:
    height, width = line.shape[:2]
    scaled = min(MOST_WIDTH, max(1, math.ceil(width * LINE_HEIGHT / height)))
    if (height, width) == (LINE_HEIGHT, scaled):
        return line
    way = cv2.INTER_AREA if height > LINE_HEIGHT else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(line, (scaled, LINE_HEIGHT), interpolation=way), np.uint8)


def _with_room(line: Image) -> Image:
    """Grey behind it, up to one of few widths."""
    width = max(LEAST_WIDTH, line.shape[1] + -line.shape[1] % WIDTH_STEP)
    roomy = np.full((LINE_HEIGHT, width, 3), GREY, np.uint8)
    roomy[:, : line.shape[1]] = line
    return roomy

"""Reads one cut-out line or letter: only to recognise a side marker, never to tell anyone what was
written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np

from anonymize.runtime import Network
from anonymize.types import Image

# Left and right in English, French (droite, gauche), Spanish (izquierda).
# The ringed ones are how it writes a letter in a lead circle; it takes a ringed I for a 1.
SIDES: Final = frozenset("LRDGI①ⒾⓁⓇⒹⒼ")
LINE_HEIGHT: Final = 48
# The recogniser was trained on lines: a lone letter gets room around it.
LEAST_WIDTH: Final = 96
MOST_WIDTH: Final = 960
BLANK: Final = 0


def is_side_marker(text: str, sure: bool) -> bool:
    return sure and text in SIDES


@dataclass(frozen=True, slots=True)
class Reader:
    """network: the recogniser. alphabet: its characters, by class; the blank comes before the
    first and a space after the last. score: least sureness.
    """

    network: Network
    alphabet: tuple[str, ...]
    score: float

    def read(self, cut: Image) -> tuple[str, bool]:
        """The text of an upright line and whether every letter of it is sure."""
        blob = _as_line(cut)
        (classes,) = self.network(blob)
        best, certainty = classes[0].argmax(axis=1), classes[0].max(axis=1)
        first = np.append(True, best[1:] != best[:-1])
        letters = first & (best != BLANK)
        characters = ("", *self.alphabet, " ")
        text = "".join(characters[index] for index in best[letters])
        sure = bool(letters.any() and certainty[letters].min() > self.score)
        return text.strip(), sure


def _as_line(cut: Image) -> np.ndarray[Any, np.dtype[np.float32]]:
    """1 x 3 x LINE_HEIGHT x width, BGR, -1 to 1, continued by its edge to the least width."""
    height, width = cut.shape[:2]
    scaled = min(MOST_WIDTH, max(1, math.ceil(width * LINE_HEIGHT / height)))
    line = cv2.resize(cut, (scaled, LINE_HEIGHT), interpolation=cv2.INTER_AREA)
    values = line[:, :, ::-1].astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1
    room = max(0, LEAST_WIDTH - scaled)
    return np.pad(values, ((0, 0), (0, 0), (0, 0), (0, room)))

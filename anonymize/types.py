"""The words of this room: boxes, findings, results, refusals and options.

Frame of every coordinate: pixels of the upright picture (EXIF orientation applied), x to the
right, y down. Every picture array is `uint8, height x width x 3, RGB, upright`.

    PictureError          a picture is refused; `.refusal` says why, nothing of the picture is
    carried
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Image: TypeAlias = npt.NDArray[np.uint8]
Polygon: TypeAlias = tuple[tuple[int, int], ...]

# The source of a finding that was read as L, R, D, G or I and is therefore kept in sight.
SIDE_MARKER = "side-marker"
# The source of what a person hid.
BY_HAND = "by-hand"
# Sources of what is offered and not hidden unasked: scores just under the threshold, possible ink.
FACE_SUGGESTION = "centerface-low"
TEXT_SUGGESTION = "dbnet-low"
INK = "ink"
SUGGESTIONS = frozenset({FACE_SUGGESTION, TEXT_SUGGESTION, INK})
# Sources of the second family, which looks at the finished picture.
SECOND_FACE = "blazeface"
SECOND_WORD = "tesseract"
SECOND_FAMILY = frozenset({SECOND_FACE, SECOND_WORD})


class Kind(StrEnum):
    FACE = "face"
    TEXT = "text"
    TATTOO = "tattoo"
    MANUAL = "manual"


class Side(StrEnum):
    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"


class Flag(StrEnum):
    """What a moderator should look at twice: the reasons of a verdict.

    SECOND_OPINION: the independent look found something that the first had missed; it is hidden.
    """

    FACE_HIDDEN = "face_hidden"
    FACE_LEFT = "face_left"
    WORDS_LEFT = "words_left"
    LOW_CONFIDENCE = "low_confidence"
    SECOND_OPINION = "second_opinion"


class Verdict(StrEnum):
    """What became of a picture. CLEAN: nothing found to hide. HIDDEN: found and hidden.
    DOUBTFUL: hidden, but a second pair of eyes is needed, for the reasons in the flags. FAILED:
    refused, nothing of it is shown.
    """

    CLEAN = "clean"
    HIDDEN = "hidden"
    DOUBTFUL = "doubtful"
    FAILED = "failed"


class Refusal(StrEnum):
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    SEVERAL = "several"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    TOO_NARROW = "too_narrow"
    TOO_SLOW = "too_slow"
    OUT_OF_MEMORY = "out_of_memory"
    FAILED = "failed"


class PictureError(Exception):
    """The picture is refused. Carries the reason alone: no pixel, no file name, no library
    message.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels of the upright picture, half-open: x0 and y0 belong to the box, x1 and y1 do not."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        return max(0, self.x1 - self.x0)

    @property
    def height(self) -> int:
        return max(0, self.y1 - self.y0)

    @property
    def area(self) -> int:
        return self.width * self.height

    def clip(self, width: int, height: int) -> Box:
        """The part inside a picture of this size; area 0 when there is none."""
        x0, y0 = min(max(self.x0, 0), width), min(max(self.y0, 0), height)
        return Box(x0, y0, max(x0, min(self.x1, width)), max(y0, min(self.y1, height)))

    def grow(self, left: int, top: int, right: int, bottom: int) -> Box:
        return Box(self.x0 - left, self.y0 - top, self.x1 + right, self.y1 + bottom)

    def overlap(self, other: Box) -> int:
        """Pixels that both boxes hold."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(0, width) * max(0, height)

    def polygon(self) -> Polygon:
        """The corner pixels of the box; needs an area."""
        x1, y1 = self.x1 - 1, self.y1 - 1
        return ((self.x0, self.y0), (x1, self.y0), (x1, y1), (self.x0, y1))


@dataclass(frozen=True, slots=True)
class Finding:
    """One region to hide, or to keep on purpose.

    polygon: the pixels at its corners; these, its edges and its inside are exactly what is
    painted.
    score: 0 to 1, the detector's own. source: which detector. hidden: False when only suggested or
    kept.
    """

    kind: Kind
    polygon: Polygon
    score: float
    source: str
    hidden: bool = True

    @property
    def box(self) -> Box:
        xs, ys = zip(*self.polygon, strict=True)
        return Box(min(xs), min(ys), max(xs) + 1, max(ys) + 1)


@dataclass(frozen=True, slots=True)
class Masked:
    """A rendering that may leave this room.

    data: JPEG made from pixels, no metadata. preview: the same picture with every finding outlined
    and numbered from 1 in the order of the findings, dashed when it is not hidden; for the author
    only.
    width, height: pixels of `data`; the preview may be smaller.
    """

    data: bytes
    preview: bytes
    width: int
    height: int
    flags: frozenset[Flag]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Result:
    findings: tuple[Finding, ...]
    masked: Masked


@dataclass(frozen=True, slots=True)
class Options:
    """How pictures are masked. The thresholds are those measured in docs/decisions.md."""

    face_style: Literal["blur", "solid"] = "blur"
    face_score: float = 0.2
    text_probability: float = 0.2
    text_score: float = 0.4
    marker_score: float = 0.8
    # Below this score a hidden finding raises LOW_CONFIDENCE.
    sure_score: float = 0.5
    # A phone's largest files, of 48 megapixels, are taken.
    max_pixels: int = 50_000_000
    # Still pictures taken from one file that holds several: as many as a case may have.
    max_frames: int = 10
    # Width plus height above which a picture is scaled down before anything else; None: never.
    max_sides: int | None = None
    # Longer than this many times its width, or wider than this many times its height: refused.
    max_ratio: float | None = None
    # What a bot can download at all, in bytes.
    max_bytes: int = 20_000_000
    # Shorter sides than this hold nothing that a detector was measured on.
    min_side: int = 32
    # A JPEG above this is encoded again with less quality: messengers refuse photos above 10 MB.
    max_output_bytes: int = 9_500_000
    time_limit_seconds: float = 60.0
    # Private memory of one worker, models included.
    memory_limit_mib: int = 3072
    workers: int = 1
    threads: int = 2
    weights_dir: Path | None = None


class Detector(Protocol):
    """Finds what must be hidden. Raises on any doubt about its own work: the picture is then
    refused.
    """

    def find(self, image: Image) -> list[Finding]: ...


class Checker(Protocol):
    """Looks at a finished rendering and finds what is still visible; `findings` are what was
    painted or kept.
    """

    def look(self, image: Image, findings: Sequence[Finding]) -> list[Finding]: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything the pipeline works with, so that tests can hand it stand-ins."""

    detectors: tuple[Detector, ...]
    checkers: tuple[Checker, ...]


def strip(side: Side, share: float, width: int, height: int) -> Finding:
    """A manual mask over `share` (above 0, up to 1) of the picture, from one side; at least one
    pixel.
    """
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    columns, rows = max(1, round(width * share)), max(1, round(height * share))
    boxes = {
        Side.TOP: Box(0, 0, width, rows),
        Side.BOTTOM: Box(0, height - rows, width, height),
        Side.LEFT: Box(0, 0, columns, height),
        Side.RIGHT: Box(width - columns, 0, width, height),
    }
    return Finding(Kind.MANUAL, boxes[side].polygon(), 1.0, BY_HAND)


def whole(width: int, height: int) -> Finding:
    """A manual mask over the whole picture."""
    return Finding(Kind.MANUAL, Box(0, 0, width, height).polygon(), 1.0, BY_HAND)

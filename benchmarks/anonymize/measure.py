"""One picture with its ground truth, measured: what was covered, what was hidden for nothing, what
was flagged.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow

from anonymize import Finding, Flag, Kind, Masked, PictureError
from anonymize.mask import region
from anonymize.pipeline import process
from anonymize.types import Options, Tools

COVERED_SHARE = 0.9
KINDS = {"face": Kind.FACE, "text": Kind.TEXT}
LEFT = {"face": Flag.FACE_LEFT, "text": Flag.WORDS_LEFT}


@dataclass(frozen=True, slots=True)
class Row:
    """One picture. covered: per true box, the share of it that is hidden. hidden_share: of all
    pixels.

    lesion_share: of the lesion's pixels that are hidden, None without a lesion. markers: per side
    marker of the ground truth, whether it is still visible. flagged: the output checks saw the
    picture's own kind.
    """

    file: str
    kind: str
    condition: str
    covered: tuple[float, ...]
    hidden_share: float
    lesion_share: float | None
    markers: tuple[bool, ...]
    flags: frozenset[Flag]
    findings: int
    seconds: float
    refused: str = ""

    @property
    def missed(self) -> bool:
        return bool(self.refused) or any(share < COVERED_SHARE for share in self.covered)

    @property
    def flagged(self) -> bool:
        return LEFT.get(self.kind, Flag.WORDS_LEFT) in self.flags


def measure(
    truth: dict[str, Any], folder: Path, tools: Tools, options: Options
) -> tuple[Row, Masked | None]:
    started = time.perf_counter()
    try:
        result = process((folder / truth["file"]).read_bytes(), tools, options)
    except PictureError as error:
        row = _row(truth, np.zeros((1, 1), np.bool_), folder, frozenset(), 0, 0.0)
        return _refused(row, error), None
    seconds = time.perf_counter() - started
    masked = result.masked
    hidden = covered_pixels(result.findings, masked.width, masked.height)
    row = _row(truth, hidden, folder, masked.flags, len(result.findings), seconds)
    return row, masked


def covered_pixels(
    findings: tuple[Finding, ...], width: int, height: int
) -> npt.NDArray[np.bool_]:
    hidden = np.zeros((height, width), np.bool_)
    for finding in findings:
        if finding.hidden:
            hidden |= region(finding, width, height)
    return hidden


def _row(
    truth: dict[str, Any],
    hidden: npt.NDArray[np.bool_],
    folder: Path,
    flags: frozenset[Flag],
    findings: int,
    seconds: float,
) -> Row:
    boxes = truth["boxes"] if truth["kind"] in KINDS else []
    return Row(
        file=truth["file"],
        kind=truth["kind"],
        condition=truth["condition"] or "-",
        covered=tuple(_share(hidden, box) for box in boxes),
        hidden_share=float(hidden.mean()),
        lesion_share=_lesion_share(truth, hidden, folder),
        markers=tuple(_share(hidden, box) < 0.1 for box in truth["side_markers"]),
        flags=flags,
        findings=findings,
        seconds=seconds,
    )


def _refused(row: Row, error: PictureError) -> Row:
    return replace(row, refused=str(error.refusal))


def _share(hidden: npt.NDArray[np.bool_], box: list[float]) -> float:
    x0, y0, x1, y1 = (max(0, round(value)) for value in box)
    inside = hidden[y0:y1, x0:x1]
    return float(inside.mean()) if inside.size else 0.0


def _lesion_share(
    truth: dict[str, Any], hidden: npt.NDArray[np.bool_], folder: Path
) -> float | None:
    if not truth.get("lesion_mask"):
        return None
    size = (hidden.shape[1], hidden.shape[0])
    lesion = np.asarray(Pillow.open(folder / truth["lesion_mask"]).convert("L").resize(size)) > 127
    return float(hidden[lesion].mean()) if lesion.any() else None

"""One picture, measured: what was covered, what was hidden for nothing, what was kept on purpose.

The same rules hold for the anonymizer and its peers: only pixels count, not who hid them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image as Pillow

from anonymize.mask import region
from anonymize.types import SIDE_MARKER, SUGGESTIONS, Box, Finding, Kind
from benchmarks.anonymize.truth import TO_HIDE, Area, Mask, Truth

COVERED: Final = 0.9
# A side marker is read as long as no more than this share of it is hidden.
MARKER_HIDDEN: Final = 0.1
# A finding lies on a true region from this share of the smaller of the two on.
LIES_ON: Final = 0.1
IS_THE_MARKER: Final = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """What a tool answered for one picture. width, height: the frame of its findings.

    seconds: from the file to the finished picture; cpu: processor seconds of the tool and what it
    started. refused: why there is no picture, else empty.
    """

    findings: tuple[Finding, ...]
    width: int
    height: int
    seconds: float
    cpu: float
    verdict: str = ""
    flags: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One picture. Per true box: `covered`, the hidden share; `offered`, hidden or suggested;
    `heads` and `ovals`, the hidden share of the head around a face, as a box and as an oval.
    hidden, outside: shares of all pixels; outside leaves out the true boxes and a margin around
    them. lesion: its hidden pixels and all. markers: per side marker, whether it stands alone and
    whether it is still to be read. other_kept: findings kept as side markers that lie on true
    writing.
    """

    truth: Truth
    seen: Seen
    covered: tuple[float, ...]
    offered: tuple[float, ...]
    heads: tuple[float, ...]
    ovals: tuple[float, ...]
    patient: tuple[float, ...]
    hidden: float
    outside: float
    lesion: tuple[int, int] | None
    markers: tuple[tuple[bool, bool], ...]
    other_kept: int
    sources: Counter[str] = field(default_factory=Counter)
    suggestions: Counter[str] = field(default_factory=Counter)

    @property
    def is_missed(self) -> bool:
        """Whether something that must be hidden is to be seen: a refused picture is not shown."""
        must = self.covered if self.truth.kind in TO_HIDE else ()
        return not self.seen.refused and any(share < COVERED for share in (*must, *self.patient))


def seen(answer: dict[str, Any]) -> Seen:
    """An answer as the child processes send it."""
    findings = tuple(
        Finding(
            Kind(each["kind"]),
            tuple((x, y) for x, y in each["polygon"]),
            each["score"],
            each["source"],
            each["hidden"],
        )
        for each in answer["findings"]
    )
    return Seen(
        findings=findings,
        width=answer["width"],
        height=answer["height"],
        seconds=answer["seconds"],
        cpu=answer["cpu"],
        verdict=answer.get("verdict", ""),
        flags=tuple(answer.get("flags", ())),
        refused=answer.get("refused", ""),
    )


def measure(truth: Truth, answer: Seen, pictures: Path) -> Score:
    """pictures: the folder that the manifest names, for lesion masks."""
    hidden = pixels((each for each in answer.findings if each.hidden), answer, truth)
    offered = hidden | pixels(filter(_is_offered, answer.findings), answer, truth)
    kept = [each for each in answer.findings if each.source == SIDE_MARKER and not each.hidden]
    return Score(
        truth=truth,
        seen=answer,
        covered=_shares(truth.areas, hidden),
        offered=_shares(truth.areas, offered),
        heads=_shares(truth.heads(), hidden),
        ovals=_shares(truth.ovals(), hidden),
        patient=_shares(truth.patient, hidden),
        hidden=float(hidden.mean()),
        outside=float(_without(hidden, truth.allowed()).mean()),
        lesion=_lesion(truth, hidden, pictures),
        markers=tuple(
            (truth.stands_alone(box), _is_legible(box, hidden)) for box in truth.markers
        ),
        other_kept=sum(_is_other_writing(each.box, truth) for each in kept),
        sources=Counter(each.source for each in answer.findings if each.hidden),
        suggestions=Counter(each.source for each in answer.findings if _is_offered(each)),
    )


def pixels(findings: Iterable[Finding], answer: Seen, truth: Truth) -> Mask:
    """What these findings paint, in the frame of the truth: height x width."""
    width, height = answer.width or truth.width, answer.height or truth.height
    painted = np.zeros((height, width), np.bool_)
    for finding in findings:
        painted |= region(finding, width, height)
    if painted.shape == (truth.height, truth.width):
        return painted
    size = (truth.width, truth.height)
    scaled = cv2.resize(painted.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    return scaled.astype(np.bool_)


def _is_offered(finding: Finding) -> bool:
    return finding.source in SUGGESTIONS and not finding.hidden


def _shares(areas: Sequence[Area], mask: Mask) -> tuple[float, ...]:
    return tuple(area.share(mask) for area in areas)


def _without(hidden: Mask, boxes: Sequence[Box]) -> Mask:
    left = hidden.copy()
    for each in boxes:
        box = each.clip(hidden.shape[1], hidden.shape[0])
        left[box.y0 : box.y1, box.x0 : box.x1] = False
    return left


def _lesion(truth: Truth, hidden: Mask, pictures: Path) -> tuple[int, int] | None:
    if truth.lesion_mask is None:
        return None
    with Pillow.open(pictures / truth.lesion_mask) as drawn:
        size = (hidden.shape[1], hidden.shape[0])
        lesion = np.asarray(drawn.convert("L").resize(size)) > 127
    return int(hidden[lesion].sum()), int(lesion.sum())


def _is_legible(marker: Box, hidden: Mask) -> bool:
    return Area(marker).share(hidden) < MARKER_HIDDEN


def _is_other_writing(kept: Box, truth: Truth) -> bool:
    if any(_common(kept, marker) >= IS_THE_MARKER for marker in truth.markers):
        return False
    writing = truth.areas if truth.kind == "text" else ()
    return any(_common(kept, area.box) >= LIES_ON for area in (*writing, *truth.patient))


def _common(one: Box, other: Box) -> float:
    """The overlap as a share of the smaller box."""
    smaller = min(one.area, other.area)
    return one.overlap(other) / smaller if smaller else 0.0

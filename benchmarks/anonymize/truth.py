"""Ground truth: what a manifest says about each picture, and which pictures are asked for.

A manifest is a JSON list of objects: file, kind, condition, width, height, boxes, ignore,
side_markers, phi, lesion_mask, ground_truth; for drawn writing also `polygons`, one for each box,
and `conditions` where several meet. Frame: pixels of the upright picture, counted from its corner;
boxes `[x0, y0, x1, y1]`, half-open.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from anonymize.types import Box

Mask = npt.NDArray[np.bool_]

# Kinds whose true boxes must be hidden; a tattoo is only offered.
TO_HIDE: Final = frozenset({"face", "text"})
# A face box goes from brow to chin; the head around it is this much larger on each side.
HEAD_SHARE: Final = 0.2
OVAL_CORNERS: Final = 48
# Hidden pixels this near to a true box belong to its safety margin, not to a mistake.
MARGIN_SHARE: Final = 0.5
MARGIN_LEAST: Final = 8
# How `ground_truth` begins where no detector had a hand in it.
NOT_PROPOSED: Final = ("independent", "exact")


@dataclass(frozen=True, slots=True)
class Area:
    """A true region: its box, and its outline (x, y in pixels) where it is turned."""

    box: Box
    outline: tuple[tuple[float, float], ...] = ()

    def share(self, mask: Mask) -> float:
        """How much of the part of this area inside the picture is True in `mask`; 0 when no part
        is.
        """
        box = self.box.clip(mask.shape[1], mask.shape[0])
        cut = mask[box.y0 : box.y1, box.x0 : box.x1]
        if self.outline:
            cut = cut[_inside(self.outline, box)]
        return float(cut.mean()) if cut.size else 0.0


@dataclass(frozen=True, slots=True)
class Truth:
    """One picture. patient: where patient data stands, word by word. independent: the truth was
    not proposed by a detector.
    """

    file: str
    kind: str
    conditions: tuple[str, ...]
    width: int
    height: int
    areas: tuple[Area, ...]
    ignore: tuple[Box, ...]
    markers: tuple[Box, ...]
    patient: tuple[Area, ...]
    lesion_mask: str | None
    independent: bool

    @property
    def has_nothing_to_hide(self) -> bool:
        return not (self.areas or self.ignore or self.patient)

    def heads(self) -> tuple[Area, ...]:
        """The heads around true faces; none for other kinds."""
        if self.kind != "face":
            return ()
        return tuple(Area(_grown(area.box, HEAD_SHARE)) for area in self.areas)

    def ovals(self) -> tuple[Area, ...]:
        """The same without the corners of its box, where no head is."""
        return tuple(Area(head.box, _oval(head.box)) for head in self.heads())

    def allowed(self) -> tuple[Box, ...]:
        """Where hidden pixels are no mistake: all that is true or undecided, with a margin."""
        true = [area.box for area in (*self.areas, *self.patient)]
        return tuple(_with_margin(box) for box in (*true, *self.ignore))

    def stands_alone(self, marker: Box) -> bool:
        """Whether no true writing lies within one length of this side marker."""
        length = max(marker.width, marker.height)
        around = marker.grow(length, length, length, length)
        return not any(around.overlap(area.box) for area in (*self.areas, *self.patient))


def read(
    manifest: Path, kinds: Sequence[str] = (), every: int = 1, conditions: Sequence[str] = ()
) -> list[Truth]:
    """The pictures of these kinds and conditions (none named: all), every n-th of them."""
    truths = [parse(each) for each in json.loads(manifest.read_text(encoding="utf-8"))]
    chosen = [each for each in truths if not kinds or each.kind in kinds]
    if conditions:
        chosen = [each for each in chosen if not set(conditions).isdisjoint(each.conditions)]
    return chosen[::every]


def parse(entry: dict[str, Any]) -> Truth:
    boxes = entry.get("boxes") or []
    outlines = entry.get("polygons") or [()] * len(boxes)
    areas = tuple(
        Area(_box(box), tuple((float(x), float(y)) for x, y in outline))
        for box, outline in zip(boxes, outlines, strict=True)
    )
    # Patient data that is a whole line is as turned as the line is.
    lines = {area.box: area for area in areas}
    return Truth(
        file=entry["file"],
        kind=entry["kind"],
        conditions=tuple(entry.get("conditions") or [entry.get("condition") or "-"]),
        width=int(entry["width"]),
        height=int(entry["height"]),
        areas=areas,
        ignore=_boxes(entry, "ignore"),
        markers=_boxes(entry, "side_markers"),
        patient=tuple(lines.get(box, Area(box)) for box in _boxes(entry, "phi")),
        lesion_mask=entry.get("lesion_mask") or None,
        independent=str(entry.get("ground_truth", "")).startswith(NOT_PROPOSED),
    )


def _boxes(entry: dict[str, Any], name: str) -> tuple[Box, ...]:
    return tuple(_box(each) for each in entry.get(name) or ())


def _box(corners: Sequence[float]) -> Box:
    return Box(*(round(value) for value in corners))


def _grown(box: Box, share: float) -> Box:
    across, down = round(share * box.width), round(share * box.height)
    return box.grow(across, down, across, down)


def _oval(box: Box) -> tuple[tuple[float, float], ...]:
    across, down = box.width / 2, box.height / 2
    angles = [2 * math.pi * step / OVAL_CORNERS for step in range(OVAL_CORNERS)]
    return tuple(
        (box.x0 + across * (1 + math.cos(each)), box.y0 + down * (1 + math.sin(each)))
        for each in angles
    )


def _with_margin(box: Box) -> Box:
    margin = max(round(MARGIN_SHARE * min(box.width, box.height)), MARGIN_LEAST)
    return box.grow(margin, margin, margin, margin)


def _inside(outline: Sequence[tuple[float, float]], box: Box) -> Mask:
    """Which pixels of the box have their centre inside the outline: height x width."""
    y, x = np.mgrid[box.y0 : box.y1, box.x0 : box.x1] + 0.5
    inside = np.zeros(x.shape, np.bool_)
    for (x0, y0), (x1, y1) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if y0 != y1:
            crosses = (y0 <= y) != (y1 <= y)
            inside ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside

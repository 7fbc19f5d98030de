"""The only painter: writing, tattoos and masks by hand in one solid colour, faces blurred or so.

Nothing inside a hidden region decides about a single painted pixel: two pictures that differ only
inside their hidden regions are painted alike, so there is nothing to undo and nothing to compare.

A blurred face is SAMPLES = 12 mean colours of what lies around the head and stays in sight anyway,
spread smoothly over it, with one soft oval of HEAD_TONE, the same for everybody, so that it reads
as a blurred head and not as a hole. Mean colours of the face itself would give it away: by twelve
of them, rounded to 16 levels, all of 126 photographs were recognised (benchmarks/attacks).

The outline of a finding is exactly where nothing of the original is left. Around a blurred face
lies a ring of feather_width() more pixels in which the blur fades into the picture: blends of what
was visible there anyway, so that the head does not look cut out with scissors. Solid fills have no
ring, and win over blurs where both lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

from anonymize.types import Box, Finding, Image, Kind

# A slate blue halfway between black and white, at 4.5 to 1 or more from both: it stands out on a
# radiograph as on paper, and neither skin, blood, pus nor a stain has it.
SOLID: Final = (106, 116, 150)
# Neither pale nor dark skin, told from neither.
HEAD_TONE: Final = (142, 122, 110)
# How much of HEAD_TONE the middle of a blurred head has.
VEIL: Final = 0.85
# The outer cells of a grid of CELLS x CELLS over the head and its surroundings.
CELLS: Final = 4
SAMPLES: Final = 4 * (CELLS - 1)
# Share of the head's width and height that is looked at on each side of it.
SURROUNDINGS: Final = 0.15
# Pixels looked at along each side of the grid: more change no colour that anybody sees.
PROBES: Final = 64
# The blur is drawn this small and enlarged: it has no finer detail.
BLUR_SIDE: Final = 32
FEATHER_SHARE: Final = 1 / 24
FEATHER_PIXELS: Final = 6

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Hidden = Sequence[tuple[Finding, Box]]


def paint(
    image: Image, findings: Sequence[Finding], face_style: Literal["blur", "solid"]
) -> Image:
    """A copy with every hidden finding painted; all other pixels but the rings are `image`'s.

    Faces first, the larger over the smaller, and solid fills last.
    """
    painted = image.copy()
    hidden = [(each, each.box) for each in findings if each.hidden]
    for finding, _ in sorted(hidden, key=lambda each: (each[1].area, each[0].polygon)):
        if _is_blurred(finding, face_style):
            _blur(painted, image, finding, hidden)
    for finding, _ in hidden:
        if not _is_blurred(finding, face_style):
            cv2.fillPoly(painted, [_points(finding)], SOLID)
    return painted


def region(finding: Finding, width: int, height: int) -> Mask:
    """The pixels in which `paint` leaves nothing of a picture of this size: height x width."""
    return region_in(finding, Box(0, 0, width, height), width, height)


def region_in(finding: Finding, window: Box, width: int, height: int) -> Mask:
    """The part of the region that lies in a window of a picture of this size: the window's height
    x width. Costs no more than the finding's box and the window.
    """
    covered = np.zeros((window.height, window.width), np.uint8)
    own = finding.box.clip(width, height)
    if own.overlap(window):
        # Drawn where it lies and cut afterwards: a line cut by the window's edge would take other
        # pixels than the one that `paint` draws.
        drawn = np.zeros((own.height, own.width), np.uint8)
        cv2.fillPoly(drawn, [_points(finding)], (1,), offset=(-own.x0, -own.y0))
        both = _common(own, window)
        covered[_slices(both, window)] = drawn[_slices(both, own)]
    return covered.view(np.bool_)


def feather_width(box: Box) -> int:
    """How many pixels around the outline of a blurred face its blur fades into the picture."""
    return min(max(1, round(max(box.width, box.height) * FEATHER_SHARE)), FEATHER_PIXELS)


def _is_blurred(finding: Finding, face_style: Literal["blur", "solid"]) -> bool:
    return finding.kind is Kind.FACE and face_style == "blur"


def _blur(painted: Image, image: Image, face: Finding, hidden: Hidden) -> None:
    height, width = image.shape[:2]
    box = face.box.clip(width, height)
    if box.area == 0:
        return
    window = _surroundings(box).clip(width, height)
    colours, seen = _samples(image, hidden, window)
    small = _veiled(_spread(colours, seen), box, window)
    smooth = np.asarray(cv2.resize(small, (window.width, window.height)), np.uint8)
    inside = region_in(face, window, width, height)
    part = painted[window.y0 : window.y1, window.x0 : window.x1]
    np.copyto(part, smooth, where=inside[:, :, None])
    _feather(part, smooth, inside, feather_width(face.box))


def _surroundings(box: Box) -> Box:
    reach = feather_width(box)
    aside, along = (max(reach, round(side * SURROUNDINGS)) for side in (box.width, box.height))
    return box.grow(aside, along, aside, along)


def _samples(image: Image, hidden: Hidden, window: Box) -> tuple[Floats, Floats]:
    """The mean colours of the window's outer cells, from pixels that stay in sight alone: CELLS x
    CELLS x 3; and 1 where there were such pixels, else 0: CELLS x CELLS.
    """
    height, width = image.shape[:2]
    rows, columns = _probes(window.y0, window.y1), _probes(window.x0, window.x1)
    free = np.ones((len(rows), len(columns)), np.bool_)
    for finding, box in hidden:
        if box.overlap(window):
            covered = region_in(finding, window, width, height)
            free &= ~covered[np.ix_(rows - window.y0, columns - window.x0)]
    pixels = image[np.ix_(rows, columns)]
    colours = np.zeros((CELLS, CELLS, 3), np.float32)
    seen = np.zeros((CELLS, CELLS), np.float32)
    for row, across in enumerate(_cells(len(rows))):
        for column, down in enumerate(_cells(len(columns))):
            outer = {row, column} & {0, CELLS - 1}
            if outer and free[across, down].any():
                colours[row, column] = pixels[across, down][free[across, down]].mean(axis=0)
                seen[row, column] = 1
    return colours, seen


def _probes(first: int, end: int) -> npt.NDArray[np.int64]:
    steps = np.linspace(first, end - 1, min(PROBES, end - first))
    return np.asarray(steps.round(), np.int64)


def _cells(length: int) -> list[slice]:
    edges = [length * step // CELLS for step in range(CELLS + 1)]
    return [slice(start, end) for start, end in pairwise(edges)]


def _spread(colours: Floats, seen: Floats) -> Floats:
    """Cells that were not seen get the colours of those around them; SOLID where none was."""
    if not seen.any():
        return np.full_like(colours, SOLID)
    steps = np.arange(CELLS)
    near = np.exp(-((steps[:, None] - steps) ** 2) / 2).astype(np.float32)
    sums = np.einsum("ij,jkc,kl->ilc", near, colours, near)
    weights = near @ seen @ near
    return np.where(seen[:, :, None] > 0, colours, sums / weights[:, :, None])


def _veiled(cells: Floats, box: Box, window: Box) -> Image:
    """The cells without their edges and with the oval in the middle of the box: BLUR_SIDE x
    BLUR_SIDE x 3.
    """
    grid = cv2.resize(cells, (BLUR_SIDE, BLUR_SIDE), interpolation=cv2.INTER_LINEAR)
    grid = cv2.GaussianBlur(grid, (0, 0), BLUR_SIDE / 10, borderType=cv2.BORDER_REPLICATE)
    middle = (np.arange(BLUR_SIDE) + 0.5) / BLUR_SIDE
    across = (window.x0 + middle * window.width - (box.x0 + box.x1) / 2) / (box.width / 2)
    down = (window.y0 + middle * window.height - (box.y0 + box.y1) / 2) / (box.height / 2)
    distance = np.hypot(across[None, :] / 0.8, down[:, None] / 0.9)
    veil = VEIL * np.exp(-(distance**4))[:, :, None]
    mixed = grid * (1 - veil) + np.asarray(HEAD_TONE) * veil
    return np.asarray(mixed.round().clip(0, 255), np.uint8)


def _feather(part: Image, smooth: Image, inside: Mask, reach: int) -> None:
    """Blends into `part` what lies at most `reach` pixels outside of `inside`."""
    wider, around = inside.view(np.uint8), np.ones((3, 3), np.uint8)
    # How many of the regions grown by 0, 1, ... reach pixels hold a pixel: reach + 1 inside.
    depth = wider.copy()
    for _ in range(reach):
        wider = np.asarray(cv2.dilate(wider, around), np.uint8)
        depth += wider
    ring = np.nonzero((depth > 0) & ~inside)
    share = depth[ring][:, None] / np.float32(reach + 1)
    part[ring] = (smooth[ring] * share + part[ring] * (1 - share)).round()


def _common(one: Box, other: Box) -> Box:
    return Box(
        max(one.x0, other.x0),
        max(one.y0, other.y0),
        min(one.x1, other.x1),
        min(one.y1, other.y1),
    )


def _slices(box: Box, frame: Box) -> tuple[slice, slice]:
    """Where the box lies in an array whose first pixel is the frame's upper left one."""
    rows = slice(box.y0 - frame.y0, box.y1 - frame.y0)
    return rows, slice(box.x0 - frame.x0, box.x1 - frame.x0)


def _points(finding: Finding) -> npt.NDArray[np.int32]:
    return np.asarray(finding.polygon, np.int32)

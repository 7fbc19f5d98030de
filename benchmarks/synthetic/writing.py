"""Lines of writing as layers of ink, with the exact quadrilateral of each line."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.synthetic import fonts

# Coverage (of 255) from which a pixel counts as ink: fainter edges are not seen.
INK = 40


@dataclass(frozen=True, slots=True)
class Layer:
    """Ink as uint8 coverage, height x width, and each line's corners, n x 4 x 2, in x, y."""

    ink: NDArray[np.uint8]
    quads: NDArray[np.float64]


def ink_box(ink: NDArray[np.uint8]) -> tuple[int, int, int, int] | None:
    """The half-open box x0, y0, x1, y1 of what is inked, or None where nothing is."""
    rows, columns = np.flatnonzero((ink > INK).any(1)), np.flatnonzero((ink > INK).any(0))
    if not rows.size:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _tight(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    box = ink_box(ink)
    assert box is not None, "a line without ink"
    return ink[box[1] : box[3], box[0] : box[2]]


def printed(text: str, font: Path, height: int) -> NDArray[np.uint8]:
    """The ink of one upright line, tight, for a line height in pixels."""
    face = fonts.opened(font, fonts.size_for(font, height))
    left, top, right, bottom = face.getbbox(text)
    canvas = Image.new("L", (int(right - left) + 8, int(bottom - top) + 8))
    ImageDraw.Draw(canvas).text((4 - left, 4 - top), text, fill=255, font=face)
    return _tight(np.asarray(canvas))


def by_hand(
    rng: np.random.Generator, text: str, font: Path, height: int, *, bold: bool
) -> NDArray[np.uint8]:
    """The same line with an unsteady base line; `bold` where a thin pen would be lost."""
    pad = max(4, height // 4)
    ink = np.pad(printed(text, font, height), pad)
    rows, columns = np.indices(ink.shape, dtype=np.float32)
    wave, phase = rng.uniform(3, 9) * height, rng.uniform(0, 6.28)
    shift = height * rng.uniform(0.02, 0.07) * np.sin(columns / wave * 6.28 + phase)
    down = np.asarray(rows + shift, np.float32)
    moved = cv2.remap(ink, np.asarray(columns, np.float32), down, cv2.INTER_LINEAR)
    if bold or (height >= 26 and rng.random() < 0.6):
        moved = cv2.dilate(moved, np.ones((3, 3) if bold and height >= 34 else (2, 2), np.uint8))
    return _tight(np.asarray(moved, np.uint8))


def stacked(rng: np.random.Generator, lines: list[NDArray[np.uint8]]) -> Layer:
    """Lines under each other, aligned left, as one layer."""
    gap = rng.uniform(0.25, 0.7)
    tops, top = [], 0
    for ink in lines:
        tops.append(top)
        top += ink.shape[0] + max(3, round(gap * ink.shape[0]))
    height, width = tops[-1] + lines[-1].shape[0], max(ink.shape[1] for ink in lines)
    whole = np.zeros((height, width), np.uint8)
    quads = []
    for ink, y in zip(lines, tops, strict=True):
        h, w = ink.shape
        whole[y : y + h, :w] = ink
        quads.append([(0, y), (w, y), (w, y + h), (0, y + h)])
    return Layer(whole, np.array(quads, np.float64))


def turned(layer: Layer, degrees: float) -> Layer:
    """The layer turned counter-clockwise; quarter turns move pixels, others interpolate."""
    if degrees % 90 == 0:
        return _quarters(layer, int(degrees // 90) % 4)
    height, width = layer.ink.shape
    radians = np.deg2rad(degrees)
    cos, sin = np.cos(radians), np.sin(radians)
    turn = np.array([[cos, sin], [-sin, cos]])
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) @ turn.T
    shift = 2 - corners.min(0)
    size = np.ceil(corners.max(0) + shift + 2).astype(int)
    # warpAffine counts from pixel centres, quadrilaterals from pixel edges, half a pixel apart.
    move = shift + turn @ [0.5, 0.5] - 0.5
    matrix = np.column_stack([turn, move])
    ink = cv2.warpAffine(layer.ink, matrix, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR)
    return Layer(np.asarray(ink, np.uint8), layer.quads @ turn.T + shift)


def _quarters(layer: Layer, quarters: int) -> Layer:
    quads = layer.quads
    width = layer.ink.shape[1]
    ink = layer.ink
    for _ in range(quarters):
        quads = np.stack([quads[..., 1], width - quads[..., 0]], axis=-1)
        ink = np.rot90(ink)
        width = ink.shape[1]
    return Layer(np.ascontiguousarray(ink), quads)


def painted(
    picture: NDArray[np.uint8],
    layer: Layer,
    at: tuple[int, int],
    colour: tuple[int, int, int],
    strength: float,
) -> None:
    """Paint the layer's part inside the frame onto the BGR picture, in place; `at` is x, y."""
    window, ink = visible(picture, layer, at)
    cover = ink[..., None].astype(np.float32) * (strength / 255)
    window[:] = np.round(window * (1 - cover) + np.array(colour, np.float32) * cover)


def visible(
    picture: NDArray[np.uint8], layer: Layer, at: tuple[int, int]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The window of the picture under the layer and the ink over it, both cut by the frame."""
    (x, y), (h, w) = at, layer.ink.shape
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(picture.shape[1], x + w), min(picture.shape[0], y + h)
    return picture[y0:y1, x0:x1], layer.ink[y0 - y : y1 - y, x0 - x : x1 - x]

"""Walks the outer structure of files, without decoding a pixel: size, number of frames, whole or
cut off.

Every walker takes the bytes and returns a `Layout`; a file that ends before its structure does, or
whose structure is a trap, raises PictureError.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Any, Final

from anonymize.types import PictureError, Refusal

# More frames than this are counted no further: no camera and no scanner makes such a file.
MOST_FRAMES: Final = 2_000
# Each scan of a progressive JPEG costs as much time as the whole picture; encoders write ten.
MOST_SCANS: Final = 100
# Pieces that a file may be cut into; a picture of 50 megapixels has a few thousand of them.
MOST_CHUNKS: Final = 100_000
# A marker in the data of a JPEG: FF and neither a stuffed zero, a restart, nor another FF.
JPEG_MARKER: Final = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
JPEG_START_OF_SCAN, JPEG_END = 0xDA, 0xD9
GIF_IMAGE, GIF_EXTENSION, GIF_END = 0x2C, 0x21, 0x3B


@dataclass(frozen=True, slots=True)
class Layout:
    """width, height: pixels of the largest frame as it lies in the file. frames: at most
    MOST_FRAMES + 1 are counted.
    """

    width: int
    height: int
    frames: int


def check_jpeg(data: bytes) -> None:
    """Raises UNREADABLE unless the end marker is there: a JPEG that was cut would be decoded with
    grey in place of what is missing.
    """
    place, scans = 2, 0
    while scans <= MOST_SCANS:
        found = JPEG_MARKER.search(data, place)
        if found is None:
            break
        marker = data[found.start() + 1]
        if marker == JPEG_END:
            return
        scans += marker == JPEG_START_OF_SCAN
        place = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    raise PictureError(Refusal.UNREADABLE)


def png(data: bytes) -> Layout:
    """Chunks up to the last one, IEND. An animation may show its first picture or not: one frame
    more than it announces.
    """
    if data[12:16] != b"IHDR":
        raise PictureError(Refusal.UNREADABLE)
    width, height = struct.unpack_from(">II", data, 16)
    place, frames = 8, 1
    for _ in range(MOST_CHUNKS):
        length, name = _unpack(">I4s", data, place)
        if name == b"acTL":
            announced = _unpack(">I", data, place + 8)[0]
            frames = min(announced, MOST_FRAMES) + 1
        place += 12 + length
        if name == b"IEND":
            break
    if name != b"IEND" or place > len(data):
        raise PictureError(Refusal.UNREADABLE)
    return Layout(width, height, frames)


def webp(data: bytes) -> Layout:
    """Chunks inside the RIFF frame."""
    end = 8 + _unpack("<I", data, 4)[0]
    if end > len(data):
        raise PictureError(Refusal.UNREADABLE)
    place, frames, size = 12, 0, (0, 0)
    while place + 8 <= end and frames <= MOST_FRAMES:
        name, length = _unpack("<4sI", data, place)
        if place + 8 + length > end:
            raise PictureError(Refusal.UNREADABLE)
        wide, high = _webp_size(name, data[place + 8 : place + 24])
        size = (max(size[0], wide), max(size[1], high))
        frames += name == b"ANMF"
        place += 8 + length + length % 2
    return Layout(*size, max(frames, 1))


def _webp_size(name: bytes, head: bytes) -> tuple[int, int]:
    match name:
        case b"VP8X":
            return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(
                head[7:10], "little"
            )
        case b"ANMF":
            return 1 + int.from_bytes(head[6:9], "little"), 1 + int.from_bytes(
                head[9:12], "little"
            )
        case b"VP8 ":
            wide, high = _unpack("<HH", head, 6)
            return int(wide) & 0x3FFF, int(high) & 0x3FFF
        case b"VP8L":
            bits = int(_unpack("<I", head, 1)[0])
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return 0, 0


def gif(data: bytes) -> Layout:
    """Blocks up to the trailer. A frame may be larger than the canvas, and decoders then enlarge
    the canvas.
    """
    width, height, packed = _unpack("<HHB", data, 6)
    place, frames = 13 + _colours(packed), 0
    while frames <= MOST_FRAMES:
        kind = _unpack("B", data, place)[0]
        if kind == GIF_END:
            break
        if kind == GIF_IMAGE:
            left, top, wide, high, packed = _unpack("<HHHHB", data, place + 1)
            width, height = max(width, left + wide), max(height, top + high)
            frames += 1
            place = _after_blocks(data, place + 11 + _colours(packed))
        elif kind == GIF_EXTENSION:
            place = _after_blocks(data, place + 2)
        else:
            raise PictureError(Refusal.UNREADABLE)
    if frames == 0:
        raise PictureError(Refusal.UNREADABLE)
    return Layout(width, height, frames)


def _colours(packed: int) -> int:
    """Bytes of the colour table that the packed field announces."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _after_blocks(data: bytes, place: int) -> int:
    while True:
        length: int = _unpack("B", data, place)[0]
        place += 1 + length
        if length == 0:
            return place


def _unpack(form: str, data: bytes, place: int) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(form, data, place)
    except struct.error:
        raise PictureError(Refusal.UNREADABLE) from None

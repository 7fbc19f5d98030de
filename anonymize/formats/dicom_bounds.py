"""What a DICOM file may cost, known before it is decoded: inflating, run lengths, compressed
frames and look-up tables that promise more than the picture needs.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import Any, Final

from anonymize.formats import containers
from anonymize.types import Options, PictureError, Refusal

DEFLATED: Final = b"1.2.840.10008.1.2.1.99"
# Explicit little endian, filled up with zeros to the same length.
EXPLICIT: Final = b"1.2.840.10008.1.2.1\0\0\0"
LONG_LENGTHS: Final = frozenset({b"OB", b"OW", b"SQ", b"UN", b"UT"})
TRANSFER_SYNTAX: Final = (2, 0x10)
RUN_LENGTHS: Final = "1.2.840.10008.1.2.5"
JPEG: Final = frozenset(f"1.2.840.10008.1.2.4.{process}" for process in (50, 51, 57, 70))
JPEG_2000: Final = frozenset(
    f"1.2.840.10008.1.2.4.{process}" for process in (90, 91, 92, 93, 201, 202, 203)
)
# Start of frame of a JPEG of any process, JPEG-LS included; four markers of that range are others.
JPEG_FRAME: Final = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf\xf7]")
JPEG_2000_SIZE: Final = b"\xff\x4f\xff\x51"
# Entries that a palette of 16 bits can have.
MOST_ENTRIES: Final = 65_536


def inflated(data: bytes, start: int, options: Options) -> bytes:
    """The file in a syntax that is not deflated as a whole; at most two bytes for each pixel
    allowed are inflated. start: where the file's meta information begins.
    """
    syntax, place = _meta(data, start)
    if syntax == DEFLATED:
        most = 2 * options.max_pixels
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        rest = inflater.decompress(data[place:], most)
        if inflater.unconsumed_tail:
            raise PictureError(Refusal.TOO_LARGE)
        if not inflater.eof:
            raise PictureError(Refusal.UNREADABLE)
        data = data[:place] + rest
    # The reader inflates without a limit whatever calls itself deflated: nothing may.
    return data.replace(DEFLATED, EXPLICIT)


def _meta(data: bytes, place: int) -> tuple[bytes, int]:
    """The transfer syntax and where the data set begins."""
    syntax = b""
    while place + 12 <= len(data) and data[place : place + 2] == b"\x02\0":
        element = int.from_bytes(data[place + 2 : place + 4], "little")
        long = data[place + 4 : place + 6] in LONG_LENGTHS
        head, width = (12, 4) if long else (8, 2)
        value = place + head
        length = int.from_bytes(data[value - width : value], "little")
        if (2, element) == TRANSFER_SYNTAX:
            syntax = data[value : value + length].rstrip(b"\0 ")
        place = value + length
    return syntax, place


def check_frame(found: Any, index: int, frames: int) -> None:
    """Raises unless the compressed frame is whole and promises exactly the pixels that the tags
    do.
    """
    from pydicom.encaps import get_frame
    from pydicom.pixels.decoders.base import get_decoder

    syntax = found.file_meta.TransferSyntaxUID
    try:
        get_decoder(syntax)
    except NotImplementedError:
        raise PictureError(Refusal.UNSUPPORTED) from None
    if not syntax.is_encapsulated:
        return
    frame = get_frame(found.PixelData, index, number_of_frames=frames)
    if syntax.is_deflated:
        raise PictureError(Refusal.UNSUPPORTED)
    if syntax == RUN_LENGTHS:
        _check_runs(frame, found)
    else:
        _check_codestream(frame, syntax, found)


def _check_codestream(frame: bytes, syntax: str, found: Any) -> None:
    promised = _in_jpeg_2000(frame) if syntax in JPEG_2000 else _in_jpeg(frame)
    if promised != (found.Columns, found.Rows, found.SamplesPerPixel):
        raise PictureError(Refusal.UNREADABLE)
    if syntax in JPEG:
        containers.check_jpeg(frame)


def _in_jpeg_2000(frame: bytes) -> tuple[int, int, int]:
    """Width, height and components; the codestream may be wrapped in a file of its own."""
    start = 0 if frame.startswith(JPEG_2000_SIZE) else frame.find(b"jp2c") + 4
    if frame[start : start + 4] != JPEG_2000_SIZE:
        raise PictureError(Refusal.UNREADABLE)
    right, bottom, left, top = struct.unpack_from(">4I", frame, start + 8)
    return right - left, bottom - top, struct.unpack_from(">H", frame, start + 40)[0]


def _in_jpeg(frame: bytes) -> tuple[int, int, int] | None:
    """The same of a JPEG of any process, JPEG-LS included."""
    place = 2
    while place + 10 <= len(frame) and frame[place] == 0xFF:
        if JPEG_FRAME.match(frame, place):
            height, width, components = struct.unpack_from(">HHB", frame, place + 5)
            return width, height, components
        # Fill bytes before a marker count as nothing.
        skipped = int.from_bytes(frame[place + 2 : place + 4], "big")
        place += 1 if frame[place + 1] == 0xFF else 2 + skipped
    return None


def _check_runs(frame: bytes, found: Any) -> None:
    """Each segment holds one byte of each sample: more is a bomb."""
    segments = min(int.from_bytes(frame[:4], "little"), 15)
    starts = [
        int.from_bytes(frame[4 * at : 4 * at + 4], "little") for at in range(1, segments + 1)
    ]
    most = found.Rows * found.Columns
    for start, end in zip(starts, [*starts[1:], len(frame)], strict=True):
        if _unpacked(frame[start:end], most) > most + 1:
            raise PictureError(Refusal.UNREADABLE)


def _unpacked(packed: bytes, most: int) -> int:
    """Bytes that run lengths stand for, counted to just above `most`."""
    place, total = 0, 0
    while place < len(packed) and total <= most + 1:
        head = packed[place]
        literal = head < 128
        place += 2 + head if literal else 2
        total += head + 1 if literal else (257 - head) % 129
    return total


def check_tables(found: Any) -> None:
    """Palettes written in segments: a few bytes may stand for any number of entries."""
    for colour in ("Red", "Green", "Blue"):
        table = found.get(f"Segmented{colour}PaletteColorLookupTableData")
        if table is None:
            continue
        wide = found.get(f"{colour}PaletteColorLookupTableDescriptor")[2] > 8
        step = 2 if wide else 1
        words = [table[at : at + step] for at in range(0, min(len(table), 2 * MOST_ENTRIES), step)]
        _check_segments([int.from_bytes(word, "little") for word in words])


def _check_segments(words: list[int]) -> None:
    place, total = 0, 0
    while place + 1 < len(words):
        kind, length = words[place], words[place + 1]
        total += length
        # Kind 2 repeats other segments; nobody was seen to write it.
        if kind > 1 or total > MOST_ENTRIES:
            raise PictureError(Refusal.UNSUPPORTED)
        place += 2 + length if kind == 0 else 3

"""Tells by its first bytes what a file is, and opens it within limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from anonymize.formats import dicom
from anonymize.formats.heif import Heif
from anonymize.formats.raster import Raster
from anonymize.types import Image, Options, PictureError, Refusal

MAGIC: Final = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
)
# What kind of picture an ISO media file says to hold; a film says neither.
AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
HEIC_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
)
# Two letters say little: a BMP is also known by the length of its second header.
BMP_HEADERS: Final = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


class Source(Protocol):
    """An opened file. frames: pictures in it. size: width and height of the largest, in pixels,
    as it lies. Nothing of it is decoded before `read`.
    """

    frames: int
    size: tuple[int, int]

    def read(self, wanted: Sequence[int]) -> Iterator[Image]:
        """The frames at these places, rising, each upright RGB."""


def opened(data: bytes, options: Options) -> Source:
    """Raises PictureError for what is no picture, is damaged at its start, or promises more than
    the limits; decoders may raise anything else.
    """
    if len(data) > options.max_bytes:
        raise PictureError(Refusal.TOO_LARGE)
    form = _form(data)
    if form is None:
        raise PictureError(Refusal.UNSUPPORTED)
    if form == "DICOM":
        return dicom.Dicom(data, options)
    return Heif(data, options) if form == "HEIC" else Raster(data, form, options)


def _form(data: bytes) -> str | None:
    # First, for the 128 bytes before its mark may pretend to be something else.
    if dicom.is_marked(data):
        return "DICOM"
    for magic, form in MAGIC:
        if data.startswith(magic):
            return form
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in BMP_HEADERS:
        return "BMP"
    if data[4:8] == b"ftyp":
        return _brand(data)
    return "DICOM" if dicom.looks_unmarked(data) else None


def _brand(data: bytes) -> str | None:
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[place : place + 4] for place in range(16, length, 4))}
    if brands & AVIF_BRANDS:
        return "AVIF"
    return "HEIC" if brands & HEIC_BRANDS else None

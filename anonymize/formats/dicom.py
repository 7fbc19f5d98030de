"""DICOM: the pixels of a file as pictures; of its tags only those that shape pixels are read.

Structured reports, encapsulated documents, waveforms and films hold no such pixels and are
unsupported. Pixels that are not square are left as they are: nothing is drawn wider.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from anonymize.formats import dicom_bounds, dicom_pixels
from anonymize.formats.raster import check_size
from anonymize.types import Image, Options, PictureError, Refusal

PIXELS: Final = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
# What every other file has, and what a directory of files has.
IDENTITY: Final = ("SOPClassUID", "FileSetID")
SHAPE: Final = (
    "BitsAllocated",
    "BitsStored",
    "Columns",
    "HighBit",
    "NumberOfFrames",
    "PhotometricInterpretation",
    "PixelRepresentation",
    "PlanarConfiguration",
    "Rows",
    "SamplesPerPixel",
    "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
)
TONE: Final = (
    "ModalityLUTSequence",
    "PixelPaddingRangeLimit",
    "PixelPaddingValue",
    "RescaleIntercept",
    "RescaleSlope",
    "VOILUTFunction",
    "VOILUTSequence",
    "WindowCenter",
    "WindowWidth",
    "PerFrameFunctionalGroupsSequence",
    "SharedFunctionalGroupsSequence",
)
PALETTE: Final = tuple(
    f"{kind}{colour}PaletteColorLookupTable{part}"
    for colour in ("Red", "Green", "Blue")
    for kind, part in (("", "Descriptor"), ("", "Data"), ("Segmented", "Data"))
)
# Rows, columns, frames, origin, first frame, bit position and data of a plane.
OVERLAY: Final = (0x0010, 0x0011, 0x0015, 0x0050, 0x0051, 0x0102, 0x3000)
# The reader hands no JPEG of 12 bits to the one decoder that knows them, unless it is called
# lossless; that decoder goes by the data itself.
JPEG_EXTENDED, JPEG_LOSSLESS = "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57"
# GDCM, which would be asked as well, ends its process over a damaged JPEG or JPEG 2000.
BY_PILLOW: Final = frozenset(
    {"1.2.840.10008.1.2.4.50", JPEG_EXTENDED, "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"}
)
MARK: Final = slice(128, 132)
# How a file without a mark may begin: group 2 or 8, and a small element of it.
EXPLICIT_VR: Final = frozenset(
    {b"AE", b"CS", b"DA", b"LO", b"OB", b"SH", b"SQ", b"TM", b"UI", b"UL"}
)


class Dicom:
    """frames: NumberOfFrames. Raises PictureError for what has no pixels or too many."""

    def __init__(self, data: bytes, options: Options) -> None:
        self._data: Any = _read(data, options)
        if not any(keyword in self._data for keyword in PIXELS):
            # The reader gives nothing, or the shape without the pixels, of what was cut off.
            whole = any(keyword in self._data for keyword in IDENTITY) and "Rows" not in self._data
            raise PictureError(Refusal.UNSUPPORTED if whole else Refusal.UNREADABLE)
        self.size = int(self._data.Columns), int(self._data.Rows)
        check_size(*self.size, options)
        self.frames = max(1, int(self._data.get("NumberOfFrames") or 1))
        dicom_bounds.check_tables(self._data)

    def read(self, wanted: Sequence[int]) -> Iterator[Image]:
        from pydicom.pixels.utils import pixel_array

        for index in wanted:
            dicom_bounds.check_frame(self._data, index, self.frames)
            plugin = "pillow" if self._data.file_meta.TransferSyntaxUID in BY_PILLOW else ""
            stored = pixel_array(self._data, index=index, decoding_plugin=plugin)
            yield dicom_pixels.shown(stored, self._data, index)


def is_marked(data: bytes) -> bool:
    return data[MARK] == b"DICM"


def looks_unmarked(data: bytes) -> bool:
    """True for a file without preamble that begins as a data set does: an element of group 2 or 8,
    in either byte order, with a value representation or a short length behind it.
    """
    if len(data) < 256:
        return False
    order: Any = "little" if data[1] == 0 else "big"
    group, element = (int.from_bytes(data[at : at + 2], order) for at in (0, 2))
    if group not in {2, 8} or element > 0x0100:
        return False
    return data[4:6] in EXPLICIT_VR or int.from_bytes(data[4:8], order) <= 64


def _read(data: bytes, options: Options) -> Any:
    import pydicom
    from pydicom.datadict import tag_for_keyword
    from pydicom.uid import UID

    # What the standard says of a value is no reason to complain about it, nor to quote it.
    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
    marked = is_marked(data)
    plain = dicom_bounds.inflated(data, 132 if marked else 0, options)
    keywords = (*PIXELS, *IDENTITY, *SHAPE, *TONE, *PALETTE)
    tags: list[Any] = [tag_for_keyword(keyword) for keyword in keywords]
    tags += [group << 16 | tag for group in dicom_pixels.OVERLAY_GROUPS for tag in OVERLAY]
    found = pydicom.dcmread(BytesIO(plain), force=not marked, specific_tags=tags)
    if "TransferSyntaxUID" not in found.file_meta:
        found.file_meta.TransferSyntaxUID = _uncompressed(found)
    if found.file_meta.TransferSyntaxUID == JPEG_EXTENDED and found.get("BitsStored") != 8:
        found.file_meta.TransferSyntaxUID = UID(JPEG_LOSSLESS)
    return found


def _uncompressed(found: Any) -> Any:
    """The syntax of a file that names none: then its pixels are not compressed."""
    from pydicom import uid

    implicit, little = found.original_encoding
    if not little:
        return uid.ExplicitVRBigEndian
    return uid.ImplicitVRLittleEndian if implicit else uid.ExplicitVRLittleEndian

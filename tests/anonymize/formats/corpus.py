"""Small valid files of every format, drawn by code: for the tests of decoding and as seeds of the
fuzzer.
"""

import struct
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    CTImageStorage,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)

from tests.anonymize.formats import heic
from tests.drawn import as_bytes, plain

# As small as may be decoded, with sides that HEVC can write.
WIDTH, HEIGHT = 48, 32
ANIMATED = ("GIF", "PNG", "WEBP", "AVIF", "TIFF")
STILL = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF", "JPEG2000")


def small() -> Image.Image:
    return plain(WIDTH, HEIGHT)


def animation(form: str, frames: int = 3, **settings: Any) -> bytes:
    """Frames of one colour each: red grows by 20 from frame to frame."""
    pictures = [Image.new("RGB", (WIDTH, HEIGHT), (20 * at, 0, 90)) for at in range(frames)]
    settings = {"save_all": True, "append_images": pictures[1:], **settings}
    if form == "WEBP":
        settings["lossless"] = True
    return as_bytes(pictures[0], form, **settings)


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def gif_of(frames: int, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """A GIF whose frames cost fifteen bytes each."""
    head = b"GIF89a" + struct.pack("<HHBBB", WIDTH, HEIGHT, 0x80, 0, 0) + bytes(3) + b"\xff" * 3
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\0"
    return head + frame * frames + b";"


def dicom(
    pixels: np.ndarray[Any, Any], syntax: str = ExplicitVRLittleEndian, **tags: Any
) -> bytes:
    """A file with these pixels: rows x columns, or frames x rows x columns, or with 3 samples as
    the last axis when they are uint8.
    """
    found = image_tags(pixels)
    found.file_meta = FileMetaDataset()
    found.file_meta.TransferSyntaxUID = pydicom.uid.UID(syntax)
    found.file_meta.MediaStorageSOPClassUID = found.SOPClassUID
    found.file_meta.MediaStorageSOPInstanceUID = found.SOPInstanceUID
    for keyword, value in tags.items():
        setattr(found, keyword, value)
    return written(found)


def image_tags(pixels: np.ndarray[Any, Any]) -> Dataset:
    found = Dataset()
    found.SOPClassUID, found.SOPInstanceUID = CTImageStorage, "1.2.3.4"
    colour = pixels.dtype == np.uint8 and pixels.shape[-1] == 3
    found.SamplesPerPixel = 3 if colour else 1
    if colour:
        found.PlanarConfiguration = 0
    found.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    shape = pixels.shape[:-1] if colour else pixels.shape
    found.Rows, found.Columns = shape[-2:]
    if len(shape) == 3:
        found.NumberOfFrames = shape[0]
    found.BitsAllocated = found.BitsStored = 8 * pixels.dtype.itemsize
    found.HighBit = found.BitsStored - 1
    found.PixelRepresentation = int(pixels.dtype.kind == "i")
    data = pixels.tobytes()
    found.PixelData = data + b"\0" * (len(data) % 2)
    found["PixelData"].VR = "OW" if found.BitsAllocated > 8 else "OB"
    return found


def written(found: Dataset) -> bytes:
    buffer = BytesIO()
    pydicom.dcmwrite(buffer, found, enforce_file_format=True)
    return buffer.getvalue()


def compressed(
    pixels: np.ndarray[Any, Any], syntax: str, frames: list[bytes], **tags: Any
) -> bytes:
    """A file whose frames are already coded, `pixels` telling only their shape."""
    found = pydicom.dcmread(BytesIO(dicom(pixels, **tags)))
    found.PixelData = pydicom.encaps.encapsulate(frames)
    found["PixelData"].VR = "OB"
    found["PixelData"].is_undefined_length = True
    found.file_meta.TransferSyntaxUID = pydicom.uid.UID(syntax)
    return written(found)


def run_lengths(pixels: np.ndarray[Any, Any], **tags: Any) -> bytes:
    found = pydicom.dcmread(BytesIO(dicom(pixels, **tags)))
    found.compress(RLELossless)
    return written(found)


def ramp(dtype: Any = np.uint16, low: int = 0, high: int = 4095) -> np.ndarray[Any, Any]:
    """Grey rising from left to right."""
    return np.tile(np.linspace(low, high, WIDTH), (HEIGHT, 1)).astype(dtype)


def seeds() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of one valid file of every kind that is taken."""
    for form in STILL:
        yield form, as_bytes(small(), form)
    for form in ANIMATED:
        yield f"{form}-several", animation(form)
    deep = Image.fromarray(ramp())
    yield "PNG-16", as_bytes(deep)
    yield "TIFF-16", as_bytes(deep, "TIFF")
    yield "TIFF-LZW", as_bytes(small(), "TIFF", compression="tiff_lzw")
    yield "JPEG-progressive", as_bytes(small(), "JPEG", progressive=True)
    yield "MPO", as_bytes(small(), "MPO", save_all=True, append_images=[small()])
    yield "HEIC", heic.packed(heic.coded(small()))
    yield from dicom_seeds()


def dicom_seeds() -> Iterator[tuple[str, bytes]]:
    colour = np.asarray(small())
    for syntax in (
        ImplicitVRLittleEndian,
        ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
    ):
        yield f"DICOM-{syntax.name}", dicom(ramp(), syntax)
    yield "DICOM-colour", dicom(colour)
    yield "DICOM-several", dicom(np.stack([ramp(), ramp()]), WindowCenter=2000, WindowWidth=4000)
    yield "DICOM-RLE", run_lengths(ramp())
    yield "DICOM-JPEG", compressed(colour, "1.2.840.10008.1.2.4.50", [as_bytes(small(), "JPEG")])
    yield (
        "DICOM-JPEG2000",
        compressed(colour, "1.2.840.10008.1.2.4.90", [as_bytes(small(), "JPEG2000", no_jp2=True)]),
    )
    yield from palette_and_overlay()


def palette_and_overlay() -> Iterator[tuple[str, bytes]]:
    yield "DICOM-palette", dicom(ramp(np.uint8, 0, 255), **palette())
    yield "DICOM-overlay", with_overlay(dicom(ramp()), np.eye(HEIGHT, WIDTH, dtype=np.uint8))


def palette() -> dict[str, Any]:
    """Tags of a palette: red falls while green rises, blue is 90."""
    levels = np.arange(256, dtype=np.uint16) * 257
    tables = {"Red": levels[::-1], "Green": levels, "Blue": np.full(256, 90 * 257, np.uint16)}
    tags: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
    for colour, table in tables.items():
        tags[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        tags[f"{colour}PaletteColorLookupTableData"] = table.tobytes()
    return tags


def with_overlay(
    data: bytes, bits: np.ndarray[Any, Any], origin: tuple[int, int] = (1, 1)
) -> bytes:
    """The file with one plane of graphics, rows x columns of 0 and 1; origin: row, column, from
    1.
    """
    found = pydicom.dcmread(BytesIO(data))
    planes = np.packbits(bits.ravel(), bitorder="little").tobytes()
    rows, columns = bits.shape
    found.add_new(0x60000010, "US", rows)
    found.add_new(0x60000011, "US", columns)
    found.add_new(0x60000040, "CS", "G")
    found.add_new(0x60000050, "SS", list(origin))
    found.add_new(0x60000100, "US", 1)
    found.add_new(0x60000102, "US", 0)
    found.add_new(0x60003000, "OW", planes + b"\0" * (len(planes) % 2))
    return written(found)


def main(folder: Path) -> None:
    """Write the seeds into a folder, for `python -m benchmarks.fuzz`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in seeds():
        (folder / name.replace(" ", "-")).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

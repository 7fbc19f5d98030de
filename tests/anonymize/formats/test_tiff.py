"""TIFF: many ways to store a picture, and directories that are traps."""

import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image

from anonymize import Options, PictureError, Refusal
from anonymize.picture import decode
from tests.anonymize.formats import corpus
from tests.drawn import as_bytes, plain

OPTIONS = Options()
PIXELS = bytes(range(64)) * 64


def refusal(data: bytes) -> Refusal:
    with pytest.raises(PictureError) as caught:
        decode(data, OPTIONS)
    return caught.value.refusal


def tiff(pixels: bytes = PIXELS, order: str = "<", **changed: Any) -> bytes:
    """A grey picture of 64 x 64; `changed` gives tags ("t258") as (type, count, value)."""
    tags = {256: (3, 1, 64), 257: (3, 1, 64), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1)}
    tags |= {273: (4, 1, 8), 277: (3, 1, 1), 278: (3, 1, 64), 279: (4, 1, len(pixels))}
    tags |= {int(name[1:]): entry for name, entry in changed.items()}
    rows = [
        struct.pack(order + "HHI", tag, kind, count)
        + struct.pack(
            order + ("HH" if kind == 3 and count == 1 else "I"), *_value(kind, count, value)
        )
        for tag, (kind, count, value) in sorted(tags.items())
    ]
    mark = b"II*\0" if order == "<" else b"MM\0*"
    head = mark + struct.pack(order + "I", 8 + len(pixels)) + pixels
    return head + struct.pack(order + "H", len(rows)) + b"".join(rows) + bytes(4)


def _value(kind: int, count: int, value: int) -> tuple[int, ...]:
    return (value, 0) if kind == 3 and count == 1 else (value,)


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders(order: str) -> None:
    """Grey as it is stored."""
    assert decode(tiff(order=order), OPTIONS)[0, :, 0].tolist() == list(range(64))


@pytest.mark.parametrize("depth", [8, 16])
def test_white_may_be_zero(depth: int) -> None:
    """Scanners and old radiographs count from white."""
    pixels = np.tile(np.arange(64), (64, 1)).astype(np.uint8 if depth == 8 else np.uint16)
    data = tiff(pixels.tobytes(), t258=(3, 1, depth), t262=(3, 1, 0))
    row = decode(data, OPTIONS)[0, :, 0].tolist()
    assert row == sorted(row, reverse=True)
    assert row[0] > 250


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"])
def test_compressed_pictures(compression: str) -> None:
    """Within what JPEG costs; the others cost nothing."""
    data = as_bytes(plain(), "TIFF", compression=compression)
    assert np.abs(decode(data, OPTIONS).astype(int) - np.asarray(plain())).mean() < 3


def test_print_colours() -> None:
    """CMYK, from publishers."""
    data = as_bytes(plain().convert("CMYK"), "TIFF")
    assert np.abs(decode(data, OPTIONS).astype(int) - np.asarray(plain())).mean() < 3


@pytest.mark.parametrize("dtype", [np.int32, np.float32])
def test_wide_values_are_spread(dtype: Any) -> None:
    """Integers of 32 bits, and floating point."""
    picture = Image.fromarray(corpus.ramp(dtype, -5, 70_000))
    row = decode(as_bytes(picture, "TIFF"), OPTIONS)[0, :, 0].tolist()
    assert row == sorted(row)
    assert (row[0] < 5, row[-1] > 250) == (True, True)


@pytest.mark.timeout(10)
def test_an_absurd_number_of_tiles_is_refused() -> None:
    """Each would become an object, thousands of times its size."""
    count = 1_000_000
    pixels = PIXELS + bytes(4 * count)
    data = tiff(pixels, t322=(3, 1, 16), t323=(3, 1, 16), t324=(4, count, 8 + len(PIXELS)))
    assert refusal(data) is Refusal.UNREADABLE


@pytest.mark.timeout(10)
def test_tags_that_share_their_bytes_are_refused() -> None:
    """A hundred tags that each read the whole file."""
    data = tiff(bytes(1_000_000), **{f"t{tag}": (1, 900_000, 8) for tag in range(40_000, 40_100)})
    assert refusal(data) is Refusal.UNREADABLE


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (65_535, 1_000)])
def test_a_promise_of_too_many_pixels_is_refused(width: int, height: int) -> None:
    """The size is read before anything else."""
    assert refusal(tiff(t256=(3, 1, width), t257=(3, 1, height))) is Refusal.TOO_LARGE


@pytest.mark.timeout(10)
def test_a_size_told_in_another_way_is_weighed_too() -> None:
    """A height of many values stands elsewhere, and only the decoder follows it."""
    assert refusal(tiff(t257=(4, 256, 32))) is Refusal.TOO_LARGE


def test_strips_cut_off_are_unreadable() -> None:
    """The directory is there, the pixels are not."""
    assert refusal(tiff(t273=(4, 1, 1_000))) is Refusal.UNREADABLE


def test_big_tiff() -> None:
    """The form for files above four gigabytes, also used below."""
    data = as_bytes(plain(), "TIFF", big_tiff=True)
    assert data[2] == 43
    assert (decode(data, OPTIONS) == np.asarray(plain())).all()


def test_a_directory_out_of_the_file_is_unreadable() -> None:
    """Its place is a number like any other."""
    assert refusal(b"II*\0\xf0\xff\xff\xff" + bytes(400)) is Refusal.UNREADABLE

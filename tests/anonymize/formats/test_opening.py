"""What a file is told to be by its first bytes, and what no file may cost."""

import io
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from anonymize import Options, PictureError, Refusal
from anonymize.picture import decode
from tests.anonymize.formats import corpus
from tests.drawn import as_bytes, plain

OPTIONS = Options()


def refusal(data: bytes, options: Options = OPTIONS) -> Refusal:
    with pytest.raises(PictureError) as caught:
        decode(data, options)
    return caught.value.refusal


def peak(data: bytes) -> int:
    """Bytes held at most while refusing or decoding."""
    tracemalloc.start()
    try:
        decode(data, OPTIONS)
    except PictureError:
        pass
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return most


def film(brand: bytes) -> bytes:
    return struct.pack(">I4s4sI4s", 20, b"ftyp", brand, 0, brand) + bytes(400)


@pytest.mark.parametrize(
    "data",
    [
        film(b"isom"),
        film(b"mp42"),
        film(b"qt  "),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 9,
        b"%PDF-1.7" + bytes(400),
        b"PK\x03\x04" + bytes(400),
        b"BMW is a make of cars" * 20,
        b"RIFF\0\0\0\0WAVE" + bytes(400),
        b"\x1a\x45\xdf\xa3" + bytes(400),
        bytes(1000),
        b"8BPS\0\x01" + bytes(400),
    ],
)
def test_what_is_no_picture_is_unsupported(data: bytes) -> None:
    """Films, drawings, documents, archives, text, sound."""
    assert refusal(data) is Refusal.UNSUPPORTED


@pytest.mark.parametrize("form", corpus.STILL)
def test_a_start_without_the_rest_is_unreadable(form: str) -> None:
    """It is a picture, but broken: another sentence than for what is none."""
    assert refusal(as_bytes(corpus.small(), form)[:40]) is Refusal.UNREADABLE


@pytest.mark.parametrize(("name", "data"), list(corpus.seeds()))
def test_every_kind_of_file_is_taken(name: str, data: bytes) -> None:
    """Each either gives a picture, or says that it holds several."""
    if name.endswith("-several"):
        assert refusal(data) is Refusal.SEVERAL
    else:
        assert decode(data, OPTIONS).shape == (corpus.HEIGHT, corpus.WIDTH, 3)


@pytest.mark.parametrize(("name", "data"), list(corpus.seeds()))
@pytest.mark.parametrize("share", [0.6, 0.9])
def test_every_kind_of_file_is_refused_when_cut(name: str, data: bytes, share: float) -> None:
    """Half a picture is no picture; of several views behind a JPEG the first is enough."""
    if name == "MPO":
        share /= 2
    assert refusal(data[: int(len(data) * share)]) in {Refusal.UNREADABLE, Refusal.SEVERAL}


@pytest.mark.parametrize("missing", [1, 2, 3, 20])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_cut_in_its_last_bytes_is_unreadable(missing: int, progressive: bool) -> None:
    """Decoders fill with grey what is missing, in silence."""
    data = as_bytes(plain(400, 300), "JPEG", progressive=progressive)
    assert refusal(data[:-missing]) is Refusal.UNREADABLE


def test_the_end_of_a_thumbnail_is_not_the_end_of_the_picture() -> None:
    """The little JPEG inside EXIF has an end marker of its own."""
    exif = b"Exif\0\0" + as_bytes(plain(40, 30), "JPEG")
    data = as_bytes(plain(400, 300), "JPEG", exif=exif)
    assert refusal(data[: len(data) * 2 // 3]) is Refusal.UNREADABLE


@pytest.mark.timeout(10)
def test_a_jpeg_of_endless_scans_is_refused() -> None:
    """Each scan of a progressive file costs a pass over the whole picture."""
    data = as_bytes(plain(400, 300), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    assert refusal(data[:start] + data[start:-2] * 2_000 + data[-2:]) is Refusal.UNREADABLE


def with_chunk(name: bytes, body: bytes) -> bytes:
    data = as_bytes(corpus.small())
    return data[:33] + corpus.chunk(name, body) + data[33:]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", [b"zTXt", b"iCCP", b"iTXt"])
def test_compressed_text_is_not_unpacked(name: bytes) -> None:
    """Two hundred megabytes of zeros in a chunk beside the picture."""
    between = b"\0\1\0\0\0" if name == b"iTXt" else b"\0\0"
    data = with_chunk(name, b"key" + between + zlib.compress(bytes(200_000_000), 9))
    assert peak(data) < 20_000_000


@pytest.mark.timeout(10)
def test_a_png_of_more_data_than_pixels_costs_its_pixels() -> None:
    """The picture is small; what is packed behind it is not unpacked."""
    header = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(200_000_000), 9)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(corpus.chunk(*chunk) for chunk in chunks)
    assert peak(data) < 20_000_000


@pytest.mark.timeout(10)
def test_a_canvas_of_webp_is_weighed_before_the_decoder_sees_it() -> None:
    """The decoder sets up its canvas when it opens the file."""
    data = bytearray(corpus.animation("WEBP"))
    data[24:30] = b"\xff\x3f\0\xff\x3f\0"
    assert refusal(bytes(data)) is Refusal.TOO_LARGE


@pytest.mark.parametrize("form", ["AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "TIFF", "WEBP"])
def test_every_format_is_weighed(form: str) -> None:
    """The same limit for all, in pixels."""
    data = as_bytes(corpus.small(), form)
    assert refusal(data, Options(max_pixels=48 * 32 - 1)) is Refusal.TOO_LARGE
    assert decode(data, Options(max_pixels=48 * 32)).shape == (32, 48, 3)


def test_a_jpeg_2000_of_twelve_bits_is_spread() -> None:
    """As radiographs are at times archived."""
    data = as_bytes(Image.fromarray(corpus.ramp()), "JPEG2000")
    row = decode(data, OPTIONS)[0, :, 0]
    assert row[0] < 5
    assert row[-1] > 250


def test_a_gif_without_its_end_is_unreadable() -> None:
    """The trailer is one byte."""
    assert refusal(as_bytes(corpus.small(), "GIF")[:-1]) is Refusal.UNREADABLE


def test_avif_is_turned_once() -> None:
    """By its EXIF or by its properties, but not by both."""
    exif = Image.Exif()
    exif[0x0112] = 6
    data = as_bytes(plain(64, 48), "AVIF", exif=exif, quality=100)
    expected = np.rot90(np.asarray(plain(64, 48)), -1).astype(int)
    assert np.abs(decode(data, OPTIONS) - expected).mean() < 3


def test_webp_is_turned_as_its_exif_says() -> None:
    """The format keeps EXIF in a chunk at its end."""
    exif = Image.Exif()
    exif[0x0112] = 8
    data = as_bytes(plain(64, 48), "WEBP", exif=exif, lossless=True)
    assert (decode(data, OPTIONS) == np.rot90(np.asarray(plain(64, 48)), 1)).all()


def test_damaged_exif_is_no_reason_to_refuse() -> None:
    """Viewers show such a picture as it lies."""
    exif = b"Exif\0\0II*\0\xff\xff\xff\xff" + bytes(20)
    assert decode(as_bytes(plain(), "JPEG", exif=exif), OPTIONS).shape == (120, 160, 3)


def test_a_profile_applies_under_transparency_too() -> None:
    """Screenshots of phones carry both."""
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    halves = [part.replace(b"bXYZ", b"rXYZ") for part in profile.split(b"rXYZ")]
    picture = Image.new("RGBA", (64, 64), (200, 0, 0, 255))
    data = as_bytes(picture, "PNG", icc_profile=b"bXYZ".join(halves))
    red, _, blue = decode(data, OPTIONS)[0, 0]
    assert (red < 50, blue > 150) == (True, True)


def test_nothing_is_passed_on_from_the_buffer() -> None:
    """The pixels are an array of their own, safe to keep when the file is gone."""
    data = io.BytesIO(as_bytes(plain())).getvalue()
    image = decode(data, OPTIONS)
    del data
    assert image.flags.c_contiguous
    assert image.dtype == np.uint8

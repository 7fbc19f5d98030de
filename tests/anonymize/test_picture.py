"""What comes in: upright, visible pixels alone; what cannot be shown is refused, quickly."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from anonymize import Options, PictureError, Refusal
from anonymize.picture import decode, encode, fit
from tests.drawn import as_bytes, plain

OPTIONS = Options()
ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def refusal(data: bytes, options: Options = OPTIONS) -> Refusal:
    with pytest.raises(PictureError) as caught:
        decode(data, options)
    return caught.value.refusal


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF", "GIF"])
def test_lossless_files_give_their_pixels(form: str) -> None:
    """What was drawn is what is masked."""
    picture = plain().quantize(64).convert("RGB")
    assert (decode(as_bytes(picture, form), OPTIONS) == np.asarray(picture)).all()


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_lossy_files_give_nearly_their_pixels(form: str) -> None:
    """Within what compression costs."""
    decoded = decode(as_bytes(plain(), form, quality=95), OPTIONS)
    assert np.abs(decoded.astype(int) - np.asarray(plain())).mean() < 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation: int) -> None:
    """All eight ways that a camera can be held lead to the picture that was seen."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    data = as_bytes(plain(), "JPEG", exif=exif, quality=95)
    seen = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    assert (decode(data, OPTIONS) == seen).all()
    assert decode(data, OPTIONS).shape[:2] == ((160, 120) if orientation > 4 else (120, 160))


def test_a_nonsense_orientation_leaves_the_picture_as_it_lies() -> None:
    """Orientation 9 exists in no standard."""
    exif = Image.Exif()
    exif[ORIENTATION] = 9
    assert decode(as_bytes(plain(), "JPEG", exif=exif), OPTIONS).shape == (120, 160, 3)


def test_no_metadata_survives() -> None:
    """EXIF, GPS, comment, profile and what lay behind the picture: gone."""
    exif = Image.Exif()
    exif[MAKE] = "SECRETCAMERA"
    exif[GPS] = {1: "N", 2: (48.0, 51.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = as_bytes(plain(), "JPEG", exif=exif, icc_profile=profile, comment=b"SECRETNOTE")
    clean = encode(decode(data + b"PK\x03\x04SECRETARCHIVE", OPTIONS), 10**7)
    assert b"SECRET" in data
    assert b"SECRET" not in clean
    assert only_picture_segments(clean)


def only_picture_segments(jpeg: bytes) -> bool:
    """JFIF header, tables, frame, scan: no application data, no comment, nothing behind."""
    place, allowed = 2, {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
    while jpeg[place + 1] != 0xDA:
        if jpeg[place + 1] not in allowed:
            return False
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return jpeg.endswith(b"\xff\xd9")


def test_the_ruler_of_metadata_sees_metadata() -> None:
    """The check above fails on a JPEG with EXIF in it."""
    exif = Image.Exif()
    exif[MAKE] = "camera"
    assert not only_picture_segments(as_bytes(plain(), "JPEG", exif=exif))


def test_the_text_of_a_png_does_not_survive() -> None:
    """PNG carries text chunks, before and after the pixels."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Patient", "SECRETNAME")
    data = as_bytes(plain(), "PNG", pnginfo=notes)
    assert b"SECRETNAME" in data
    assert b"SECRETNAME" not in encode(decode(data, OPTIONS), 10**7)


def test_the_same_pixels_give_the_same_bytes() -> None:
    """What a moderator approved can be made again, byte for byte."""
    pixels = np.asarray(plain())
    assert encode(pixels, 10**7) == encode(pixels.copy(), 10**7)


def test_a_large_jpeg_is_encoded_with_less_quality() -> None:
    """Messengers refuse photos above a size."""
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), np.uint8)
    free = encode(noise, 10**9)
    assert len(encode(noise, len(free) - 1)) < len(free)


def test_what_is_transparent_becomes_paper() -> None:
    """Pixels under full transparency were never seen: they must not appear."""
    picture = plain().convert("RGBA")
    picture.putalpha(0)
    assert (decode(as_bytes(picture), OPTIONS) == 255).all()


def test_a_transparent_palette_colour_becomes_paper() -> None:
    """The same for pictures with a palette."""
    picture = Image.new("P", (64, 64), 3)
    picture.putpalette([0, 0, 0] * 3 + [10, 200, 30])
    assert (decode(as_bytes(picture, "PNG", transparency=3), OPTIONS) == 255).all()


def test_twelve_bits_in_sixteen_are_spread() -> None:
    """A radiograph of 12 bits is neither black nor burnt out."""
    ramp = np.tile(np.linspace(0, 4095, 256), (64, 1)).astype(np.uint16)
    decoded = decode(as_bytes(Image.fromarray(ramp)), OPTIONS)
    assert decoded.dtype == np.uint8
    assert decoded[0, 0, 0] < 5
    assert 110 < decoded[0, 128, 0] < 145
    assert decoded[0, 255, 0] > 250


def test_a_float_tiff_is_spread_without_its_gaps() -> None:
    """Floating point from research software, with values that are no numbers."""
    ramp = np.tile(np.linspace(-1, 1, 200, dtype=np.float32), (64, 1))
    ramp[0, 0] = np.nan
    decoded = decode(as_bytes(Image.fromarray(ramp), "TIFF"), OPTIONS)
    assert decoded[10, 0, 0] < 5
    assert decoded[10, 199, 0] > 250


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "RGBA", "I;16"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    """Grey, palette, print colours: one shape for all detectors."""
    grey = plain().convert("L")
    picture = grey.convert("I").convert("I;16") if mode == "I;16" else grey.convert(mode)
    form = "TIFF" if mode == "CMYK" else "PNG"
    assert decode(as_bytes(picture, form), OPTIONS).shape == (120, 160, 3)


def test_a_profile_is_applied_before_it_goes() -> None:
    """Colours stay what was seen: under a profile with red and blue exchanged, red is blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    halves = [part.replace(b"bXYZ", b"rXYZ") for part in profile.split(b"rXYZ")]
    exchanged = b"bXYZ".join(halves)
    data = as_bytes(Image.new("RGB", (64, 64), (200, 0, 0)), "PNG", icc_profile=exchanged)
    red, _, blue = decode(data, OPTIONS)[0, 0]
    assert blue > 150
    assert red < 50


def test_a_broken_profile_is_ignored() -> None:
    """A damaged profile is no reason to refuse a picture."""
    data = as_bytes(plain(), "PNG", icc_profile=b"nonsense")
    assert (decode(data, OPTIONS) == np.asarray(plain())).all()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP"])
def test_a_truncated_file_is_unreadable(form: str) -> None:
    """Half a picture is no picture: the other half may hold the face."""
    data = as_bytes(plain(400, 300), form)
    assert refusal(data[: len(data) * 2 // 3]) is Refusal.UNREADABLE


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7 nothing", b"PK\x03\x04" * 9])
def test_other_files_are_unsupported(data: bytes) -> None:
    """What is no picture at all."""
    assert refusal(data) is Refusal.UNSUPPORTED


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_several_frames_are_refused(form: str) -> None:
    """Only the first would be masked, and only the first seen."""
    frames = [plain(), plain().rotate(180)]
    data = as_bytes(frames[0], form, save_all=True, append_images=frames[1:])
    assert refusal(data) is Refusal.SEVERAL


def test_a_phone_picture_with_views_behind_it_is_its_first() -> None:
    """MPO is how phones save a JPEG with a second lens; it is one picture to its owner."""
    data = as_bytes(plain(), "MPO", save_all=True, append_images=[plain().rotate(180)])
    difference = np.abs(decode(data, OPTIONS).astype(int) - np.asarray(plain()))
    assert difference.mean() < 4


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises a size and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


@pytest.mark.timeout(5)
@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (9_000, 6_000), (2**31 - 1, 40)])
def test_too_many_pixels_are_refused_before_decoding(width: int, height: int) -> None:
    """A small file may promise a picture of gigabytes."""
    assert refusal(png_header(width, height)) is Refusal.TOO_LARGE


def test_too_many_bytes_are_refused_before_looking() -> None:
    """The limit in bytes comes first."""
    assert refusal(b"x" * 101, Options(max_bytes=100)) is Refusal.TOO_LARGE


@pytest.mark.parametrize(("width", "height"), [(1, 5000), (5000, 1), (31, 31)])
def test_a_sliver_is_too_small(width: int, height: int) -> None:
    """Detectors were measured on nothing like it."""
    assert refusal(as_bytes(Image.new("RGB", (width, height)))) is Refusal.TOO_SMALL


def test_the_embedded_thumbnail_does_not_survive() -> None:
    """The little picture inside EXIF would show the face."""
    exif = Image.Exif()
    thumbnail = as_bytes(plain().resize((40, 30)), "JPEG")
    data = as_bytes(plain(), "JPEG", exif=exif.tobytes() + thumbnail)
    clean = encode(decode(data, OPTIONS), 10**7)
    assert data.count(b"\xff\xd8\xff") == 2
    assert clean.count(b"\xff\xd8\xff") == 1


def test_a_picture_is_fitted_into_the_sides_that_a_messenger_takes() -> None:
    """Width plus height are held, and so are the proportions."""
    fitted = fit(np.asarray(plain(160, 120)), Options(max_sides=140))
    assert fitted.shape == (60, 80, 3)


def test_a_picture_that_fits_is_not_touched() -> None:
    """Nothing is scaled without need, nor without a limit."""
    image = np.asarray(plain())
    assert fit(image, Options(max_sides=280)) is image
    assert fit(image, Options()) is image


def test_a_ribbon_is_too_narrow_for_a_messenger() -> None:
    """No scale makes a picture less narrow."""
    with pytest.raises(PictureError) as caught:
        fit(np.asarray(plain(500, 40)), Options(max_ratio=10))
    assert caught.value.refusal is Refusal.TOO_NARROW

"""From bytes to bytes: what a region hides and what a file carries beside its pixels is not in the
output in any form.
"""

import io
import struct
import zipfile
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from anonymize import Box, Finding, Kind, Masked, Options, Tools
from anonymize.mask import region
from anonymize.pipeline import process
from tests.detectors import SeesNothing
from tests.drawn import as_bytes, plain

WIDTH, HEIGHT = 160, 120
# Neither begins nor ends with a block of 8 x 8 pixels, and one is turned.
FINDINGS = (
    Finding(Kind.FACE, Box(21, 13, 67, 75).polygon(), 0.9, "fixed"),
    Finding(Kind.TEXT, ((83, 30), (141, 47), (137, 61), (79, 44)), 0.9, "fixed"),
    Finding(Kind.MANUAL, Box(0, 101, WIDTH, HEIGHT).polygon(), 1.0, "fixed"),
    Finding(Kind.TATTOO, Box(90, 70, 120, 90).polygon(), 0.9, "ink", hidden=False),
)
SECRETS = ("DANDIN GEORGES", "MORTIER ADELE")
# JPEG segments that describe pixels alone: application data 0 (density), tables, frame, scan.
HARMLESS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA}


@dataclass(frozen=True)
class Fixed:
    """Finds the same in every picture, whatever is in it."""

    def find(self, image: np.ndarray) -> list[Finding]:
        return list(FINDINGS)


TOOLS = Tools((Fixed(),), (SeesNothing(),))


def masked(data: bytes) -> Masked:
    return process(data, TOOLS, Options()).masked


def picture(seed: int) -> Image.Image:
    """The same gradient for every seed, with other noise where something is hidden."""
    pixels, random = np.array(plain(WIDTH, HEIGHT)), np.random.default_rng(seed)
    for finding in [each for each in FINDINGS if each.hidden]:
        inside = region(finding, WIDTH, HEIGHT)
        pixels[inside] = random.integers(0, 256, (int(inside.sum()), 3))
    return Image.fromarray(pixels)


def exif(secret: str) -> bytes:
    """A description, and in the second directory a thumbnail, as cameras write them."""
    text = secret.encode() + b"\0"
    thumbnail = as_bytes(Image.new("RGB", (40, 30), "red"), "JPEG", comment=secret)
    first, second = 8, 8 + 2 + 12 + 4
    behind = second + 2 + 2 * 12 + 4
    return b"".join(
        [
            b"Exif\0\0II*\0" + struct.pack("<I", first),
            struct.pack("<HHHIII", 1, 0x010E, 2, len(text), behind, second),
            struct.pack(
                "<HHHIIHHIII", 2, 0x0201, 4, 1, behind + len(text), 0x0202, 4, 1, len(thumbnail), 0
            ),
            text + thumbnail,
        ]
    )


def in_png(seed: int) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Patient", SECRETS[seed])
    texts.add_itxt("XML:com.adobe.xmp", f"<x>{SECRETS[seed]}</x>")
    texts.add_text("Notes", SECRETS[seed], zip=True)
    return as_bytes(picture(seed), pnginfo=texts, exif=exif(SECRETS[seed]), dpi=(72 + seed, 72))


def with_profile(seed: int) -> bytes:
    """The profile of the screen with a name in its tail, where no colour is described."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return as_bytes(picture(seed), icc_profile=profile + SECRETS[seed].encode())


def with_hidden_alpha(seed: int) -> bytes:
    """Transparent pixels outside of every region, coloured so that removing alpha shows them."""
    pixels = np.dstack([np.asarray(picture(seed)), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    pixels[2:10, 100:150] = (200, 0, 90 * seed, 0)
    return as_bytes(Image.fromarray(pixels))


def with_a_zip_behind(seed: int) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("patient.txt", SECRETS[seed])
    return as_bytes(picture(seed)) + archive.getvalue()


def in_tiff(seed: int) -> bytes:
    return as_bytes(picture(seed), "TIFF", tiffinfo={270: SECRETS[seed], 315: SECRETS[seed]})


def in_webp(seed: int) -> bytes:
    xmp = f"<x>{SECRETS[seed]}</x>".encode()
    return as_bytes(picture(seed), "WEBP", lossless=True, xmp=xmp, exif=exif(SECRETS[seed]))


FILES = [in_png, with_profile, with_hidden_alpha, with_a_zip_behind, in_tiff, in_webp]


@pytest.mark.parametrize("file", FILES)
def test_what_is_hidden_decides_about_no_byte(file) -> None:
    """Noise for noise and secret for secret: output and preview stay the same to the byte."""
    first, second = file(0), file(1)
    assert first != second
    assert masked(first) == masked(second)


@pytest.mark.parametrize("file", FILES)
def test_no_secret_is_in_the_output(file) -> None:
    """Nor any segment that could hold one."""
    result = masked(file(0))
    for data in (result.data, result.preview):
        assert not any(secret.encode() in data for secret in SECRETS)
        assert set(segments(data)) <= HARMLESS


@pytest.mark.parametrize("file", [each for each in FILES if each is not with_hidden_alpha])
def test_the_files_do_carry_secrets(file) -> None:
    """What the tests above look for is there to begin with."""
    profile = Image.open(io.BytesIO(file(0))).info.get("icc_profile", b"")
    assert SECRETS[0].encode() in file(0) + profile


def test_the_transparent_pixels_do_differ() -> None:
    """Whoever drops alpha without a ground shows them."""
    shown = [Image.open(io.BytesIO(with_hidden_alpha(seed))).convert("RGB") for seed in (0, 1)]
    assert shown[0].getpixel((120, 5)) != shown[1].getpixel((120, 5))


def test_the_thumbnail_is_one() -> None:
    """Readers of EXIF find a JPEG in the second directory."""
    opened = Image.open(io.BytesIO(as_bytes(picture(0), "JPEG", exif=exif(SECRETS[0]))))
    place = opened.getexif().get_ifd(ExifTags.IFD.IFD1)
    data = exif(SECRETS[0])[6:][place[0x0201] :][: place[0x0202]]
    assert Image.open(io.BytesIO(data)).size == (40, 30)


def test_a_photograph_loses_what_the_camera_wrote() -> None:
    """The same JPEG with and without EXIF, thumbnail, XMP, comment and trailing bytes."""
    bare = as_bytes(picture(0), "JPEG", quality=90)
    xmp = f"http://ns.adobe.com/xap/1.0/\0<x>{SECRETS[0]}</x>".encode()
    full = as_bytes(
        picture(0), "JPEG", quality=90, exif=exif(SECRETS[0]), comment=SECRETS[0], xmp=xmp
    )
    assert SECRETS[0].encode() in full
    assert masked(bare) == masked(full + SECRETS[0].encode())


def test_colour_is_kept_at_full_size() -> None:
    """Chroma of half the size would mix what lies on both sides of an outline."""
    for data in (masked(in_png(0)).data, masked(in_png(0)).preview):
        assert [layer[1:3] for layer in Image.open(io.BytesIO(data)).layer] == [(1, 1)] * 3


def test_nothing_follows_the_picture() -> None:
    """The output ends where the picture ends."""
    result = masked(with_a_zip_behind(0))
    for data in (result.data, result.preview):
        assert data.index(b"\xff\xd9") == len(data) - 2


def segments(data: bytes) -> list[int]:
    """The markers of a JPEG up to its scan."""
    place, found = 2, []
    while not found or found[-1] != 0xDA:
        assert data[place] == 0xFF
        found.append(data[place + 1])
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return found

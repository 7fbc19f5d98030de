"""A picture that Pillow has opened to upright RGB, strip by strip: never more than the decoded
picture and one copy of it in memory.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
from PIL import Image as Pillow
from PIL import ImageCms

from anonymize.formats import tone
from anonymize.types import Image

DEEP_MODES: Final = ("I", "I;16", "I;16B", "I;16L", "I;16N", "F")
ORIENTATION: Final = 0x0112
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0
ToRgb: TypeAlias = Callable[[Pillow.Image], Pillow.Image]


def upright_rgb(picture: Pillow.Image) -> Image:
    """The loaded picture as a viewer shows it: deep values spread, profile applied, what is
    transparent on white paper, turned as its EXIF says.
    """
    turn = orientation(picture)
    if picture.mode in DEEP_MODES:
        grey = _inverted(picture, tone.spread(np.asarray(picture)))
        return np.ascontiguousarray(turned(grey, turn))
    return fill(picture.size, turn, picture.crop, _converter(picture))


def fill(
    size: tuple[int, int],
    turn: int,
    crop: Callable[[tuple[int, int, int, int]], Pillow.Image],
    convert: ToRgb,
) -> Image:
    """Upright pixels made from bands: `crop` gives the band of a box (left, top, right, bottom) of
    the picture as it lies, `convert` makes it RGB, `turn` is its EXIF orientation.
    """
    width, height = size
    swapped = turn >= 5
    upright = np.empty((width, height, 3) if swapped else (height, width, 3), np.uint8)
    lying = _lying(upright, turn)
    for rows in tone.strips(height, width):
        lying[rows] = np.asarray(convert(crop((0, rows.start, width, rows.stop))))
    return upright


def orientation(picture: Pillow.Image) -> int:
    """1 to 8, as EXIF counts; 1 when the file says nothing sensible."""
    try:
        value = picture.getexif().get(ORIENTATION, 1)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - damaged EXIF: viewers show such a picture as it lies, and so do we
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def turned(lying: Image, turn: int) -> Image:
    """The upright view of a picture that lies as the EXIF orientation says."""
    views: dict[int, Callable[[Any], Any]] = {
        2: lambda image: image[:, ::-1],
        3: lambda image: image[::-1, ::-1],
        4: lambda image: image[::-1],
        5: lambda image: image.swapaxes(0, 1),
        6: lambda image: np.rot90(image, -1),
        7: lambda image: image[::-1, ::-1].swapaxes(0, 1),
        8: lambda image: np.rot90(image, 1),
    }
    image: Image = views[turn](lying) if turn in views else lying
    return image


def _lying(upright: Image, turn: int) -> Image:
    """The way back: only the two quarter turns are not their own inverse."""
    return turned(upright, {6: 8, 8: 6}.get(turn, turn))


def _inverted(picture: Pillow.Image, grey: Image) -> Image:
    """A deep TIFF may count from white; Pillow turns round only those of 8 bits."""
    if getattr(picture, "tag_v2", {}).get(PHOTOMETRIC) == WHITE_IS_ZERO:
        np.subtract(255, grey, out=grey)
    return grey


def _converter(picture: Pillow.Image) -> ToRgb:
    profiled = profile_converter(picture.info.get("icc_profile"), picture.mode)

    def convert(strip: Pillow.Image) -> Pillow.Image:
        if strip.has_transparency_data:
            # Pixels that nobody saw must not appear: what is transparent becomes paper.
            paper = Pillow.new("RGBA", strip.size, "white")
            strip = Pillow.alpha_composite(paper, strip.convert("RGBA"))
        return profiled(strip)

    return convert


def profile_converter(profile: bytes | None, mode: str) -> ToRgb:
    """Colours as a viewer showed them: the profile is applied, for it will not be passed on. A
    profile that is damaged or does not fit the mode is ignored.
    """
    if not profile:
        return _plain
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        taken = "CMYK" if mode == "CMYK" else "RGB"
        if space != taken or mode in {"1", "L", "LA"}:
            return _plain
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), taken, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return _plain

    def convert(strip: Pillow.Image) -> Pillow.Image:
        if taken == "RGB":
            strip = strip.convert("RGB")
        converted = ImageCms.applyTransform(strip, transform)
        return strip.convert("RGB") if converted is None else converted

    return convert


def _plain(strip: Pillow.Image) -> Pillow.Image:
    return strip.convert("RGB")

"""Bytes to upright pixels and back: everything a file carries besides its visible pixels ends
here.
"""

from __future__ import annotations

import io
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from anonymize.types import Image, Options, PictureError, Refusal

FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
DEEP_MODES: Final = ("I", "I;16", "I;16B", "I;16L", "I;16N", "F")
QUALITIES: Final = (92, 85, 75, 60)
# Percentiles between which a picture of more than 8 bits is spread: a stray hot pixel must not
# darken the rest.
WINDOW_PERCENT: Final = (0.1, 99.9)


def decode(data: bytes, options: Options) -> Image:
    """The visible pixels, upright. Raises PictureError for whatever cannot be shown as one still
    picture.
    """
    if len(data) > options.max_bytes:
        raise PictureError(Refusal.TOO_LARGE)
    picture = _open(data)
    _check_size(picture.width, picture.height, options)
    try:
        # MPO is a phone's JPEG with further views behind it: the first is the picture, the others
        # are dropped.
        frames = 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)
        picture.load()
        pixels = np.ascontiguousarray(_to_rgb(_upright(picture)))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise anything on hostile bytes: all mean the same
        raise PictureError(Refusal.UNREADABLE) from None
    if frames > 1:
        raise PictureError(Refusal.SEVERAL)
    return pixels


def fit(image: Image, options: Options) -> Image:
    """The picture within the sides that a messenger takes, scaled down where it must be; raises
    PictureError for one too narrow for any scale.
    """
    height, width = image.shape[:2]
    if options.max_ratio is not None and max(width, height) > options.max_ratio * min(
        width, height
    ):
        raise PictureError(Refusal.TOO_NARROW)
    if options.max_sides is None or width + height <= options.max_sides:
        return image
    scale = options.max_sides / (width + height)
    size = (int(width * scale), int(height * scale))
    return np.asarray(Pillow.fromarray(image).resize(size, Pillow.Resampling.LANCZOS))


def _open(data: bytes) -> Pillow.Image:
    # Pillow would warn above this and raise above twice this; our own limit is lower and checked
    # before decoding.
    Pillow.MAX_IMAGE_PIXELS = None
    try:
        return Pillow.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise PictureError(Refusal.UNSUPPORTED) from None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the same as in decode
        raise PictureError(Refusal.UNREADABLE) from None


def _check_size(width: int, height: int, options: Options) -> None:
    if width * height > options.max_pixels:
        raise PictureError(Refusal.TOO_LARGE)
    if min(width, height) < options.min_side:
        raise PictureError(Refusal.TOO_SMALL)


def _upright(picture: Pillow.Image) -> Pillow.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - damaged EXIF: viewers show such a picture as it lies, and so do we
        return picture


def _to_rgb(picture: Pillow.Image) -> Image:
    if picture.mode in DEEP_MODES:
        return _spread(np.asarray(picture).astype(np.float64))
    if picture.has_transparency_data:
        # Pixels that nobody saw must not appear: what is transparent becomes paper.
        ground = Pillow.new("RGBA", picture.size, "white")
        picture = Pillow.alpha_composite(ground, picture.convert("RGBA"))
        return np.asarray(picture.convert("RGB"))
    return np.asarray(_in_srgb(picture).convert("RGB"))


def _spread(values: npt.NDArray[np.float64]) -> Image:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        raise PictureError(Refusal.UNREADABLE)
    low, high = np.percentile(finite, WINDOW_PERCENT)
    scaled = (np.nan_to_num(values, nan=low) - low) / max(high - low, 1e-12)
    grey = (np.clip(scaled, 0, 1) * 255).round().astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    """Colours as a viewer showed them: the profile is applied, for it will not be passed on."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return converted if converted is not None else picture


def encode(image: Image, max_bytes: int) -> bytes:
    """A JPEG made from nothing but these pixels; the same pixels give the same bytes."""
    data = b""
    for quality in QUALITIES:
        data = _jpeg(image, quality)
        if len(data) <= max_bytes:
            break
    return data


def _jpeg(image: Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    # No chroma subsampling: the red of a rash is the finding.
    Pillow.fromarray(image).save(buffer, "JPEG", quality=quality, subsampling=0)
    return buffer.getvalue()

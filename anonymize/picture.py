"""Bytes to upright pixels and back: everything a file carries besides its visible pixels ends
here.
"""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from PIL import Image as Pillow

from anonymize.formats.opening import opened
from anonymize.formats.quiet import refusing
from anonymize.types import Image, Options, PictureError, Refusal

QUALITIES: Final = (92, 85, 75, 60)


def decode(data: bytes, options: Options) -> Image:
    """The visible pixels, upright. Raises PictureError for whatever cannot be shown as one still
    picture: `stills` takes files with several.
    """
    with refusing():
        source = opened(data, options)
        if source.frames > 1:
            raise PictureError(Refusal.SEVERAL)
        return next(source.read((0,)))


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

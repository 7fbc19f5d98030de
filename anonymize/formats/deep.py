"""Colour of 16 bits in which only the lower ones are used: Pillow keeps the upper 8 and shows next
to nothing, yet the writing is there for whoever brightens the picture.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from PIL import Image as Pillow

from anonymize.formats import colour
from anonymize.types import Image

BITS_PER_SAMPLE: Final = 258
PNG_DEPTH, PNG_KIND, PNG_COLOUR = 24, 25, (2, 6)
# A picture that reaches this uses 15 of the 16 bits at least: it is dark because it is dark.
BRIGHT: Final = 64


def brightened(image: Image, picture: Pillow.Image, data: bytes) -> Image:
    """The same picture from the bits that it uses, where it is of 16 bits and nearly black;
    otherwise `image` itself. data: the file, of one picture.
    """
    if not is_too_dark(image, picture, data):
        return image
    flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    stored: Any = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if stored is None or stored.dtype != np.uint16 or stored.ndim != 3:
        return image
    unused = max(int(stored[:, :, :3].max()).bit_length() - 8, 0)
    visible = (stored[:, :, 2::-1] >> unused).astype(np.uint8)
    # Both libraries turn a TIFF while they load it, and neither a PNG.
    upright = np.ascontiguousarray(colour.turned(visible, colour.orientation(picture)))
    return upright if upright.shape == image.shape else image


def is_too_dark(image: Image, picture: Pillow.Image, data: bytes) -> bool:
    """Whether the picture shows next to nothing of the 16 bits that the file holds of it."""
    return _is_deep(picture, data) and bool(image.max() < BRIGHT)


def _is_deep(picture: Pillow.Image, data: bytes) -> bool:
    if picture.format == "PNG":
        return data[PNG_DEPTH] == 16 and data[PNG_KIND] in PNG_COLOUR
    bits: Any = getattr(picture, "tag_v2", {}).get(BITS_PER_SAMPLE, ())
    return picture.mode == "RGB" and tuple(bits) == (16, 16, 16)

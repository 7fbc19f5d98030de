"""HEIC files, as phones make them: the pictures at the top, without thumbnails, depth maps and
other helpers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from PIL import Image as Pillow

from anonymize.formats import colour
from anonymize.formats.raster import check_size
from anonymize.types import Image, Options


class Heif:
    """frames: pictures at the top of the file. Turned and mirrored by the decoder as the file says
    (irot, imir); the orientation in its EXIF repeats that and is not applied again.
    """

    def __init__(self, data: bytes, options: Options) -> None:
        import pi_heif

        self._file: Any = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        self.frames = len(self._file)
        sizes: list[tuple[int, int]] = [picture.size for picture in self._file]
        for width, height in sizes:
            check_size(width, height, options)
        self.size = max(sizes, key=lambda size: size[0] * size[1])

    def read(self, wanted: Sequence[int]) -> Iterator[Image]:
        for index in wanted:
            yield _pixels(self._file[index])


def _pixels(picture: Any) -> Image:
    pixels = np.asarray(picture)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    height, width, channels = pixels.shape
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[channels]
    convert = colour.profile_converter(picture.info.get("icc_profile"), mode)

    def band(box: tuple[int, int, int, int]) -> Pillow.Image:
        rows = np.ascontiguousarray(pixels[box[1] : box[3]])
        strip = Pillow.fromarray(rows.squeeze(2) if channels == 1 else rows)
        if channels == 4:
            strip = Pillow.alpha_composite(Pillow.new("RGBA", strip.size, "white"), strip)
        return strip

    return colour.fill((width, height), 1, band, convert)

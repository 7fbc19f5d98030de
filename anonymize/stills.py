"""Turns a file with several pictures - an animation, a scan of several pages, a series of slices -
into one file for each of them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image as Pillow

from anonymize.formats.opening import opened
from anonymize.formats.quiet import refusing
from anonymize.types import Image, Options, PictureError, Refusal

# What all stills of one file may hold together, in pictures of the largest size allowed.
TAKEN_PICTURES: Final = 2


@dataclass(frozen=True, slots=True)
class Stills:
    """pictures: the file itself when it holds one picture; otherwise one lossless PNG, upright,
    for each that was taken, in order. of: how many the file holds.
    """

    pictures: tuple[bytes, ...]
    of: int


def stills(data: bytes, options: Options) -> Stills:
    """All frames when there are at most `options.max_frames`, else that many evenly spaced, the
    first and the last among them. A single picture is not decoded. Raises PictureError.
    """
    with refusing():
        source = opened(data, options)
        if source.frames == 1:
            return Stills((data,), 1)
        wanted = spaced(source.frames, options.max_frames)
        width, height = source.size
        if width * height * len(wanted) > TAKEN_PICTURES * options.max_pixels:
            raise PictureError(Refusal.TOO_LARGE)
        return Stills(tuple(_png(image) for image in source.read(wanted)), source.frames)


def spaced(frames: int, taken: int) -> tuple[int, ...]:
    """Up to `taken` (at least one) of the places 0 to frames - 1."""
    if frames <= taken:
        return tuple(range(frames))
    if taken == 1:
        return (0,)
    return tuple(round(step * (frames - 1) / (taken - 1)) for step in range(taken))


def _png(image: Image) -> bytes:
    buffer = io.BytesIO()
    Pillow.fromarray(image).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()

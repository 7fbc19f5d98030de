"""Files that Pillow decodes, opened within limits: what a file promises is weighed before a pixel
is decoded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

from PIL import Image as Pillow

from anonymize.formats import colour, containers, deep, tiff
from anonymize.formats.containers import MOST_FRAMES, Layout
from anonymize.types import Image, Options, PictureError, Refusal

# Formats whose frames build on each other: to show the last, all must be decoded.
ANIMATED: Final = ("AVIF", "GIF", "PNG", "WEBP")
# What an animation may cost altogether, in pictures of the largest size allowed.
ANIMATION_PICTURES: Final = 10


class Raster:
    """A file in one of Pillow's formats. frames: pictures that it holds; MPO, a phone's JPEG with
    further views behind it, counts as its first.
    """

    def __init__(self, data: bytes, form: str, options: Options) -> None:
        # Pillow would warn above this and raise above twice this; our own limit is lower and
        # checked before decoding.
        Pillow.MAX_IMAGE_PIXELS = None
        self._data, self._options = data, options
        self._pages: tuple[int, ...] = ()
        layout = self._walked(data, form)
        if layout is not None:
            check_size(layout.width, layout.height, options)
        self._picture = Pillow.open(io.BytesIO(data), formats=(form,))
        layout = layout or self._opened()
        check_size(layout.width, layout.height, options)
        self.size = layout.width, layout.height
        self.frames = layout.frames
        if form in ANIMATED and layout.frames > 1:
            self._check_animation(layout, options)
            self.frames = getattr(self._picture, "n_frames", 1)

    def read(self, wanted: Sequence[int]) -> Iterator[Image]:
        """These frames, upright, in rising order."""
        for index in wanted:
            if self.frames > 1 or self._pages:
                self._picture.seek(self._pages[index] if self._pages else index)
            # A directory may say one thing to us and another to the decoder.
            check_size(self._picture.width, self._picture.height, self._options)
            yield self._upright()

    def _upright(self) -> Image:
        self._picture.load()
        image = colour.upright_rgb(self._picture)
        if self.frames > 1:
            # A frame cannot be brightened by itself, and nobody sees what is left in the dark.
            if deep.is_too_dark(image, self._picture, self._data):
                raise PictureError(Refusal.UNSUPPORTED)
            return image
        return deep.brightened(image, self._picture, self._data)

    def _walked(self, data: bytes, form: str) -> Layout | None:
        match form:
            case "JPEG":
                containers.check_jpeg(data)
            case "PNG":
                return containers.png(data)
            case "WEBP":
                return containers.webp(data)
            case "GIF":
                return containers.gif(data)
            case "TIFF":
                return self._tiff(data)
        return None

    def _tiff(self, data: bytes) -> Layout:
        pages = tiff.pages(data)
        self._pages = tuple(page.position for page in pages)
        largest = max(pages, key=lambda page: page.width * page.height)
        return Layout(largest.width, largest.height, len(pages))

    def _opened(self) -> Layout:
        several = self._picture.format == "AVIF"
        frames = getattr(self._picture, "n_frames", 1) if several else 1
        return Layout(self._picture.width, self._picture.height, frames)

    @staticmethod
    def _check_animation(layout: Layout, options: Options) -> None:
        pixels = layout.width * layout.height * layout.frames
        if layout.frames > MOST_FRAMES or pixels > ANIMATION_PICTURES * options.max_pixels:
            raise PictureError(Refusal.TOO_LARGE)


def check_size(width: int, height: int, options: Options) -> None:
    """Raises PictureError for more pixels than allowed, or a side too short."""
    if width * height > options.max_pixels:
        raise PictureError(Refusal.TOO_LARGE)
    if min(width, height) < options.min_side:
        raise PictureError(Refusal.TOO_SMALL)

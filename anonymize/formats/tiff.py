"""The pages of a TIFF, found without decoding: which of them are pictures, how large, and whether
a directory is a trap.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Final

from anonymize.formats.containers import MOST_CHUNKS, MOST_FRAMES
from anonymize.types import PictureError, Refusal

SUBFILE, WIDTH, HEIGHT, STRIPS, TILES = 254, 256, 257, 273, 324
TYPE_SIZES: Final = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
# Bits of the subfile type: a smaller copy of another page, and a mask for another page.
REDUCED, MASK = 1, 4


@dataclass(frozen=True, slots=True)
class Page:
    """position: among all directories of the file. is_picture: no thumbnail and no mask."""

    position: int
    width: int
    height: int
    is_picture: bool


def pages(data: bytes) -> tuple[Page, ...]:
    """The pages that are pictures, in order, at most MOST_FRAMES + 1; the first page when all call
    themselves thumbnails. Raises PictureError for a damaged directory.
    """
    try:
        found = _Reader(data).pages()
    except struct.error:
        raise PictureError(Refusal.UNREADABLE) from None
    if not found:
        raise PictureError(Refusal.UNREADABLE)
    return tuple(page for page in found if page.is_picture) or tuple(found[:1])


class _Reader:
    """Classic TIFF and BigTIFF, both byte orders."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._order = "<" if data[:2] == b"II" else ">"
        self._big = self._get("H", 2) == 43
        self._word = "Q" if self._big else "I"

    def pages(self) -> list[Page]:
        place = self._get(self._word, 8 if self._big else 4)
        seen: set[int] = set()
        found: list[Page] = []
        while place and place not in seen and len(found) <= MOST_FRAMES:
            seen.add(place)
            tags, place = self._directory(place)
            kind = tags.get(SUBFILE, 0)
            size = tags.get(WIDTH, 0), tags.get(HEIGHT, 0)
            found.append(Page(len(found), *size, not kind & (REDUCED | MASK)))
        return found

    def _directory(self, place: int) -> tuple[dict[int, int], int]:
        """The tags that matter with their first value, and the place of the next directory."""
        count = self._get("Q" if self._big else "H", place)
        if count > MOST_CHUNKS:
            raise PictureError(Refusal.UNREADABLE)
        place += 8 if self._big else 2
        step = 20 if self._big else 12
        tags, promised = {}, 0
        for at in range(place, place + count * step, step):
            tag, kind, values = self._unpack("HH" + self._word, at)
            promised += values * TYPE_SIZES.get(kind, 1)
            if tag in {STRIPS, TILES} and values > MOST_CHUNKS:
                raise PictureError(Refusal.UNREADABLE)
            tags[tag] = self._first_value(kind, at + (12 if self._big else 8))
        # Many tags may point at the same bytes: reading them all would cost many times the file.
        if promised > 2 * len(self._data):
            raise PictureError(Refusal.UNREADABLE)
        return tags, self._get(self._word, place + count * step)

    def _first_value(self, kind: int, at: int) -> int:
        return self._get({3: "H", 16: "Q"}.get(kind, "I"), at)

    def _get(self, form: str, at: int) -> int:
        value: int = self._unpack(form, at)[0]
        return value

    def _unpack(self, form: str, at: int) -> tuple[Any, ...]:
        return struct.unpack_from(self._order + form, self._data, at)

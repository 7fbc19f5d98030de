"""Damages a valid file in the ways that files are damaged, or made to hurt: the same number gives
the same input.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Final

PNG_START: Final = b"\x89PNG\r\n\x1a\n"
# Numbers at which programs break: ends of their ranges, and what is just beyond.
EDGES: Final = (
    0,
    1,
    2,
    127,
    128,
    255,
    256,
    32_767,
    32_768,
    65_535,
    65_536,
    2**31 - 1,
    2**31,
    2**32 - 1,
)
WORDS: Final = ("B", "<H", ">H", "<I", ">I")
MOST_CHANGES: Final = 4


def damaged(seeds: Sequence[bytes], number: int) -> bytes:
    """Input `number`: one of the seeds, changed in one to four places."""
    chance = random.Random(number)
    data = bytearray(seeds[number % len(seeds)])
    for _ in range(chance.randint(1, MOST_CHANGES)):
        chance.choice(CHANGES)(data, chance, seeds)
    # Else the checksum stops most changes of a PNG at the door.
    if data.startswith(PNG_START) and chance.random() < 0.7:
        data = _with_checksums(bytes(data))
    return bytes(data)


def _cut(data: bytearray, chance: random.Random, _seeds: Sequence[bytes]) -> None:
    del data[chance.randint(0, len(data)) :]


def _flip(data: bytearray, chance: random.Random, _seeds: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(data: bytearray, chance: random.Random, _seeds: Sequence[bytes]) -> None:
    word = chance.choice(WORDS)
    size = struct.calcsize(word)
    if len(data) >= size:
        place = chance.randint(0, len(data) - size)
        struct.pack_into(word, data, place, chance.choice(EDGES) % 256**size)


def _overwrite_head(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    """Sizes, counts and lengths stand at the beginning."""
    head = data[:400]
    _overwrite(head, chance, seeds)
    data[: len(head)] = head


def _remove(data: bytearray, chance: random.Random, _seeds: Sequence[bytes]) -> None:
    place = chance.randint(0, len(data))
    del data[place : place + chance.randint(1, 64)]


def _repeat(data: bytearray, chance: random.Random, _seeds: Sequence[bytes]) -> None:
    place = chance.randint(0, len(data))
    part = data[place : place + chance.randint(1, 64)]
    data[place:place] = part * chance.randint(1, 20)


def _insert(data: bytearray, chance: random.Random, _seeds: Sequence[bytes]) -> None:
    place = chance.randint(0, len(data))
    data[place:place] = chance.randbytes(chance.randint(1, 32))


def _splice(data: bytearray, chance: random.Random, seeds: Sequence[bytes]) -> None:
    """A piece of another file, at most a kilobyte."""
    other = chance.choice(seeds)
    start, place = chance.randint(0, len(other)), chance.randint(0, len(data))
    piece = other[start : start + chance.randint(1, 1024)]
    data[place : place + chance.choice((0, len(piece)))] = piece


Change = Callable[[bytearray, random.Random, Sequence[bytes]], None]
CHANGES: Final[tuple[Change, ...]] = (
    _cut,
    _flip,
    _flip,
    _overwrite,
    _overwrite,
    _overwrite_head,
    _overwrite_head,
    _remove,
    _repeat,
    _insert,
    _splice,
)


def _with_checksums(data: bytes) -> bytearray:
    """The PNG with every checksum made right again, as far as its chunks can be followed."""
    fixed, place = bytearray(data), 8
    while place + 12 <= len(fixed):
        end = place + 8 + struct.unpack_from(">I", fixed, place)[0]
        if end + 4 > len(fixed):
            break
        struct.pack_into(">I", fixed, end, zlib.crc32(fixed[place + 4 : end]))
        place = end + 4
    return fixed

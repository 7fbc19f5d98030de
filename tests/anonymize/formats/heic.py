"""Packs drawn pictures into HEIC files: one or several, turned, with a thumbnail, with EXIF, as a
grid.
"""

import struct
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from tests.anonymize.formats import hevc


def box(name: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name.encode()) + body


def full(name: str, version: int, flags: int, *parts: bytes) -> bytes:
    return box(name, bytes([version]), flags.to_bytes(3, "big"), *parts)


# Primaries, transfer and matrix of sRGB, the samples over all of 0 to 255.
FULL_RANGE = box("colr", b"nclx", struct.pack(">HHHB", 1, 13, 6, 0x80))


@dataclass
class Item:
    """One item of the file: kind "hvc1", "grid" or "Exif"; `shown` are boxes of properties;
    `refers` maps a kind of reference to numbers of items.
    """

    kind: str
    data: bytes
    shown: tuple[bytes, ...] = ()
    refers: dict[str, tuple[int, ...]] = field(default_factory=dict)


def coded(picture: Image.Image, *more: bytes, **refers: tuple[int, ...]) -> Item:
    """A picture whose sides are multiples of 16, with further properties."""
    width, height = picture.size
    unit = hevc.slice_unit(np.asarray(picture.convert("RGB")))
    shown = (configuration(width, height), size(width, height), FULL_RANGE, *more)
    return Item("hvc1", struct.pack(">I", len(unit)) + unit, shown, refers)


def size(width: int, height: int) -> bytes:
    return full("ispe", 0, 0, struct.pack(">II", width, height))


def quarter_turns(count: int) -> bytes:
    """Anticlockwise."""
    return box("irot", bytes([count]))


def configuration(width: int, height: int) -> bytes:
    sets = hevc.parameters(width, height)
    head = b"\x01" + hevc.PROFILE + b"\xf0\0\xfc\xfd\xf8\xf8\0\0\x0f" + bytes([len(sets)])
    units = [(kind, hevc.unit(kind, payload)) for kind, payload in sets.items()]
    arrays = [
        bytes([0x80 | kind]) + struct.pack(">HH", 1, len(unit)) + unit for kind, unit in units
    ]
    return box("hvcC", head, *arrays)


def grid(rows: int, columns: int, width: int, height: int, tiles: tuple[int, ...]) -> Item:
    data = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)
    return Item("grid", data, (size(width, height),), {"dimg": tiles})


def exif(orientation: int, of: int) -> Item:
    found = Image.Exif()
    found[0x0112] = orientation
    return Item("Exif", b"\0\0\0\0" + found.tobytes()[6:], (), {"cdsc": (of,)})


def packed(*items: Item, primary: int = 1) -> bytes:
    """The file; items are numbered from 1."""
    head = box("ftyp", b"heic", bytes(4), b"mif1", b"heic")
    start = len(head) + len(meta(items, primary, 0)) + 8
    return head + meta(items, primary, start) + box("mdat", *(item.data for item in items))


def meta(items: tuple[Item, ...], primary: int, start: int) -> bytes:
    return full(
        "meta",
        0,
        0,
        full("hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
        full("pitm", 0, 0, struct.pack(">H", primary)),
        places(items, start),
        names(items),
        references(items),
        properties(items),
    )


def places(items: tuple[Item, ...], start: int) -> bytes:
    rows = []
    for number, item in enumerate(items, 1):
        rows.append(struct.pack(">HHHII", number, 0, 1, start, len(item.data)))
        start += len(item.data)
    return full("iloc", 0, 0, b"\x44\0", struct.pack(">H", len(items)), *rows)


def names(items: tuple[Item, ...]) -> bytes:
    # Metadata and the tiles of a grid are hidden; pictures are not.
    hidden = {tile for item in items for tile in item.refers.get("dimg", ())}
    entries = [
        full(
            "infe",
            2,
            int(item.kind == "Exif" or number in hidden),
            struct.pack(">HH", number, 0),
            item.kind.encode(),
            b"\0",
        )
        for number, item in enumerate(items, 1)
    ]
    return full("iinf", 0, 0, struct.pack(">H", len(items)), *entries)


def references(items: tuple[Item, ...]) -> bytes:
    entries = [
        box(kind, struct.pack(f">HH{len(to)}H", number, len(to), *to))
        for number, item in enumerate(items, 1)
        for kind, to in item.refers.items()
    ]
    return full("iref", 0, 0, *entries) if entries else b""


def properties(items: tuple[Item, ...]) -> bytes:
    rows: list[bytes] = []
    shown: list[bytes] = []
    for number, item in enumerate(items, 1):
        shown += [box for box in item.shown if box not in shown]
        places = [shown.index(box) + 1 for box in item.shown]
        rows.append(struct.pack(">HB", number, len(places)) + bytes(0x80 | p for p in places))
    association = full("ipma", 0, 0, struct.pack(">I", len(items)), *rows)
    return box("iprp", box("ipco", *shown), association)

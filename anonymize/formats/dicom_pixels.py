"""Stored values of a DICOM frame to what a radiologist would see: modality and window, palette,
colour, overlays burned in.

Grey values of up to 16 bits go through a table with one entry for each value, never through a
second picture.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from anonymize.formats import tone
from anonymize.formats.tone import Values
from anonymize.types import Image, PictureError, Refusal

OVERLAY_GROUPS: Final = range(0x6000, 0x6020, 2)
GREY: Final = frozenset({"MONOCHROME1", "MONOCHROME2"})
COLOUR: Final = frozenset({"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"})


def shown(stored: Values, found: Any, index: int) -> Image:
    """stored: one frame as decoded, height x width or height x width x 3 (already RGB). found: the
    data set. index: the frame's place in it.
    """
    kind = str(found.get("PhotometricInterpretation", "MONOCHROME2")).strip()
    if stored.ndim == 3 and stored.shape[2] == 3 and kind in COLOUR:
        image = _colour(stored, int(found.BitsStored))
    elif stored.ndim == 2 and kind in GREY:
        image = _grey(stored, found, index, inverted=kind == "MONOCHROME1")
    elif stored.ndim == 2 and kind == "PALETTE COLOR":
        image = _palette(stored, found)
    else:
        raise PictureError(Refusal.UNSUPPORTED)
    for group in OVERLAY_GROUPS:
        _burn(image, found, group, index)
    return image


def _colour(stored: Values, bits: int) -> Image:
    if stored.dtype == np.uint8 and bits == 8:
        return np.array(stored)
    image = np.empty(stored.shape, np.uint8)
    for rows in tone.strips(*stored.shape[:2]):
        scaled = stored[rows].astype(np.float32) * (255 / (2.0**bits - 1))
        image[rows] = np.clip(scaled, 0, 255).round().astype(np.uint8)
    return image


def _palette(stored: Values, found: Any) -> Image:
    from pydicom.pixels.processing import apply_color_lut

    first = int(stored.min())
    ramp = np.arange(first, int(stored.max()) + 1).astype(stored.dtype)
    colours = apply_color_lut(ramp[None], found)[0]
    # Tables of 16 bits are at times filled with values of 8.
    if colours.dtype.itemsize > 1:
        colours = colours >> 8 if colours.max() > 255 else colours
    return _looked_up(stored, first, colours.astype(np.uint8))


def _grey(stored: Values, found: Any, index: int, *, inverted: bool) -> Image:
    padding = _padding(found)
    if stored.dtype.kind == "f" or stored.dtype.itemsize > 2:
        image = _wide(stored, found, index, padding)
        return np.subtract(255, image, out=image) if inverted else image
    first, last = int(stored.min()), int(stored.max())
    ramp = np.arange(first, last + 1)
    values = _modality(ramp, found, index)
    darkest, brightest = (
        int(np.clip(round(value), first, last)) - first for value in tone.window(stored, padding)
    )
    light = _window(values, found, index)
    # A window that leaves nothing to see is no window.
    if light is None or np.ptp(_levels(light)[darkest : brightest + 1]) == 0:
        light = _between(values, values[darkest], values[brightest])
    table = _levels(light)
    return _looked_up(
        stored, first, np.repeat((255 - table if inverted else table)[:, None], 3, 1)
    )


def _wide(stored: Values, found: Any, index: int, padding: tuple[float, float] | None) -> Image:
    """Values of 32 bits or floating point: a window that is linear, or the percentiles."""
    item = _functional(found, index, "FrameVOILUTSequence", "WindowWidth")
    scale = _functional(found, index, "PixelValueTransformationSequence", "RescaleSlope")
    centre, width = _number(item, "WindowCenter"), _number(item, "WindowWidth")
    slope, intercept = _number(scale, "RescaleSlope") or 1.0, _number(scale, "RescaleIntercept")
    if centre is None or width is None or width <= 0:
        return tone.spread(stored, padding)
    ends = (centre - width / 2, centre + width / 2)
    low, high = sorted((end - (intercept or 0.0)) / slope for end in ends)
    image = tone.map_linear(stored, low, high)
    return image if image.min() < image.max() else tone.spread(stored, padding)


def _looked_up(stored: Values, first: int, table: Image) -> Image:
    image = np.empty((*stored.shape, 3), np.uint8)
    for rows in tone.strips(*stored.shape):
        image[rows] = table[stored[rows].astype(np.int32) - first]
    return image


def _levels(light: Values) -> Image:
    return (np.clip(light, 0, 1) * 255).round().astype(np.uint8)


def _modality(ramp: Values, found: Any, index: int) -> Values:
    from pydicom.pixels.processing import apply_modality_lut

    item = _functional(found, index, "PixelValueTransformationSequence", "RescaleSlope")
    if "ModalityLUTSequence" not in item and not _number(item, "RescaleSlope"):
        return ramp.astype(np.float64)
    return np.asarray(apply_modality_lut(ramp, item), np.float64)


def _window(values: Values, found: Any, index: int) -> Values | None:
    """0 to 1 by the first look-up table or window that the file has; None without a usable one."""
    item = _functional(found, index, "FrameVOILUTSequence", "WindowWidth")
    if item.get("VOILUTSequence"):
        return _table(values, item)
    centre, width = _number(item, "WindowCenter"), _number(item, "WindowWidth")
    if centre is None or width is None:
        return None
    function = str(item.get("VOILUTFunction") or "LINEAR").upper()
    if function == "SIGMOID" and width > 0:
        return np.asarray(1 / (1 + np.exp(np.clip(-4 * (values - centre) / width, -700, 700))))
    if function == "LINEAR_EXACT" and width > 0:
        return (values - centre) / width + 0.5
    if width < 1:
        return None
    return _between(values, centre - width / 2, centre + width / 2 - 1)


def _between(values: Values, one: float, other: float) -> Values:
    low, high = min(one, other), max(one, other)
    if high <= low:
        return (values > low).astype(np.float64)
    return (values - low) / (high - low)


def _table(values: Values, item: Any) -> Values:
    from pydicom.pixels.processing import apply_voi

    # Beyond 32 bits there is no table: such values are at its ends.
    whole = np.clip(values.round(), -(2**31), 2**31).astype(np.int64)
    looked_up = np.asarray(apply_voi(whole, item), np.float64)
    return looked_up / max(float(looked_up.max()), 1.0)


def _functional(found: Any, index: int, sequence: str, keyword: str) -> Any:
    """Where a frame's values are: in its own functional group, the shared one, or the data set."""
    own = found.get("PerFrameFunctionalGroupsSequence") or []
    shared = found.get("SharedFunctionalGroupsSequence") or []
    for group in (*own[index : index + 1], *shared[:1]):
        for item in group.get(sequence) or []:
            if keyword in item or "VOILUTSequence" in item:
                return item
    return found


def _number(item: Any, keyword: str) -> float | None:
    """The first value of a tag that may have several, or none that is a number."""
    value = item.get(keyword)
    if isinstance(value, str) or not hasattr(value, "__getitem__"):
        value = [value]
    try:
        number = float(value[0])
    except (TypeError, ValueError, IndexError):
        return None
    return number if np.isfinite(number) else None


def _padding(found: Any) -> tuple[float, float] | None:
    """The range of values that stand for no picture."""
    value = _number(found, "PixelPaddingValue")
    if value is None:
        return None
    limit = _number(found, "PixelPaddingRangeLimit")
    other = value if limit is None else limit
    return min(value, other), max(value, other)


def _burn(image: Image, found: Any, group: int, index: int) -> None:
    """White where the overlay is set: its writing then meets the same masks as all other."""
    bits = _plane(found, group, index)
    if bits is None:
        return
    top, left = (int(part) - 1 for part in found[group, 0x0050].value)
    rows = slice(max(top, 0), max(min(top + bits.shape[0], image.shape[0]), 0))
    columns = slice(max(left, 0), max(min(left + bits.shape[1], image.shape[1]), 0))
    visible = bits[
        rows.start - top : max(rows.stop - top, 0),
        columns.start - left : max(columns.stop - left, 0),
    ]
    image[rows, columns][visible] = 255


def _plane(found: Any, group: int, index: int) -> Values | None:
    """The overlay of one frame, height x width of bool."""
    if (group, 0x3000) not in found:
        return None
    data = found[group, 0x3000].value
    height, width = int(found[group, 0x0010].value), int(found[group, 0x0011].value)
    planes = int(found[group, 0x0015].value or 1) if (group, 0x0015) in found else 1
    origin = int(found[group, 0x0051].value or 1) if (group, 0x0051) in found else 1
    # One plane for a whole series is meant for each of its frames.
    plane = 0 if planes == 1 else index - (origin - 1)
    if not 0 <= plane < planes:
        return None
    start, size = plane * height * width, height * width
    taken = np.frombuffer(data, np.uint8)[start // 8 : (start + size) // 8 + 1]
    bits = np.unpackbits(taken, bitorder="little")[start % 8 : start % 8 + size]
    return bits.astype(bool).reshape(height, width)

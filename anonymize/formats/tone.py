"""More than eight bits to eight: the window between two percentiles becomes black to white.

Nothing here holds a second picture: tables of 65,536 entries for integers, strips for the rest.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from anonymize.types import Image, PictureError, Refusal

Values = npt.NDArray[Any]

# Percentiles between which a picture of more than 8 bits is spread: a stray hot pixel must not
# darken the rest.
WINDOW_PERCENT: Final = (0.1, 99.9)
# Pixels handled at a time, and pixels that are enough to estimate a percentile.
STRIP_PIXELS: Final = 2_000_000
SAMPLE_PIXELS: Final = 4_000_000


def strips(height: int, width: int) -> list[slice]:
    """Rows of a picture in bands of about STRIP_PIXELS."""
    rows = max(1, STRIP_PIXELS // max(width, 1))
    return [slice(top, min(top + rows, height)) for top in range(0, height, rows)]


def spread(values: Values, padding: tuple[float, float] | None = None) -> Image:
    """Grey height x width x 3 from numbers of any kind, height x width. Gaps (no numbers) are
    black; values within `padding` (both ends included) do not rule the window. Raises
    PictureError when nothing is a number.
    """
    low, high = window(values, padding)
    return map_linear(values, low, high)


def window(values: Values, padding: tuple[float, float] | None = None) -> tuple[float, float]:
    """The percentiles of the picture, from a regular sample of it."""
    step = max(1, int(np.ceil(np.sqrt(values.size / SAMPLE_PIXELS))))
    sample = values[::step, ::step]
    if values.dtype.kind == "f":
        sample = sample[np.isfinite(sample)]
    if sample.size == 0:
        raise PictureError(Refusal.UNREADABLE)
    if padding is not None:
        inside = sample[(sample < padding[0]) | (sample > padding[1])]
        sample = inside if inside.size else sample
    low, high = np.percentile(sample, WINDOW_PERCENT)
    return float(low), float(high)


def map_linear(values: Values, low: float, high: float) -> Image:
    """`low` becomes 0, `high` 255, what is outside is cut."""
    height, width = values.shape
    grey = np.empty((height, width, 3), np.uint8)
    # Nothing between the percentiles: what stands out from an even ground becomes white.
    scale = 255 / (high - low) if high > low else 1e15
    for rows in strips(height, width):
        with np.errstate(all="ignore"):
            scaled = (values[rows].astype(np.float64) - low) * scale
        np.nan_to_num(scaled, copy=False, nan=0.0)
        grey[rows] = np.clip(scaled, 0, 255).round().astype(np.uint8)[:, :, None]
    return grey

"""Twelve bits in the sixteen of a colour picture: seen, and turned as the file says."""

import cv2
import numpy as np
import pytest

from anonymize import Options, PictureError, Refusal
from anonymize.picture import decode
from anonymize.stills import stills

OPTIONS = Options()


def colours(high: int) -> np.ndarray:
    """Height x width x RGB of uint16: red rises across, green down, blue is half."""
    across = np.tile(np.linspace(0, high, 64), (48, 1))
    down = np.tile(np.linspace(0, high, 48)[:, None], (1, 64))
    return np.stack([across, down, np.full((48, 64), high / 2)], 2).astype(np.uint16)


def stored(pixels: np.ndarray, form: str) -> bytes:
    settings = [cv2.IMWRITE_TIFF_COMPRESSION, 1] if form == ".tiff" else []
    return cv2.imencode(form, pixels[:, :, ::-1], settings)[1].tobytes()


@pytest.mark.parametrize("form", [".png", ".tiff"])
@pytest.mark.parametrize("bits", [10, 12, 16])
def test_the_bits_that_are_used_are_shown(form: str, bits: int) -> None:
    """Neither black nor coarse."""
    pixels = colours(2**bits - 1)
    seen = decode(stored(pixels, form), OPTIONS)
    assert np.abs(seen - (pixels >> bits - 8).astype(int)).max() <= 1


def test_a_dark_picture_of_eight_bits_stays_dark() -> None:
    """There is nothing below its bits to be shown."""
    pixels = (colours(40)).astype(np.uint8)
    assert (decode(stored(pixels, ".png"), OPTIONS) == pixels).all()


def test_a_turned_tiff_is_turned_here_too() -> None:
    """An orientation in place of the layout of planes, which is the usual one anyway."""
    data = stored(colours(4095), ".tiff")
    plain = decode(data, OPTIONS)
    upside_down = data.replace(b"\x1c\x01\x03\0\x01\0\0\0\x01", b"\x12\x01\x03\0\x01\0\0\0\x03")
    assert upside_down != data
    assert (decode(upside_down, OPTIONS) == plain[::-1, ::-1]).all()


@pytest.mark.parametrize("bits", [10, 16])
def test_a_frame_in_the_dark_is_refused(bits: int) -> None:
    """Frames cannot be brightened one by one: what nobody can see must not pass unsearched."""
    pages = [colours(2**bits - 1)[:, :, ::-1]] * 2
    data = cv2.imencodemulti(".tiff", pages)[1].tobytes()
    if bits == 16:
        assert stills(data, OPTIONS).of == 2
        return
    with pytest.raises(PictureError) as caught:
        stills(data, OPTIONS)
    assert caught.value.refusal is Refusal.UNSUPPORTED

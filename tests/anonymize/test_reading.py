"""Reading a cut-out: sure single letters, and nothing that only looks like one."""

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from anonymize import Tools
from anonymize.reading import is_side_marker
from anonymize.types import Image


def cut(text: str, size: int = 80) -> Image:
    font = ImageFont.load_default(size)
    width = round(font.getlength(text)) + 16
    picture = Pillow.new("RGB", (width, size + 16), (40, 40, 40))
    ImageDraw.Draw(picture).text((8, 0), text, "white", font)
    return np.asarray(picture)


@pytest.mark.parametrize("letter", ["R", "L", "D", "G"])
def test_a_clear_letter_is_read_surely(real: Tools, letter: str) -> None:
    """Left, right, droite, gauche."""
    assert real.detectors[1].reader.read(cut(letter)) == (letter, True)


def test_a_name_is_read_as_what_it_is(real: Tools) -> None:
    """The alphabet inside the model file is in step with its classes."""
    assert real.detectors[1].reader.read(cut("DANDIN 1958"))[0].replace(" ", "") == "DANDIN1958"


def test_an_empty_cut_is_not_sure(real: Tools) -> None:
    """Nothing read is nothing kept."""
    text, sure = real.detectors[1].reader.read(np.full((60, 60, 3), 90, np.uint8))
    assert not is_side_marker(text, sure)


@pytest.mark.parametrize(
    ("text", "sure", "verdict"),
    [
        ("R", True, True),
        ("R", False, False),
        ("RL", True, False),
        ("", True, False),
        ("r", True, False),
    ],
)
def test_only_a_sure_single_side_is_a_marker(text: str, sure: bool, verdict: bool) -> None:
    """Capital L, R, D, G or I by itself, surely read."""
    assert is_side_marker(text, sure) is verdict

"""The one letter of a cut: by itself, in a ring, on a disc; its serifs; never one of two."""

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from anonymize.glyphs import Glyph, lone_glyphs
from anonymize.types import Image
from tests.anonymize.test_reading import cut


def ringed(text: str, disc: int = 20, paper: int = 20) -> Image:
    """White in a white ring on a disc, 120 x 120."""
    picture = Pillow.new("L", (120, 120), paper)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((4, 4, 115, 115), fill=disc, outline=240, width=5)
    pen.text(
        (60, 60), text, 240, ImageFont.load_default(60 if len(text) == 1 else 36), anchor="mm"
    )
    return np.asarray(picture.convert("RGB"))


def barred(serif: int) -> Image:
    """An upright bar, 12 x 80, with ends of this width."""
    picture = np.full((120, 120, 3), 30, np.uint8)
    picture[20:100, 54:66] = 240
    for y in (20, 90):
        picture[y : y + 10, 60 - serif // 2 : 60 + serif // 2] = 240
    return picture


def only(cut_out: Image) -> Glyph:
    (glyph,) = lone_glyphs(cut_out)
    return glyph


@pytest.mark.parametrize("negative", [False, True])
def test_a_letter_by_itself_is_found(negative: bool) -> None:
    """White on black or black on white; around it there is paper."""
    glyph = only(255 - cut("R") if negative else cut("R"))
    assert not glyph.ringed
    assert np.ptp(glyph.image[0]) == 0
    assert glyph.ink.any(axis=1).all()


@pytest.mark.parametrize(("disc", "paper"), [(20, 20), (20, 130)])
def test_a_ring_is_taken_off(disc: int, paper: int) -> None:
    """Whatever lies behind it: the glyph's image shows the letter alone."""
    glyphs = [each for each in lone_glyphs(ringed("D", disc, paper)) if each.ringed]
    assert glyphs
    assert all(np.ptp(each.image[0]) == 0 for each in glyphs)
    assert all(each.ink.shape[0] < 60 for each in glyphs)


@pytest.mark.parametrize("text", ["LG", "R L"])
def test_two_letters_are_none(text: str) -> None:
    """Initials are no side."""
    assert lone_glyphs(cut(text)) == []


def test_nothing_and_next_to_nothing_are_no_letters() -> None:
    """An empty cut, a cut of some pixels, a speck."""
    assert lone_glyphs(np.full((60, 60, 3), 90, np.uint8)) == []
    assert lone_glyphs(np.zeros((4, 40, 3), np.uint8)) == []
    assert lone_glyphs(cut(".")) == []


def test_serifs_tell_an_i_from_a_bar() -> None:
    """A bar, a 1 or an l is as wide at its ends as between them."""
    assert only(barred(40)).has_serifs
    assert not only(barred(12)).has_serifs

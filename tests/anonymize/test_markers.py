"""The letters that may stay: one of five, alone, surely read, and at most two of them."""

import numpy as np
import pytest
from PIL import ImageDraw, ImageFont

from anonymize import SIDE_MARKER, Box, Tools
from anonymize.markers import stands_alone
from tests.anonymize.test_glyphs import ringed
from tests.anonymize.test_reading import cut
from tests.anonymize.test_shapes import corners
from tests.anonymize.test_writing import found, written


@pytest.mark.parametrize("letter", "RLDG")
def test_a_lone_side_marker_is_kept(real: Tools, letter: str) -> None:
    """Without it nobody can say which lung it is."""
    (finding,) = found(real, written(letter, (650, 80), 70))
    assert (finding.source, finding.hidden) == (SIDE_MARKER, False)


@pytest.mark.parametrize("text", ["R DUPONT", "D U P O N T", "L G", "K", "r", "1", "l", "P", "8"])
def test_other_writing_is_never_kept(real: Tools, text: str) -> None:
    """Initials, spaced-out names, other letters: hidden, for only a sure side marker may stay."""
    findings = found(real, written(text, (120, 260), 60))
    assert findings
    assert all(each.hidden for each in findings)


@pytest.mark.parametrize("letter", "RLDG")
@pytest.mark.parametrize("paper", [20, 130])
def test_a_letter_in_a_ring_is_kept(real: Tools, letter: str, paper: int) -> None:
    """As it is cast in lead, on black film and over the patient."""
    picture = np.full((600, 800, 3), paper, np.uint8)
    picture[60:180, 600:720] = ringed(letter, paper=paper)
    findings = real.detectors[1].markers.kept(picture, [(corners(600, 60, 719, 179), 0.9)])
    assert findings == [True]


@pytest.mark.parametrize("text", ["LG", "RD", "K", "8"])
def test_no_other_letter_in_a_ring_is_kept(real: Tools, text: str) -> None:
    """Initials in a circle, a number in a circle."""
    picture = np.full((600, 800, 3), 20, np.uint8)
    picture[60:180, 600:720] = ringed(text)
    findings = real.detectors[1].markers.kept(picture, [(corners(600, 60, 719, 179), 0.9)])
    assert findings == [False]


@pytest.mark.parametrize("letter", [*"ABCEFHJKMNOPQSTUVWXYZ0123456789", "|", "l"])
def test_no_other_letter_is_a_side(real: Tools, letter: str) -> None:
    """Not even when it stands alone: an initial is somebody's."""
    picture = np.full((600, 800, 3), 40, np.uint8)
    lone = cut(letter)
    height, width = lone.shape[:2]
    picture[100 : 100 + height, 600 : 600 + width] = lone
    region = corners(600, 100, 599 + width, 99 + height)
    assert real.detectors[1].markers.kept(picture, [(region, 0.9)]) == [False]


def test_a_letter_on_a_coloured_photograph_is_hidden(real: Tools) -> None:
    """The R of a curved word on a wall stands by itself as well."""
    picture = np.full((600, 800, 3), (90, 60, 40), np.uint8)
    picture[100:196, 600 : 600 + cut("R").shape[1]] = cut("R")
    region = corners(600, 100, 599 + cut("R").shape[1], 195)
    markers = real.detectors[1].markers
    assert markers.kept(picture, [(region, 0.9)]) == [False]
    grey = np.repeat(picture[:, :, :1], 3, axis=2)
    assert markers.kept(grey, [(region, 0.9)]) == [True]


def test_pieces_of_a_marker_stay_with_it(real: Tools) -> None:
    """Half of its ring was seen once more: hiding that would cut the letter."""
    picture = np.full((600, 800, 3), 20, np.uint8)
    picture[60:180, 600:720] = ringed("D")
    lines = [(corners(600, 60, 719, 179), 0.9), (corners(620, 62, 700, 90), 0.8)]
    assert real.detectors[1].markers.kept(picture, lines) == [True, True]


def test_many_letters_are_no_side_markers(real: Tools) -> None:
    """Three lone letters are something else: a grid, a label, a name."""
    picture = written("R", (60, 60), 60)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(60)
    pen.text((600, 60), "L", "white", font)
    pen.text((60, 450), "D", "white", font)
    assert all(each.hidden for each in found(real, picture))


def test_a_letter_stands_alone_or_not() -> None:
    """A neighbour on the line, or another letter near, makes it part of a word."""
    letter, far = Box(100, 100, 140, 140), Box(500, 500, 540, 540)
    word_below, word_beside = Box(60, 150, 300, 180), Box(150, 100, 300, 140)
    assert stands_alone(letter, [letter, far, word_below])
    assert not stands_alone(letter, [letter, word_beside])
    assert not stands_alone(letter, [letter, Box(100, 150, 140, 190)])
    assert not stands_alone(Box(0, 0, 100, 20), [])

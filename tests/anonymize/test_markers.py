"""The letters that may stay: one of five, alone, surely read, and at most two of them."""

import pytest
from PIL import ImageDraw, ImageFont

from anonymize import SIDE_MARKER, Box, Tools
from anonymize.markers import stands_alone
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

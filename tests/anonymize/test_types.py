"""Boxes, findings and manual masks: half-open pixels, never outside, never empty."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from anonymize import Box, Finding, Kind, PictureError, Refusal, Side, strip, whole
from anonymize.mask import region

NUMBERS = some.integers(-300, 300)
BOXES = some.builds(Box, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
LENGTHS = some.integers(1, 200)


@given(BOXES, LENGTHS, LENGTHS)
def test_a_clipped_box_lies_in_the_picture(box: Box, width: int, height: int) -> None:
    """Whatever the box was, its clip is a slice of the picture."""
    clipped = box.clip(width, height)
    assert 0 <= clipped.x0 <= clipped.x1 <= width
    assert 0 <= clipped.y0 <= clipped.y1 <= height


@given(BOXES, LENGTHS, LENGTHS)
def test_clipping_loses_only_what_lies_outside(box: Box, width: int, height: int) -> None:
    """The clip holds exactly the pixels that box and picture share."""
    assert box.clip(width, height).area == box.overlap(Box(0, 0, width, height))


@given(BOXES, BOXES)
def test_overlap_has_no_order(one: Box, other: Box) -> None:
    """Two boxes share as many pixels as the other two, and never more than either has."""
    assert one.overlap(other) == other.overlap(one)
    assert one.overlap(other) <= min(one.area, other.area)


@given(some.integers(0, 50), some.integers(0, 50), LENGTHS, LENGTHS)
def test_a_box_paints_its_own_pixels(x: int, y: int, width: int, height: int) -> None:
    """The polygon of a box covers the slice of the box: neither the row after it nor one less."""
    box = Box(x, y, x + width, y + height)
    finding = Finding(Kind.TEXT, box.polygon(), 1.0, "test")
    expected = np.zeros((300, 300), bool)
    expected[box.y0 : box.y1, box.x0 : box.x1] = True
    assert finding.box == box
    assert (region(finding, 300, 300) == expected).all()


def test_growing_moves_each_side_by_its_own_amount() -> None:
    """Left and top go down, right and bottom go up."""
    assert Box(10, 20, 30, 40).grow(1, 2, 3, 4) == Box(9, 18, 33, 44)


@pytest.mark.parametrize(
    ("side", "box"),
    [
        (Side.TOP, Box(0, 0, 100, 20)),
        (Side.BOTTOM, Box(0, 60, 100, 80)),
        (Side.LEFT, Box(0, 0, 25, 80)),
        (Side.RIGHT, Box(75, 0, 100, 80)),
    ],
)
def test_a_strip_touches_its_side(side: Side, box: Box) -> None:
    """A quarter from one side reaches the frame there, and a quarter in."""
    finding = strip(side, 0.25, 100, 80)
    assert finding.box == box
    assert finding.hidden
    assert finding.kind is Kind.MANUAL


@given(some.sampled_from(Side), some.floats(0.001, 1), LENGTHS, LENGTHS)
def test_a_strip_is_never_empty(side: Side, share: float, width: int, height: int) -> None:
    """Even a sliver of a tiny picture hides a pixel, and none hides more than the picture."""
    box = strip(side, share, width, height).box
    assert box.area > 0
    assert box.clip(width, height) == box


@pytest.mark.parametrize("share", [0, -0.1, 1.01])
def test_a_strip_of_nonsense_is_refused(share: float) -> None:
    """A share outside of 0 to 1 is a programming error, not a mask."""
    with pytest.raises(ValueError):
        strip(Side.TOP, share, 100, 100)


def test_the_whole_picture_can_be_hidden() -> None:
    """The mask of last resort covers every pixel."""
    assert region(whole(33, 44), 33, 44).all()


def test_a_refusal_survives_the_way_between_processes() -> None:
    """The reason arrives, and nothing else is carried."""
    error = pickle.loads(pickle.dumps(PictureError(Refusal.SEVERAL)))  # noqa: S301 - our own
    assert error.refusal is Refusal.SEVERAL
    assert str(error) == "several"

"""Slanted regions: joined without losing a pixel, cut at the frame, never outside of it."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as some

from anonymize import Finding, Kind
from anonymize.mask import region
from anonymize.shapes import Corners, area, bounding_box, dilated, grown, merged, outline, within
from anonymize.types import Polygon

WIDTH, HEIGHT = 120, 90
RECTANGLES = some.tuples(
    some.tuples(some.floats(-30, 150), some.floats(-30, 120)),
    some.tuples(some.floats(2, 60), some.floats(2, 60)),
    some.floats(-90, 90),
)


def corners(x0: float, y0: float, x1: float, y1: float) -> Corners:
    return np.asarray([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)


def painted(polygon: Polygon) -> npt.NDArray[np.bool_]:
    if not polygon:
        return np.zeros((HEIGHT, WIDTH), np.bool_)
    return region(Finding(Kind.TEXT, polygon, 1.0, "test"), WIDTH, HEIGHT)


def pixels_in(rectangle: tuple) -> npt.NDArray[np.bool_]:
    """The pixels whose middle lies in an OpenCV rotated rectangle; what rounding makes is not."""
    (x, y), (width, height), degrees = rectangle
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    down, right = np.mgrid[:HEIGHT, :WIDTH] - np.reshape((y, x), (2, 1, 1))
    along, across = right * cosine + down * sine, down * cosine - right * sine
    return (abs(along) < width / 2 - 1e-3) & (abs(across) < height / 2 - 1e-3)


@given(RECTANGLES)
def test_an_outline_lies_in_the_picture(rectangle: tuple) -> None:
    """Whatever the network saw behind the frame, the polygon is made of the picture's pixels."""
    for x, y in outline(grown(rectangle, 1), WIDTH, HEIGHT):
        assert 0 <= x < WIDTH
        assert 0 <= y < HEIGHT


@given(RECTANGLES)
def test_an_outline_covers_its_region(rectangle: tuple) -> None:
    """Rounding to pixels and cutting at the frame uncover no pixel of the region."""
    missed = pixels_in(rectangle) & ~painted(outline(grown(rectangle, 0), WIDTH, HEIGHT))
    assert not missed.any()


@pytest.mark.parametrize("angle", [-90.0, 90.0])
def test_a_region_whose_edge_is_the_frames_loses_nothing(angle: float) -> None:
    """Writing that ends just at the frame, as a banner does, is covered to its last letter."""
    rectangle = ((12, 73), (41, 24), angle)
    missed = pixels_in(rectangle) & ~painted(outline(grown(rectangle, 0), WIDTH, HEIGHT))
    assert not missed.any()


def test_a_region_at_the_edge_reaches_the_last_pixel() -> None:
    """The last row and column belong to the picture."""
    polygon = outline(corners(100, 80, 130, 110), WIDTH, HEIGHT)
    assert region(Finding(Kind.TEXT, polygon, 1.0, "test"), WIDTH, HEIGHT)[-1, -1]


def test_a_region_behind_the_frame_is_none() -> None:
    """The mirrored border is not the picture."""
    assert outline(corners(-50, -50, -10, -10), WIDTH, HEIGHT) == ()
    assert len(within(corners(-50, -50, -10, -10), WIDTH, HEIGHT)) == 0


def test_what_two_views_saw_is_one_region() -> None:
    """The same word, seen twice and slightly apart, is joined and keeps the better score."""
    (joined,) = merged([(corners(10, 10, 60, 20), 0.5), (corners(12, 9, 62, 21), 0.9)])
    assert joined[1] == 0.9
    assert bounding_box(joined[0]).width >= 52


def test_a_word_inside_a_line_is_not_told_twice() -> None:
    """What the larger region covers goes."""
    (line,) = merged([(corners(30, 12, 40, 18), 0.9), (corners(0, 10, 90, 20), 0.6)])
    assert area(line[0]) == 900


def test_the_margin_is_a_share_of_the_lines_height() -> None:
    """A fifth on each side, at least two pixels; more of it for a line that the frame cuts."""
    margins = [
        bounding_box(dilated(corners(20, y0, 100, y1), 1200, 900)).y1 - 1 - y1
        for y0, y1 in ((30, 50), (30, 34), (0, 20), (0, 40))
    ]
    assert margins == [4, 2, 10, 12]


def test_neighbours_stay_apart() -> None:
    """Two lines below each other are two findings, so that one can be shown again."""
    assert len(merged([(corners(0, 0, 50, 10), 1.0), (corners(0, 9, 50, 19), 1.0)])) == 2


def test_a_cross_is_not_joined() -> None:
    """One hull around a horizontal and a vertical line would hide the picture between them."""
    cross = [(corners(0, 40, 100, 50), 1.0), (corners(45, 0, 55, 14), 1.0)]
    assert len(merged(cross)) == 2

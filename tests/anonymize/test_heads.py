"""The outline of a head: at every edge of the picture, and whichever way the face is turned."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from anonymize import Finding, Kind
from anonymize.heads import head
from anonymize.mask import region
from anonymize.types import Polygon

COORDINATES = some.floats(-150, 250, allow_nan=False)


@given(COORDINATES, COORDINATES, some.floats(4, 200), some.floats(4, 200))
def test_a_head_holds_its_face(x: float, y: float, width: float, height: float) -> None:
    """Whatever part of the face is in the picture is hidden; corners of the box are not hair."""
    face = np.asarray([x, y, x + width, y + height], np.float32)
    polygon = head(face, 100, 100)
    inside = np.clip(
        [x + width * 0.1, y + height * 0.1, x + width * 0.9, y + height * 0.9], 0, 100
    )
    x0, y0, x1, y1 = (
        np.ceil(inside[:2]).astype(int).tolist() + np.floor(inside[2:]).astype(int).tolist()
    )
    if polygon and x0 < x1 and y0 < y1:
        painted = region(Finding(Kind.FACE, polygon, 1.0, "test"), 100, 100)
        assert painted[y0:y1, x0:x1].all()


def test_a_head_is_larger_than_its_face() -> None:
    """About 1.6 times on each axis, with more above than below: hair gives people away."""
    xs, ys = zip(*head(np.asarray([100, 100, 200, 200], np.float32), 500, 500), strict=True)
    assert max(xs) - min(xs) == pytest.approx(160, abs=3)
    assert max(ys) - min(ys) == pytest.approx(170, abs=3)
    assert 100 - min(ys) > max(ys) - 200


def test_a_head_behind_the_frame_is_none() -> None:
    """A face that is wholly outside has no outline."""
    assert head(np.asarray([-300, -300, -200, -200], np.float32), 100, 100) == ()


def middle(polygon: Polygon) -> tuple[float, float]:
    xs, ys = zip(*polygon, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


@pytest.mark.parametrize("way", [(0, -60), (60, 0), (0, 60), (-60, 0), (42, -42)])
def test_a_head_reaches_further_over_the_eyes(way: tuple[int, int]) -> None:
    """Hair is where the eyes look away from the mouth."""
    x, y = middle(head((400, 400, 500, 500), 1000, 1000, way))
    assert (x - 449.5) * way[0] + (y - 449.5) * way[1] > 5 * 60


def test_a_slightly_tilted_head_is_an_upright_one() -> None:
    """Its box is the better known."""
    face = (400, 400, 500, 500)
    assert head(face, 1000, 1000, (15, -60)) == head(face, 1000, 1000)


def test_a_head_without_direction_grows_on_all_sides() -> None:
    """Eyes on the mouth tell nothing: the hair may be below."""
    polygon = head((400, 400, 500, 500), 1000, 1000, (2, 5))
    assert middle(polygon) == pytest.approx((449.5, 449.5), abs=1)
    assert max(y for _, y in polygon) >= 540


def test_a_small_face_is_taken_for_upright() -> None:
    """Where the eyes of twenty pixels are is a guess."""
    face = (400, 400, 420, 420)
    assert head(face, 1000, 1000, (0, 12)) == head(face, 1000, 1000)

"""What CenterFace sees: the sizes it looks at, and one row for each face."""

import numpy as np
import numpy.typing as npt
import pytest

from anonymize.centerface import see_all_sizes
from anonymize.runtime import Network

Maps = list[npt.NDArray[np.float32]]


class Cells(Network):
    """Stands where the network does: at the size `lit`, two neighbouring cells see one face of 64
    pixels; every other size sees it in one cell, with `elsewhere`.
    """

    def __init__(self, lit: int, elsewhere: float = 0.0) -> None:
        self.lit, self.elsewhere = lit, elsewhere
        self.shapes: list[tuple[int, ...]] = []

    def __call__(self, pictures: npt.NDArray[np.uint8]) -> Maps:
        self.shapes.append(pictures.shape[1:3])
        batch, height, width, _ = pictures.shape
        size = (batch, height // 4, width // 4)
        maps = [np.zeros((size[0], depth, *size[1:]), np.float32) for depth in (1, 2, 2, 10)]
        row = column = size[1] // 2
        if width == self.lit:
            maps[0][0, 0, row, column : column + 2] = 0.9, 0.8
        else:
            maps[0][0, 0, row, column] = self.elsewhere
        maps[1][:] = np.log(width / 10 / 4)
        maps[3][0, [0, 2, 6, 8]] = np.array((0.3, 0.3, 0.8, 0.8))[:, None, None]
        return maps


def seen(network: Cells, width: int, height: int) -> npt.NDArray[np.float32]:
    return see_all_sizes(network, np.zeros((height, width, 3), np.uint8), 0.2)


@pytest.mark.parametrize(
    ("longest", "finest"),
    [(100, 640), (640, 640), (641, 960), (1200, 960), (1300, 1120), (1600, 1280), (8000, 1280)],
)
def test_the_finest_size_follows_the_picture(longest: int, finest: int) -> None:
    """A small picture is not blown up; a large one costs no more than 1280."""
    network = Cells(0)
    seen(network, longest, longest // 2)
    assert max(max(shape) for shape in network.shapes) == finest
    assert [width for _, width in network.shapes[-2:]] == [640, 320]


def test_the_room_beside_a_picture_moves_no_face() -> None:
    """Rows are measured from the picture's corner, whatever is added behind it."""
    (row,) = seen(Cells(640), 640, 400)
    assert row[3] - row[1] == pytest.approx(64)


def test_what_no_size_sees_is_no_row() -> None:
    """Seven columns all the same."""
    assert seen(Cells(0), 500, 500).shape == (0, 7)


def test_neighbouring_cells_see_one_face() -> None:
    """The surest is taken."""
    (row,) = seen(Cells(640), 640, 640)
    assert row[4] == pytest.approx(0.9)
    assert (row[2] - row[0], row[3] - row[1]) == pytest.approx((64, 64))


def test_sizes_that_agree_make_one_face() -> None:
    """Its box lies between theirs, nearer to the surer one; its score is the surer one's."""
    (alone,) = seen(Cells(640), 640, 640)
    (both,) = seen(Cells(640, elsewhere=0.45), 640, 640)
    assert both[4] == alone[4]
    assert both[0] - alone[0] == pytest.approx((2 * 2 - 2) * 0.2, abs=0.01)


def test_the_eyes_are_above_the_mouth() -> None:
    """Eyes at .3 of the box and a mouth at .8: half a box upwards."""
    (row,) = seen(Cells(640), 640, 640)
    assert row[5:] == pytest.approx((0, -32))


def test_rows_are_in_pixels_of_the_picture() -> None:
    """The network saw 640 pixels of 320."""
    (row,) = seen(Cells(640), 320, 320)
    assert row[2] - row[0] == pytest.approx(32)

"""Looking with the network: frames of the picture come back, whatever was done to it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from anonymize import Tools
from anonymize.dbnet import PAD, STRIDE, Dbnet, View, regions, resized
from anonymize.shapes import bounding_box
from tests.anonymize.test_reading import cut


class Records:
    """A network that sees nothing but keeps the shapes it was shown."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def __call__(self, pictures: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        self.shapes.append(pictures.shape[1:3])
        return [np.full((1, 1, *pictures.shape[1:3]), -9, np.float32)]


@pytest.mark.parametrize("turned", [False, True])
def test_a_word_is_found_where_it_stands(real: Tools, turned: bool) -> None:
    """Shrunk, padded and perhaps turned: the region lies in the picture's own pixels."""
    picture = np.full((900, 1500, 3), 60, np.uint8)
    word = cut("DANDIN", 70)
    placed = np.rot90(word) if turned else word
    picture[300 : 300 + placed.shape[0], 1100 : 1100 + placed.shape[1]] = placed
    seen = real.detectors[1].detector.look(picture, (View(640, turned),))
    box = bounding_box(max(seen, key=lambda each: each[1])[0])
    assert abs(box.x0 - 1100) < 20
    assert abs(box.y0 - 300) < 20
    assert abs(box.x1 - 1100 - placed.shape[1]) < 20


def test_shapes_are_few() -> None:
    """Every new one costs time: pictures of nearly the same sides are shown in the same size."""
    network = Records()
    for height in (611, 640, 660):
        image = np.zeros((height, 997, 3), np.uint8)
        Dbnet(network, 0.2).look(image, (View(960), View(640, True)))
    sharp, turned = set(network.shapes[::2]), set(network.shapes[1::2])
    assert len(sharp) == len(turned) == 1
    (height, width), (long, _) = *sharp, *turned
    assert (width, long) == (960 + 2 * PAD, 640 + 2 * PAD)
    assert height % STRIDE == 0


def test_a_narrow_picture_keeps_some_width() -> None:
    """One of 40 x 4000 is not shrunk to a thread."""
    assert resized(np.zeros((4000, 40, 3), np.uint8), 640).shape == (640, STRIDE, 3)


def test_regions_have_their_mean_and_their_margin_back() -> None:
    """The network marks the core of a line."""
    seen = np.full((100, 200), -9, np.float32)
    seen[40:50, 20:120] = np.log(0.6 / 0.4)
    ((corners, score),) = regions(seen, 0.2)
    box = bounding_box(corners)
    assert score == pytest.approx(0.6)
    assert box.y0 < 36
    assert box.x1 > 124


def test_a_speck_and_a_hole_are_no_regions() -> None:
    """Hair and grain; and the spots inside of a blotch."""
    seen = np.full((100, 200), -9, np.float32)
    seen[10:90, 10:90] = 2
    seen[30:50, 30:70] = -9
    seen[20:60, 150:152] = 2
    assert len(regions(seen, 0.2)) == 1


def test_large_letters_get_a_margin_of_some_pixels() -> None:
    """A share of their height would hide the picture around them."""
    seen = np.full((500, 700), -9, np.float32)
    seen[150:350, 100:600] = 2
    ((corners, _),) = regions(seen, 0.2)
    assert bounding_box(corners).y0 > 120

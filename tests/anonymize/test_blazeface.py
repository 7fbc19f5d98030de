"""BlazeFace: each face once, in the pixels of the picture, and nothing that its mirror denies."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from anonymize import Box, Tools
from anonymize.blazeface import BlazeFace, Face
from anonymize.check import FaceCheck
from tests.drawn import portrait


@dataclass
class Mark:
    x: float
    y: float


@dataclass
class Place:
    origin_x: int
    origin_y: int
    width: int
    height: int


@dataclass
class Category:
    score: float


@dataclass
class Detection:
    bounding_box: Place
    categories: list[Category]
    keypoints: list[Mark]


@dataclass
class Detections:
    detections: list[Detection]


class Scripted:
    """Stands where MediaPipe's detector does: finds what lies at the same place in every view."""

    def __init__(self, *boxes: Box) -> None:
        self.boxes = boxes
        self.views: list[npt.NDArray[np.uint8]] = []

    def detect(self, frame: object) -> Detections:
        self.views.append(np.array(frame.numpy_view()))  # type: ignore[attr-defined]
        marks = [Mark(0.4, 0.4), Mark(0.6, 0.4), Mark(0.5, 0.5), Mark(0.5, 0.6)]
        places = [Place(box.x0, box.y0, box.width, box.height) for box in self.boxes]
        return Detections([Detection(place, [Category(0.7)], marks) for place in places])


@pytest.fixture
def blazeface(real: Tools) -> BlazeFace:
    (check,) = (each for each in real.checkers if isinstance(each, FaceCheck))
    return check.detector


def test_what_the_mirror_image_does_not_show_is_none() -> None:
    """A shadow at the left of the picture would have to be at the right of its mirror image."""
    detector = Scripted(Box(0, 0, 20, 20))
    assert BlazeFace(detector).see(np.zeros((100, 100, 3), np.uint8)) == []
    assert len(detector.views) == 4


def test_what_is_seen_nowhere_is_not_looked_for_again() -> None:
    """Most finished pictures show nothing: two looks, one with room around."""
    detector = Scripted()
    assert BlazeFace(detector).see(np.zeros((100, 100, 3), np.uint8)) == []
    assert [view.shape for view in detector.views] == [(100, 100, 3), (150, 150, 3)]


def test_a_large_picture_is_looked_at_smaller() -> None:
    """MediaPipe copies what it is given."""
    detector = Scripted()
    BlazeFace(detector).see(np.zeros((1000, 2048, 3), np.uint8))
    assert detector.views[0].shape == (500, 1024, 3)


def test_a_place_in_a_view_is_one_in_the_picture() -> None:
    """The frame around goes, then the scale."""
    seen = Face(Box(60, 70, 80, 100), 0.7, (1.0, -4.0))
    assert seen.moved(50, 0.5) == Face(Box(20, 40, 60, 100), 0.7, (2.0, -8.0))


def test_a_mirror_image_of_a_mirror_image_is_the_face() -> None:
    """Left and right change places, up stays up."""
    seen = Face(Box(10, 20, 30, 60), 0.7, (3.0, -4.0))
    assert seen.mirrored(100) == Face(Box(70, 20, 90, 60), 0.7, (-3.0, -4.0))
    assert seen.mirrored(100).mirrored(100) == seen


@pytest.mark.parametrize("side", [400, 1500])
def test_a_face_is_given_in_the_pixels_of_the_picture(blazeface: BlazeFace, side: int) -> None:
    """One face, its middle where it was drawn, its eyes above its mouth."""
    (face,) = blazeface.see(np.asarray(portrait(side, side * 5 // 4)))
    assert (face.box.x0 + face.box.x1) / 2 == pytest.approx(side * 0.5, abs=side * 0.1)
    assert (face.box.y0 + face.box.y1) / 2 == pytest.approx(side * 0.6, abs=side * 0.15)
    across, down = face.eyes
    assert down < 0
    assert abs(across) < abs(down)

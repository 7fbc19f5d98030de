"""Faces: the real network on a drawn face, and the head's outline at every edge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from anonymize import Finding, Kind, Tools
from anonymize.heads import head
from anonymize.mask import region
from anonymize.types import Image
from tests.drawn import dermatology, portrait

# The drawn face from brow to chin and ear to ear: x0, y0, x1, y1 in shares of the picture.
FACE = (0.32, 0.25, 0.68, 0.70)


def found(real: Tools, image: Image) -> list[Finding]:
    return real.detectors[0].find(np.ascontiguousarray(image))


def covered(
    findings: list[Finding], image: Image, box: tuple[float, float, float, float]
) -> float:
    height, width = image.shape[:2]
    hidden = np.zeros((height, width), bool)
    for finding in findings:
        hidden |= region(finding, width, height)
    x0, y0, x1, y1 = (round(share * (width, height)[index % 2]) for index, share in enumerate(box))
    return float(hidden[y0:y1, x0:x1].mean())


@pytest.mark.parametrize(("width", "height"), [(96, 120), (400, 500), (1600, 2000)])
def test_a_drawn_face_is_found_at_every_size(real: Tools, width: int, height: int) -> None:
    """From a face of fifty pixels to one of a thousand."""
    image = np.asarray(portrait(width, height))
    findings = found(real, image)
    assert {each.kind for each in findings} == {Kind.FACE}
    assert covered(findings, image, FACE) > 0.99


def test_a_face_in_a_wide_picture_is_found(real: Tools) -> None:
    """The network's input keeps the picture's proportions."""
    image = np.full((500, 1500, 3), 180, np.uint8)
    image[:, 900:1300] = np.asarray(portrait(400, 500))
    (finding,) = found(real, image)
    assert 850 < finding.box.x0 < finding.box.x1 < 1350


def test_a_lesion_is_no_face(real: Tools) -> None:
    """Nothing to hide on skin."""
    assert found(real, np.asarray(dermatology())) == []


def test_one_face_is_one_finding(real: Tools) -> None:
    """Three sizes see the same face; the doctor is shown one number."""
    assert len(found(real, np.asarray(portrait()))) == 1


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

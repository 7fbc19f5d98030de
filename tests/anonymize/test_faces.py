"""Faces: the real network on a drawn face, and the second look at what is doubtful."""

import numpy as np
import numpy.typing as npt
import pytest

from anonymize import Finding, Kind, Tools
from anonymize.faces import CenterFace, _crop
from anonymize.mask import region
from anonymize.runtime import Network
from anonymize.types import SUGGESTIONS, Image
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


class Heat(Network):
    """Stands where the network does: a face a quarter as wide as the picture, in its middle, with
    the score `first`; in a crop and its mirror image, with the scores `again`.
    """

    def __init__(self, first: float, *again: float) -> None:
        self.first, self.again = first, again
        self.eyes_to_mouth = 0.0

    def __call__(self, pictures: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.float32]]:
        batch, height, width, _ = pictures.shape
        rows, columns = height // 4, width // 4
        maps = [np.zeros((batch, depth, rows, columns), np.float32) for depth in (1, 2, 2, 10)]
        crops = batch > 1
        maps[0][:, 0, rows // 2, columns // 2] = self.again * (batch // 2) if crops else self.first
        maps[1][:] = np.log((40 if crops else width / 4) / 4)
        maps[3][:, [7, 9]] = self.eyes_to_mouth
        return maps


@pytest.mark.parametrize(
    ("first", "again", "hidden"),
    [
        (0.4, (0.0, 0.0), [True]),
        (0.25, (0.0, 0.1), [True]),
        (0.25, (0.0, 0.04), []),
        (0.15, (0.5, 0.6), [True]),
        (0.15, (0.2, 0.9), [False]),
        (0.15, (0.1, 0.9), []),
        (0.05, (0.9, 0.9), []),
    ],
)
def test_a_doubtful_face_is_looked_at_twice(
    first: float, again: tuple[float, float], hidden: list[bool]
) -> None:
    """Clear ones are hidden, illusions dropped, faint ones hidden, offered or not."""
    findings = CenterFace(Heat(first, *again), 0.2).find(np.zeros((400, 400, 3), np.uint8))
    assert [each.hidden for each in findings] == hidden
    assert all((each.source in SUGGESTIONS) is not each.hidden for each in findings)


def test_a_face_in_the_corner_is_looked_at_twice() -> None:
    """What lies outside the frame is black in the crop."""
    rows = np.array([[-20, -20, 20, 20, 0.2, 0, -10]], np.float32)
    crop = _crop(np.full((100, 100, 3), 255, np.uint8), rows[0])
    assert crop.shape == (128, 128, 3)
    assert not crop[:63].any()
    assert crop[65:, 65:].all()


def test_a_face_lying_on_its_side_is_hidden_with_its_hair() -> None:
    """The outline follows the eyes, here left of the mouth."""
    network = Heat(0.9)
    network.eyes_to_mouth = 0.5
    (finding,) = CenterFace(network, 0.2).find(np.zeros((400, 400, 3), np.uint8))
    assert (finding.box.x0 + finding.box.x1) / 2 < 195
    assert (finding.box.y0 + finding.box.y1) / 2 == pytest.approx(201, abs=3)

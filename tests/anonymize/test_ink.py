"""Possible tattoos: offered, never hidden; lesions and pictures without skin are left alone."""

import cv2
import numpy as np
import pytest

from anonymize import INK, Box, Finding, Kind
from anonymize.ink import Ink
from tests.drawn import dermatology, portrait, radiograph

SKIN = (214, 170, 146)
BLUE_INK = (62, 72, 92)
BROWN = (120, 70, 52)


def arm(colour: tuple[int, int, int] | None, size: tuple[int, int] = (480, 360)) -> np.ndarray:
    """Skin with some light from one side, and an anchor-like drawing of one colour on it."""
    width, height = size
    light = np.linspace(1.05, 0.85, width)[None, :, None]
    image = np.ascontiguousarray(
        (np.full((height, width, 3), SKIN) * light).clip(0, 255), np.uint8
    )
    if colour:
        middle = (width // 2, height // 2)
        for radius in (60, 42, 24):
            cv2.ellipse(image, middle, (radius, radius // 2 + 20), 30, 0, 300, colour, 9)
    return image


def found(image: np.ndarray) -> list[Finding]:
    return Ink().find(image)


def test_ink_on_skin_is_offered() -> None:
    """Numbered and not hidden: the doctor decides."""
    (finding,) = found(arm(BLUE_INK))
    assert (finding.kind, finding.source, finding.hidden) == (Kind.TATTOO, INK, False)
    drawn = Box(200, 150, 280, 210)
    assert finding.box.overlap(drawn) == drawn.area


def test_bare_skin_offers_nothing() -> None:
    """A change of light is no drawing."""
    assert found(arm(None)) == []


def test_a_brown_mark_is_no_ink() -> None:
    """As red as the skin around: a lesion."""
    assert found(arm(BROWN)) == []


@pytest.mark.parametrize("picture", [dermatology(), radiograph(), portrait()])
def test_pictures_without_ink_offer_nothing(picture: object) -> None:
    """A suggestion on every picture would be read by nobody."""
    assert found(np.asarray(picture)) == []


@pytest.mark.parametrize("size", [(33, 33), (2000, 1500), (1, 4000)])
def test_any_size_is_taken(size: tuple[int, int]) -> None:
    """Outlines lie in the picture."""
    for finding in found(arm(BLUE_INK, size)):
        assert finding.box == finding.box.clip(*size)

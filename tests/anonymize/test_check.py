"""The second family, on the finished picture: it sees what is left, and not its own shadow."""

import numpy as np
import pytest

from anonymize import Box, Finding, Kind, Tools, whole
from anonymize.mask import paint
from anonymize.types import Image
from tests.drawn import dermatology, portrait, radiograph

FACE = Finding(Kind.FACE, Box(150, 80, 650, 850).polygon(), 0.9, "test")


def looked(real: Tools, image: Image, findings: list[Finding]) -> set[Kind]:
    return {seen.kind for each in real.checkers for seen in each.look(image, findings)}


def test_a_face_that_was_left_is_seen(real: Tools) -> None:
    """Nothing painted: BlazeFace says so."""
    assert looked(real, np.asarray(portrait()), []) == {Kind.FACE}


def test_words_that_were_left_are_seen(real: Tools) -> None:
    """Nothing painted: Tesseract says so."""
    assert looked(real, np.asarray(radiograph()), []) == {Kind.TEXT}


@pytest.mark.parametrize("style", ["blur", "solid"])
def test_a_hidden_face_is_no_face(real: Tools, style: str) -> None:
    """Twelve samples are no face to BlazeFace, nor is a black patch."""
    painted = paint(np.asarray(portrait()), [FACE], style)
    assert looked(real, painted, [FACE]) == set()


def test_hidden_words_are_no_words(real: Tools, on_the_radiograph: list[Finding]) -> None:
    """What the detectors hid of a radiograph, Tesseract cannot read."""
    painted = paint(np.asarray(radiograph()), on_the_radiograph, "blur")
    assert looked(real, painted, on_the_radiograph) == set()


def test_one_line_left_among_hidden_ones_is_seen(
    real: Tools, on_the_radiograph: list[Finding]
) -> None:
    """A finding that somebody shows again is read again."""
    image = np.asarray(radiograph())
    name, *rest = sorted(on_the_radiograph, key=lambda each: each.box.y0)
    assert name.box.y0 < 50
    assert looked(real, paint(image, rest, "blur"), rest) == {Kind.TEXT}


@pytest.mark.parametrize("picture", [dermatology(), radiograph(writing=False)])
def test_a_picture_without_anything_raises_nothing(real: Tools, picture: object) -> None:
    """A false alarm costs a moderator's time."""
    assert looked(real, np.asarray(picture), []) == set()


def test_a_picture_hidden_as_a_whole_raises_nothing(real: Tools) -> None:
    """Nothing is left to be seen."""
    image = np.asarray(portrait())
    mask = whole(image.shape[1], image.shape[0])
    assert looked(real, paint(image, [mask], "blur"), [mask]) == set()

"""The second family, on the finished picture: it sees what is left, and not its own shadow."""

import numpy as np
import pytest

from anonymize import SIDE_MARKER, Box, Finding, Flag, Kind, Tools, whole
from anonymize.check import shown_again
from anonymize.mask import paint
from anonymize.types import Image
from tests.drawn import dermatology, portrait, radiograph

FACE = Finding(Kind.FACE, Box(150, 80, 650, 850).polygon(), 0.9, "test")


def looked(real: Tools, image: Image, findings: list[Finding]) -> frozenset[Flag]:
    return frozenset().union(*(each.look(image, findings) for each in real.checkers))


def test_a_face_that_was_left_is_seen(real: Tools) -> None:
    """Nothing painted: BlazeFace says so."""
    assert looked(real, np.asarray(portrait()), []) == {Flag.FACE_LEFT}


def test_words_that_were_left_are_seen(real: Tools) -> None:
    """Nothing painted: Tesseract says so."""
    assert looked(real, np.asarray(radiograph()), []) == {Flag.WORDS_LEFT}


@pytest.mark.parametrize("style", ["blur", "solid"])
def test_a_hidden_face_is_no_face(real: Tools, style: str) -> None:
    """Twelve samples are no face to BlazeFace, nor is a black patch."""
    painted = paint(np.asarray(portrait()), [FACE], style)
    assert looked(real, painted, [FACE]) == frozenset()


def test_hidden_words_are_no_words(real: Tools, on_the_radiograph: list[Finding]) -> None:
    """What the detectors hid of a radiograph, Tesseract cannot read."""
    painted = paint(np.asarray(radiograph()), on_the_radiograph, "blur")
    assert looked(real, painted, on_the_radiograph) == frozenset()


def test_one_line_left_among_hidden_ones_is_seen(
    real: Tools, on_the_radiograph: list[Finding]
) -> None:
    """A finding that somebody shows again is read again."""
    image = np.asarray(radiograph())
    name, *rest = sorted(on_the_radiograph, key=lambda each: each.box.y0)
    assert name.box.y0 < 50
    assert looked(real, paint(image, rest, "blur"), rest) == {Flag.WORDS_LEFT}


@pytest.mark.parametrize("picture", [dermatology(), radiograph(writing=False)])
def test_a_picture_without_anything_raises_nothing(real: Tools, picture: object) -> None:
    """A false alarm costs a moderator's time."""
    assert looked(real, np.asarray(picture), []) == frozenset()


def test_a_picture_hidden_as_a_whole_raises_nothing(real: Tools) -> None:
    """Nothing is left to be seen."""
    image = np.asarray(portrait())
    mask = whole(image.shape[1], image.shape[0])
    assert looked(real, paint(image, [mask], "blur"), [mask]) == frozenset()


@pytest.mark.parametrize(
    ("kind", "source", "hidden", "flags"),
    [
        (Kind.FACE, "centerface", False, {Flag.FACE_LEFT}),
        (Kind.TEXT, "dbnet", False, {Flag.WORDS_LEFT}),
        (Kind.TEXT, SIDE_MARKER, False, set()),
        (Kind.TATTOO, "ink", False, set()),
        (Kind.FACE, "centerface", True, set()),
    ],
)
def test_what_is_shown_again_is_left(
    kind: Kind, source: str, hidden: bool, flags: set[Flag]
) -> None:
    """BlazeFace misses half of all faces: an uncovered one is flagged without asking it."""
    polygon = Box(0, 0, 9, 9).polygon()
    assert shown_again([Finding(kind, polygon, 0.9, source, hidden)]) == flags

"""What attackers get out of a masked picture: of weak ones nearly all, of ours only luck."""

import numpy as np
import pytest

from anonymize import Finding, Kind
from anonymize.mask import paint
from anonymize.types import Image
from benchmarks.attacks.drawn import Score, draw_heads, match_faces, recover_digits
from benchmarks.attacks.gallery import (
    Matcher,
    altered,
    attack,
    by_colours,
    by_correlation,
    by_simulation,
)
from benchmarks.attacks.masks import Mask, gaussian, mosaic, ours, twelve_means

WEAK = {"gaussian 4 px": gaussian(4), "mosaic 8 px": mosaic(8)}
PEOPLE = 20


@pytest.fixture(scope="module")
def heads() -> list[Image]:
    return draw_heads(PEOPLE)


@pytest.mark.parametrize("mask", WEAK.values(), ids=WEAK)
def test_the_attack_reads_digits_through_a_weak_mask(mask: Mask) -> None:
    """An attack that fails here would prove nothing below."""
    assert recover_digits(mask).share >= 0.9


def test_digits_under_a_solid_fill_are_guesses() -> None:
    """One in ten, as without any picture."""
    assert recover_digits(ours("blur")).is_luck()


@pytest.mark.parametrize(
    "mask", [*WEAK.values(), twelve_means], ids=[*WEAK, "twelve means of the face"]
)
def test_the_attack_knows_faces_behind_a_weak_mask(mask: Mask, heads: list[Image]) -> None:
    """Twelve mean colours look like nothing and name nearly everybody."""
    assert match_faces(mask, heads).share >= 0.9


@pytest.mark.parametrize("style", ["blur", "solid"])
def test_faces_behind_our_masks_are_guesses(style: str, heads: list[Image]) -> None:
    """Of twenty people the right one as often as by drawing lots."""
    assert match_faces(ours(style), heads).is_luck()


@pytest.mark.parametrize("matcher", [by_simulation, by_correlation, by_colours])
def test_another_photograph_of_a_person_is_no_help(matcher: Matcher, heads: list[Image]) -> None:
    """Moved, in other light: known behind a mosaic by every matcher, behind our blur by none."""
    assert not attack(mosaic(8), heads, altered, matcher).is_luck()
    assert attack(ours("blur"), heads, altered, matcher).is_luck()


def test_there_is_nothing_to_choose_by(heads: list[Image]) -> None:
    """Stronger than any attack: all people give the same picture."""
    face = Finding(Kind.FACE, ((18, 24), (89, 24), (89, 119), (18, 119)), 1.0, "test")
    seen = set()
    for head in heads:
        picture = np.full((144, 108, 3), 170, np.uint8)
        picture[24:120, 18:90] = head
        seen.add(paint(picture, [face], "blur").tobytes())
    assert len(seen) == 1


def test_people_are_told_apart_when_nothing_is_hidden(heads: list[Image]) -> None:
    """The drawn people differ: all are found by their unmasked pictures."""
    assert match_faces(lambda image, _: image, heads).share == 1


def test_luck_has_a_bound() -> None:
    """Twenty of two hundred at one in twenty may be luck; forty are none."""
    assert Score(10, 200, 0.05).is_luck()
    assert Score(20, 200, 0.05).is_luck()
    assert not Score(40, 200, 0.05).is_luck()

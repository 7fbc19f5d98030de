"""Verdicts and their reasons: clean, hidden, doubtful."""

import pytest

from anonymize import SIDE_MARKER, Box, Finding, Flag, Kind, Options, Verdict
from anonymize.types import FACE_SUGGESTION, SECOND_WORD
from anonymize.verdict import flags, of

POLYGON = Box(0, 0, 9, 9).polygon()
FOUND = Finding(Kind.TEXT, POLYGON, 0.9, "dbnet")


def test_nothing_found_is_clean() -> None:
    """Nothing to hide, nothing to doubt."""
    assert of([], frozenset()) is Verdict.CLEAN


def test_a_kept_marker_alone_is_clean() -> None:
    """What stays in sight on purpose hides nothing."""
    marker = Finding(Kind.TEXT, POLYGON, 0.9, SIDE_MARKER, hidden=False)
    assert of([marker], flags([marker], (), Options())) is Verdict.CLEAN


def test_what_is_surely_hidden_is_hidden() -> None:
    """A hidden face needs a second moderator, and is no doubt."""
    face = Finding(Kind.FACE, POLYGON, 0.9, "centerface")
    assert of([FOUND], flags([FOUND], (), Options())) is Verdict.HIDDEN
    assert of([face], flags([face], (), Options())) is Verdict.HIDDEN


@pytest.mark.parametrize(
    "flag", [Flag.FACE_LEFT, Flag.WORDS_LEFT, Flag.LOW_CONFIDENCE, Flag.SECOND_OPINION]
)
def test_every_doubt_makes_it_doubtful(flag: Flag) -> None:
    """One reason is enough."""
    assert of([FOUND], frozenset({flag})) is Verdict.DOUBTFUL


def test_what_the_second_family_still_sees_is_left() -> None:
    """After a person's decision it is told, not hidden."""
    assert flags([], [FOUND], Options()) == {Flag.WORDS_LEFT}


@pytest.mark.parametrize(
    ("kind", "source", "hidden", "expected"),
    [
        (Kind.FACE, "centerface", False, {Flag.FACE_LEFT}),
        (Kind.TEXT, "dbnet", False, {Flag.WORDS_LEFT}),
        (Kind.TEXT, SIDE_MARKER, False, set()),
        (Kind.TATTOO, "ink", False, set()),
        (Kind.FACE, FACE_SUGGESTION, False, set()),
        (Kind.TEXT, "dbnet", True, set()),
        (Kind.TEXT, SECOND_WORD, True, {Flag.SECOND_OPINION}),
        (Kind.FACE, "centerface", True, {Flag.FACE_HIDDEN}),
    ],
)
def test_each_finding_gives_its_reason(
    kind: Kind, source: str, hidden: bool, expected: set[Flag]
) -> None:
    """BlazeFace misses half of all faces: an uncovered one is flagged without asking it."""
    polygon = Box(0, 0, 9, 9).polygon()
    assert flags([Finding(kind, polygon, 0.9, source, hidden)], (), Options()) == expected

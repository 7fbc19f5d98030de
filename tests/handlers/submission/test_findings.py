"""What was found, in words: counts, what stays visible, suggestions and doubts."""

from typing import Any

import pytest

from anonymize import Flag
from handlers.submission.findings import BUTTONS_MAX, REASONS, caption, doubt_lines, reason_name
from handlers.texts import Speech, units
from moderation.case import Picture
from moderation.review import DOUBTS, SHOWN_AGAIN
from storage.pictures import FindingRow
from tests.moderation.examples import NOW

FLAGS = frozenset(Flag)
SQUARE = ((0, 0), (4, 0), (4, 4), (0, 4))
PICTURE = Picture(id=3, case_id=7, position=1, received_at=NOW)


def found(number: int, kind: str = "text", **fields: Any) -> FindingRow:
    shown = {"polygon": SQUARE, "score": 0.9, "source": "x", "hidden": True}
    return FindingRow(number=number, kind=kind, **shown | fields)


def test_the_caption_counts_what_is_hidden(english: Speech) -> None:
    """By kind, in the singular and the plural."""
    rows = [found(1, "face"), found(2), found(3), found(4, "tattoo"), found(5, "manual")]
    assert caption(english, 2, rows) == (
        "Picture 2: 1 face hidden, 2 texts hidden, 1 tattoo hidden, 1 area hidden by hand"
    )


def test_the_caption_names_what_stays_visible(english: Speech) -> None:
    """By the numbers that stand in the picture, and never among the hidden."""
    rows = [found(1, hidden=False), found(2), found(3, "face", hidden=False)]
    assert caption(english, 1, rows).splitlines() == [
        "Picture 1: 1 text hidden",
        "Left visible: #1, #3",
    ]


def test_nothing_found_is_said(speech: Speech) -> None:
    """Silence would read like "all is hidden"."""
    assert speech.say("nothing found to hide") in caption(speech, 1, [])


def test_the_longest_caption_fits(speech: Speech) -> None:
    """Every finding that has a button may have been shown again."""
    rows = [found(number, hidden=False) for number in range(1, BUTTONS_MAX + 1)]
    assert units(caption(speech, 10, rows, FLAGS)) <= 1024


@pytest.mark.parametrize("source", ["x", "ink"])
def test_a_crowded_caption_fits(speech: Speech, source: str) -> None:
    """Hundreds of visible findings, sure ones or offered, of every kind."""
    kinds = ("face", "text", "tattoo")
    rows = [found(n, kinds[n % 3], hidden=False, source=source) for n in range(100, 999)]
    assert units(caption(speech, 10, rows, FLAGS)) <= 1024


def test_a_suggestion_is_offered(english: Speech) -> None:
    """By kind and number, apart from what was left visible on purpose."""
    rows = [
        found(1),
        found(2, hidden=False),
        found(3, "tattoo", hidden=False, source="ink"),
        found(4, hidden=False, source="dbnet-low"),
        found(5, "face", hidden=False, source="centerface-low"),
    ]
    assert caption(english, 1, rows).splitlines()[1:] == [
        "Left visible: #2",
        "Perhaps also: a face #5, writing #4, a tattoo #3. Tap “Hide” to hide it.",
    ]


def test_a_suggestion_that_was_hidden_is_hidden(english: Speech) -> None:
    """It counts like any other."""
    assert caption(english, 1, [found(1, "tattoo", source="ink")]) == "Picture 1: 1 tattoo hidden"


@pytest.mark.parametrize("flag", sorted(DOUBTS - {SHOWN_AGAIN}))
def test_every_doubt_has_its_reason(speech: Speech, flag: str) -> None:
    """Whatever asks for a second moderator is told to the author as well."""
    text = caption(speech, 1, [], {flag})
    assert reason_name(speech.say, Flag(flag)) in text
    assert [flag in REASONS, "⚠️" in text] == [True, True]


def test_every_flag_is_weighed() -> None:
    """A flag that the anonymizer gets is a doubt, or the one that says a face was hidden."""
    assert {flag.value for flag in Flag} - DOUBTS == {"face_hidden"}


def test_a_hidden_face_is_no_doubt(speech: Speech) -> None:
    """Neither for the author nor on the card."""
    assert "⚠️" not in caption(speech, 1, [found(1, "face")], {"face_hidden"})
    assert doubt_lines(speech, [PICTURE]) == []


@pytest.mark.parametrize("kind", ["face", "text", "tattoo", "manual"])
def test_no_kind_is_left_out_of_the_caption(speech: Speech, kind: str) -> None:
    """A hidden finding always shows in the count."""
    assert caption(speech, 1, [found(1, kind)]) != caption(speech, 1, [])

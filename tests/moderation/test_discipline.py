"""A moderator's command is understood, or nothing of it is done."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.discipline import MUTE_MAX, MUTE_MIN, MUTE_USUAL, Measure, Order, parse


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("/warn", Order(Measure.WARN, "")),
        ("/warn@medpics_bot  be kind ", Order(Measure.WARN, "be kind")),
        ("/remove 1d is no span here", Order(Measure.REMOVE, "1d is no span here")),
        ("/mute", Order(Measure.MUTE, "", MUTE_USUAL)),
        ("/mute advertising", Order(Measure.MUTE, "advertising", MUTE_USUAL)),
        ("/mute 12h", Order(Measure.MUTE, "", timedelta(hours=12))),
        ("/mute 30min calm down", Order(Measure.MUTE, "calm down", timedelta(minutes=30))),
        ("/MUTE 3J assez", Order(Measure.MUTE, "assez", timedelta(days=3))),
        ("/mute 2d", Order(Measure.MUTE, "", timedelta(days=2))),
    ],
)
def test_what_it_means(words: str, order: Order) -> None:
    """Command, span and reason; the bot's own name behind the command is Telegram's habit."""
    assert parse(words) == order


@pytest.mark.parametrize(("words", "span"), [("/mute 1m", MUTE_MIN), ("/mute 9999d", MUTE_MAX)])
def test_a_span_stays_inside_its_limits(words: str, span: timedelta) -> None:
    """Beyond them Telegram would mute for ever."""
    assert parse(words).span == span


@given(st.text(max_size=30))
def test_a_mute_always_ends(words: str) -> None:
    """Whatever follows the command."""
    span = parse(f"/mute {words}").span
    assert span is not None
    assert MUTE_MIN <= span <= MUTE_MAX


@pytest.mark.parametrize("words", ["", "/ban", "/warning me"])
def test_other_words_are_no_order(words: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="Measure"):
        parse(words)

"""The moderators' card of a request: no name, no formatting of others, and it fits."""

from dataclasses import replace

import pytest

from handlers.request_card import card_buttons, card_text, keep_reason, reason_buttons
from handlers.texts import Speech, units
from moderation.request import (
    CONTACT_MAX_CHARACTERS,
    WORDS_MAX_CHARACTERS,
    KeepReason,
    Request,
    RequestState,
)
from tests.moderation.examples import NOW, make_case

MESSAGE_MAX = 4096
LINK = "https://t.me/c/1002/31"
REQUEST = Request(3, 7, NOW, 77, state=RequestState.OPEN, words="I am on it", contact="me@x.org")


def test_it_shows_what_is_asked(speech: Speech) -> None:
    """Words, contact and the way to the post; not who asks."""
    text = card_text(speech, REQUEST, make_case(), LINK)
    assert f'<a href="{LINK}">MP-00007</a>' in text
    assert "<blockquote>I am on it</blockquote>" in text
    assert "me@x.org" in text
    assert "77" not in text


def test_it_says_what_kind_of_person_asks(english: Speech) -> None:
    """A member is believed to know the rules; a patient need not."""
    member = card_text(english, replace(REQUEST, member=True), make_case(), None)
    patient = card_text(english, REQUEST, make_case(), None)
    assert "A verified member" in member
    assert "perhaps the patient" in patient


def test_nothing_of_theirs_is_formatting(speech: Speech) -> None:
    """Neither in words nor in a contact, nor in a moderator's name."""
    marked = replace(REQUEST, words="<b>x</b>", contact="<a>", state=RequestState.KEPT)
    text = card_text(speech, replace(marked, reason="<i>"), make_case(), LINK, "<u>")
    for tag in ("<b>x", "<a>", "<i>", "<u>"):
        assert tag not in text


@pytest.mark.parametrize("reason", [*KeepReason, "<" * 500])
def test_it_fits_a_message(speech: Speech, reason: str) -> None:
    """At its longest, as Telegram counts after reading the formatting."""
    longest = replace(
        REQUEST,
        words="x" * WORDS_MAX_CHARACTERS,
        contact="x" * CONTACT_MAX_CHARACTERS,
        state=RequestState.KEPT,
        reason=reason,
    )
    assert units(card_text(speech, longest, make_case(), LINK, "x" * 129)) < MESSAGE_MAX


def test_each_outcome_is_told(english: Speech) -> None:
    """By whom; a case that ended by itself names nobody."""
    granted = replace(REQUEST, state=RequestState.GRANTED)
    kept = replace(REQUEST, state=RequestState.KEPT, reason=KeepReason.NOBODY)
    assert "Taken down by Max" in card_text(english, granted, make_case(), None, "Max")
    assert "no longer shown" in card_text(english, granted, make_case(), None)
    assert "Kept by Max: Nobody can" in card_text(english, kept, make_case(), None, "Max")


def test_every_reason_has_a_button_and_words(speech: Speech) -> None:
    """Four canned ones, own words, and the way back."""
    rows = reason_buttons(speech, REQUEST).inline_keyboard
    assert len(rows) == len(KeepReason) + 2
    assert all(keep_reason(speech.say, reason) != reason for reason in KeepReason)
    assert len(card_buttons(speech, REQUEST).inline_keyboard) == 2

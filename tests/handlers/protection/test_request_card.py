"""The moderators' card of a request: no name, no formatting of others, and it fits."""

from dataclasses import replace

import pytest

from handlers.buttons import Act, parse
from handlers.protection.request_card import card_buttons, card_text, keep_reason, reason_buttons
from handlers.texts import Speech, units
from moderation.case import CaseState
from moderation.request import (
    CONTACT_MAX_CHARACTERS,
    WORDS_MAX_CHARACTERS,
    KeepReason,
    ReportKind,
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


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (CaseState.APPROVED, [Act.REQUEST_GRANT, Act.REQUEST_KEEP]),
        (CaseState.PUBLISHED, [Act.REQUEST_GRANT, Act.REQUEST_HIDE, Act.REQUEST_KEEP]),
        (CaseState.HIDDEN, [Act.REQUEST_GRANT, Act.REQUEST_LOOK, Act.REQUEST_KEEP]),
    ],
)
def test_its_buttons_follow_the_case(speech: Speech, state: CaseState, acts: list[Act]) -> None:
    """What stands in the channel can be hidden first; what is hidden can be looked at."""
    markup = card_buttons(speech, REQUEST, make_case(state=state))
    taps = [parse(str(row[0].callback_data)) for row in markup.inline_keyboard]
    assert [tap.act for tap in taps if tap] == acts


def test_it_says_what_is_reported(english: Speech) -> None:
    """What is wrong in words, the answer that is pointed at, and whether the case is hidden."""
    report = replace(REQUEST, member=True, kind=ReportKind.RECOGNISED, hides=True, words=None)
    report = replace(report, about_chat_id=-1001003, about_message_id=8)
    hidden = card_text(english, report, make_case(state=CaseState.HIDDEN), LINK)
    assert "A verified member reports: The patient can be recognised" in hidden
    assert '<a href="https://t.me/c/1003/8">an answer' in hidden
    assert "hidden everywhere" in hidden


def test_it_says_why_a_report_hid_nothing(english: Speech) -> None:
    """Moderators learn that the member was not believed, and look at once."""
    report = replace(REQUEST, member=True, kind=ReportKind.WRITING, hides=False)
    text = card_text(english, report, make_case(state=CaseState.PUBLISHED), LINK)
    assert "It hid nothing: several reports of this member" in text
    other = replace(report, kind=ReportKind.GRAPHIC)
    assert "hid nothing" not in card_text(english, other, make_case(), LINK)

"""Every way in which an edition changes something has its words, in both languages."""

import pytest

from handlers.entrance.lapses import (
    decision_text,
    lapse_reason,
    letter_to_member,
    outcome_name,
    question_to_operators,
    stop_text,
    summary,
)
from handlers.texts import Speech
from moderation.numbers import Register
from moderation.recheck import LAPSING, TOLD, Outcome, Plan, Registration
from moderation.registry import Edition
from storage.registrations import Lapse
from storage.registry_checks import Check, CheckState
from tests.moderation.examples import NOW, RPPS

EDITION = Edition(Register.RPPS, "0123456789abcdef", NOW, 10)
CHECK = Check(Register.RPPS, EDITION.id, CheckState.ASKED, 20, 2)
REGISTRATION = Registration(1, Register.RPPS, RPPS, NOW)


@pytest.mark.parametrize("outcome", sorted(LAPSING))
def test_a_letter_names_the_number_and_a_way_back(speech: Speech, outcome: Outcome) -> None:
    """Each end has a reason of its own, and one button."""
    text, markup = letter_to_member(speech, REGISTRATION, outcome)
    assert f"<code>{RPPS}</code>" in text
    assert "{" not in text
    assert len(markup.inline_keyboard) == 1
    reasons = {lapse_reason(speech.say, REGISTRATION, other) for other in LAPSING}
    assert len(reasons) == len(LAPSING)


def test_operators_are_asked_with_the_numbers(speech: Speech) -> None:
    """Of an edition with the longest name there is, in buttons that Telegram takes."""
    text, markup = question_to_operators(speech, EDITION, CHECK)
    assert all(number in text for number in ("20", "2", "2026-03-01"))
    assert len(markup.inline_keyboard) == 2
    assert "{" not in text + stop_text(speech, EDITION, CHECK)
    decided = {decision_text(speech, CHECK, goes_on=goes_on) for goes_on in (True, False)}
    assert len(decided) == 2


def test_a_summary_names_people_safely(speech: Speech) -> None:
    """Their names are words, whatever they look like."""
    outcomes = (Outcome.RENAMED, Outcome.SPECIALTY, Outcome.OTHER_NAME, Outcome.UNKNOWN)
    made = Plan({1: Outcome.GONE} | dict(enumerate(outcomes, 2)))
    lapsed = [Lapse(1, "<b>@one", RPPS, Outcome.GONE)]
    text = summary(speech, EDITION, made, lapsed, {2: "<i>two", 3: "[three](x)", 4: "/four"})
    assert "&lt;b&gt;" in text
    assert "&lt;i&gt;two" in text
    assert "@one" not in text
    assert text.count("\n") == 8


def test_each_outcome_that_is_told_has_a_name(speech: Speech) -> None:
    """And no two the same."""
    named = [outcome_name(speech.say, outcome) for outcome in (*LAPSING, *TOLD)]
    assert len(set(named)) == len(named)

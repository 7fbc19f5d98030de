"""Suspensions: how long they last, and the one appeal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moderation.suspension import Suspension, end_of
from tests.moderation.examples import AUTHOR, NOW, REVIEWER

LASTING = Suspension(1, AUTHOR, NOW, None, "privacy", REVIEWER)


def test_a_span_is_counted_from_now() -> None:
    """In days; 0 has no end of its own."""
    assert end_of(7, NOW) == NOW + timedelta(days=7)
    assert end_of(0, NOW) is None


def test_only_what_is_offered_is_a_span() -> None:
    """A forged button cannot make one up."""
    with pytest.raises(ValueError, match="8"):
        end_of(8, NOW)


def test_an_appeal_is_made_once_and_answered_once() -> None:
    """And neither once the suspension is over."""
    appealed = replace(LASTING, appealed_at=NOW)
    answered = replace(appealed, answered_at=NOW)
    ended = replace(appealed, ended_at=NOW)
    states = [LASTING, appealed, answered, ended]
    assert [each.can_be_appealed for each in states] == [True, False, False, False]
    assert [each.awaits_answer for each in states] == [False, True, False, False]

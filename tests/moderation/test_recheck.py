"""A new edition: who stays, who lapses, and when somebody has to look first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.numbers import Register
from moderation.recheck import LAPSING, Outcome, Plan, Registration, outcome, plan
from moderation.registry import Professional
from tests.moderation.examples import NOW, RPPS

ANNE = Professional(Register.RPPS, RPPS, "DUPONT", "ANNE", frozenset({"10C", "SM15"}))
SEEN = Registration(1, Register.RPPS, RPPS, NOW, ANNE)
NEVER = replace(SEEN, seen=None)


@pytest.mark.parametrize(
    ("registration", "now", "expected"),
    [
        (SEEN, ANNE, Outcome.LISTED),
        (SEEN, replace(ANNE, codes=frozenset({"10C", "SM15", "SM54"})), Outcome.LISTED),
        (SEEN, replace(ANNE, codes=frozenset({"10C"})), Outcome.LISTED),
        (SEEN, replace(ANNE, codes=frozenset({"10C", "SM54"})), Outcome.SPECIALTY),
        (SEEN, replace(ANNE, codes=frozenset()), Outcome.LISTED),
        (SEEN, None, Outcome.GONE),
        (SEEN, replace(ANNE, surname="MARTIN"), Outcome.RENAMED),
        (SEEN, replace(ANNE, surname="DURAND", given="PAUL"), Outcome.TAKEN),
        (SEEN, replace(ANNE, codes=frozenset({"60C"})), Outcome.PROFESSION),
        (NEVER, None, Outcome.UNKNOWN),
        (NEVER, ANNE, Outcome.LISTED),
        (NEVER, replace(ANNE, surname="DURAND", given="PAUL"), Outcome.OTHER_NAME),
    ],
)
def test_outcomes(registration: Registration, now: Professional | None, expected: Outcome) -> None:
    """Gone, another person or another profession lapse; who never was listed does not."""
    assert outcome(registration, "Anne Dupont", now) is expected


@given(st.sampled_from([None, ANNE, replace(ANNE, surname="DURAND", given="PAUL")]))
def test_who_was_never_listed_never_lapses(now: Professional | None) -> None:
    """They may have asked not to be published."""
    assert outcome(NEVER, "Anne Dupont", now) not in LAPSING


def many(gone: int, stay: int, unknown: int = 0) -> Plan:
    kinds = [Outcome.GONE] * gone + [Outcome.LISTED] * stay + [Outcome.UNKNOWN] * unknown
    return Plan(dict(enumerate(kinds)))


@pytest.mark.parametrize(
    ("gone", "stay", "asked"),
    [(0, 0, False), (0, 20, False), (1, 19, False), (1, 18, True), (5, 95, False), (6, 94, True)],
)
def test_more_than_one_in_twenty_is_asked_about(gone: int, stay: int, asked: bool) -> None:
    """A broken file must not throw everybody out."""
    assert many(gone, stay).must_be_asked is asked


def test_who_never_was_listed_does_not_water_the_share_down() -> None:
    """A hundred of them beside two make one of two half of all."""
    watered = many(1, 1, unknown=100)
    assert watered.checked == 2
    assert watered.must_be_asked


def test_a_plan_goes_by_numbers() -> None:
    """Each member has the outcome of the row under their own number."""
    other = replace(SEEN, member_id=2, number="10000000009")
    made = plan([(SEEN, "Anne Dupont"), (other, "Anne Dupont")], {RPPS: ANNE})
    assert made.lapsing == (2,)
    assert made.of(Outcome.LISTED) == (1,)

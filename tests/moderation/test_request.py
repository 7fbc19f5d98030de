"""A request is decided once, about what can be seen, and nobody floods moderators with them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.case import CaseState
from moderation.errors import ForbiddenMove, OwnCase
from moderation.request import (
    DAILY_MAX,
    HIDDEN_BY_STRANGERS_MAX,
    OPEN_MAX,
    REQUEST_MOVES,
    HidingPolicy,
    Hurdle,
    ReportKind,
    Request,
    RequestAction,
    RequestState,
    check_keep,
    hurdle,
    next_request_state,
)
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW, REVIEWER, make_case

PATIENT = 77
SEEN = {CaseState.PUBLISHED, CaseState.HIDDEN, CaseState.APPROVED}
GONE = {CaseState.WITHDRAWN, CaseState.TAKEN_DOWN}


def make_request(number: int = 1, case_id: int = 7) -> Request:
    return Request(number, case_id, NOW, PATIENT, state=RequestState.OPEN)


@given(st.sampled_from(RequestState), st.sampled_from(RequestAction))
def test_a_move_follows_the_table_or_is_refused(
    state: RequestState, action: RequestAction
) -> None:
    """A pair outside the table raises with what was tried."""
    if (state, action) in REQUEST_MOVES:
        assert next_request_state(state, action) is REQUEST_MOVES[state, action]
        return
    with pytest.raises(ForbiddenMove):
        next_request_state(state, action)


@pytest.mark.parametrize("state", CaseState)
def test_only_what_can_be_seen_is_asked_about(state: CaseState) -> None:
    """What was never published answers as what does not exist."""
    expected = None if state in SEEN else Hurdle.GONE if state in GONE else Hurdle.UNKNOWN
    case = make_case(state=state)
    assert hurdle(case, PATIENT, [], 0) is expected
    assert hurdle(None, PATIENT, [], 0) is Hurdle.UNKNOWN


def test_an_author_has_another_way() -> None:
    """They withdraw; anybody else asks."""
    case = make_case(state=CaseState.PUBLISHED)
    assert hurdle(case, AUTHOR, [], 0) is Hurdle.OWN
    assert hurdle(case, COLLEAGUE, [], 0) is None


def test_one_open_request_about_a_case() -> None:
    """The second one is the first."""
    case = make_case(state=CaseState.PUBLISHED)
    assert hurdle(case, PATIENT, [make_request(case_id=case.id)], 1) is Hurdle.TWICE
    assert hurdle(case, PATIENT, [make_request(case_id=case.id + 1)], 1) is None


@pytest.mark.parametrize(
    ("waiting", "today", "expected"),
    [
        (OPEN_MAX - 1, DAILY_MAX - 1, None),
        (OPEN_MAX, 0, Hurdle.TOO_MANY),
        (0, DAILY_MAX, Hurdle.TOO_MANY),
    ],
)
def test_few_at_a_time(waiting: int, today: int, expected: Hurdle | None) -> None:
    """Open at once, and made in a day."""
    case = make_case(state=CaseState.PUBLISHED)
    mine = [make_request(number, case.id + number) for number in range(1, waiting + 1)]
    assert hurdle(case, PATIENT, mine, today) is expected


def test_nobody_keeps_their_own_case() -> None:
    """The author may take it down, but not say that it stays."""
    case = make_case()
    check_keep(case, REVIEWER)
    with pytest.raises(OwnCase):
        check_keep(case, AUTHOR)


def test_what_is_open_waits_for_a_decision() -> None:
    """What is being written does not."""
    assert make_request().is_open
    assert not replace(make_request(), state=RequestState.FILLING).is_open


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("kept", [0, 2, 3, 9])
def test_a_members_word_hides_what_harms_a_patient(kind: ReportKind, kept: int) -> None:
    """Until three of their reports in a month were not upheld; then moderators look first."""
    report = replace(make_request(), member=True, kind=kind)
    privacy = kind in {ReportKind.RECOGNISED, ReportKind.WRITING}
    assert HidingPolicy(kept_max=3).hides(report, kept, 99) is (privacy and kept < 3)


@pytest.mark.parametrize("hidden", [0, HIDDEN_BY_STRANGERS_MAX - 1, HIDDEN_BY_STRANGERS_MAX])
def test_a_strangers_word_hides_only_where_an_operator_wants_it(hidden: int) -> None:
    """And never more than a few cases at a time, however many accounts ask."""
    request = replace(make_request(), kind=ReportKind.RECOGNISED)
    assert not HidingPolicy().hides(request, 0, hidden)
    willing = HidingPolicy(strangers=True)
    assert willing.hides(request, 0, hidden) is (hidden < HIDDEN_BY_STRANGERS_MAX)

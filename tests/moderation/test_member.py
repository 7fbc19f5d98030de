"""Standings change along their table only, and what a member may do follows from them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import ForbiddenMove, NotBackYet
from moderation.member import (
    BARRED_FOR,
    NOTICE_VERSION,
    STANDINGS,
    Role,
    Standing,
    StandingAction,
    barred_until,
    check_return,
    next_standing,
)
from tests.moderation.examples import NOW, make_member

ACTIONS = st.lists(st.sampled_from(StandingAction), max_size=30)


def walk(actions: list[StandingAction]) -> list[Standing]:
    """Every standing on the way of a newcomer; forbidden actions change nothing."""
    way = [Standing.VISITOR]
    for action in actions:
        way.append(STANDINGS.get((way[-1], action), way[-1]))
    return way


@given(ACTIONS)
def test_nobody_is_verified_without_having_applied(actions: list[StandingAction]) -> None:
    """Whatever is tried, a verified member was an applicant before."""
    way = walk(actions)

    if Standing.VERIFIED in way:
        assert Standing.APPLICANT in way[: way.index(Standing.VERIFIED)]


@pytest.mark.parametrize("action", sorted(set(StandingAction) - {StandingAction.RETURN}))
def test_an_erased_member_stays_erased(action: StandingAction) -> None:
    """Neither moderators nor an old button bring anything back."""
    with pytest.raises(ForbiddenMove):
        next_standing(Standing.ERASED, action)


@given(ACTIONS)
def test_who_comes_back_has_to_be_accepted_again(actions: list[StandingAction]) -> None:
    """Between an erasure and the next time that they are verified lies a whole application."""
    way = walk([*actions, StandingAction.ERASE, *actions])[len(actions) + 1 :]

    assert way[0] is Standing.ERASED
    if Standing.VERIFIED in way:
        before = way[: way.index(Standing.VERIFIED)]
        assert before[-1] is Standing.APPLICANT
        assert Standing.VISITOR in before


@given(st.sampled_from(Standing), st.sampled_from(StandingAction))
def test_a_move_follows_the_table_or_is_refused(
    standing: Standing, action: StandingAction
) -> None:
    """A pair outside the table raises with what was tried."""
    if (standing, action) in STANDINGS:
        assert next_standing(standing, action) is STANDINGS[standing, action]
        return
    with pytest.raises(ForbiddenMove) as refusal:
        next_standing(standing, action)
    assert (refusal.value.state, refusal.value.action) == (standing, action)


@pytest.mark.parametrize("standing", sorted(set(Standing) - {Standing.ERASED}))
def test_everybody_may_be_erased(standing: Standing) -> None:
    """Erasure is a right from wherever one stands."""
    assert next_standing(standing, StandingAction.ERASE) is Standing.ERASED


def test_a_refused_person_may_apply_again() -> None:
    """A refusal is not for ever."""
    assert next_standing(Standing.REFUSED, StandingAction.APPLY) is Standing.APPLICANT


def test_a_suspended_member_cannot_apply_their_way_back() -> None:
    """Only moderators end a suspension."""
    with pytest.raises(ForbiddenMove):
        next_standing(Standing.SUSPENDED, StandingAction.APPLY)


@pytest.mark.parametrize("standing", Standing)
def test_only_the_verified_are_verified(standing: Standing) -> None:
    """No other standing opens the doors of the channels."""
    member = make_member(standing=standing, role=Role.DOCTOR)

    assert member.is_verified == (standing is Standing.VERIFIED)


@pytest.mark.parametrize(
    ("version", "informed"), [(0, False), (NOTICE_VERSION, True), (NOTICE_VERSION + 1, True)]
)
def test_a_new_notice_has_to_be_accepted_anew(version: int, informed: bool) -> None:
    """Who accepted an earlier one is as little informed as who accepted none."""
    assert make_member(notice_version=version).is_informed is informed


def test_a_suspension_outlives_the_account() -> None:
    """Who erases it under a suspension stays outside for its time, and may come back after it."""
    until = barred_until(make_member(standing=Standing.SUSPENDED), NOW)
    assert until == NOW + BARRED_FOR
    gone = make_member(standing=Standing.ERASED, barred_until=until)
    with pytest.raises(NotBackYet) as refusal:
        check_return(gone, until - timedelta(seconds=1))
    assert refusal.value.day == until.date().isoformat()
    check_return(gone, until)


@pytest.mark.parametrize("standing", sorted(set(Standing) - {Standing.SUSPENDED}))
def test_everybody_else_may_come_back_at_once(standing: Standing) -> None:
    """Nothing is kept of them for it."""
    assert barred_until(make_member(standing=standing), NOW) is None
    check_return(make_member(standing=Standing.ERASED), NOW)

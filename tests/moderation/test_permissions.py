"""The table of rights: what holds for all of it, whoever asks for whatever, wherever."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import Elsewhere, Nameless, NoticeFirst, NotModerator, RuleError
from moderation.member import Role, Standing
from moderation.permissions import (
    PERMITS,
    Action,
    Actor,
    Identity,
    Where,
    answers_for_cases,
    check,
    keeps_power,
    may,
)
from tests.moderation.examples import make_member

ACTORS = st.builds(
    Actor,
    identity=st.sampled_from(Identity),
    standing=st.sampled_from(Standing),
    role=st.sampled_from([None, *Role]),
    informed=st.booleans(),
    moderates=st.booleans(),
    operates=st.booleans(),
)
PLACES = st.sampled_from(Where)
ACTIONS = st.sampled_from(Action)
DOCTOR = Actor(standing=Standing.VERIFIED, role=Role.DOCTOR, informed=True)
TAKEN = [Standing.SUSPENDED, Standing.LAPSED, Standing.ERASED]


def test_every_action_has_its_row() -> None:
    """What is not in the table cannot be asked for."""
    assert set(PERMITS) == set(Action)


@given(ACTORS, PLACES, ACTIONS)
def test_asking_and_trying_agree(actor: Actor, where: Where, action: Action) -> None:
    """`check` raises a reason exactly when `may` says no."""
    try:
        check(actor, where, action)
    except RuleError:
        assert not may(actor, where, action)
    else:
        assert may(actor, where, action)


@given(ACTORS, PLACES, ACTIONS)
def test_only_persons_act(actor: Actor, where: Where, action: Action) -> None:
    """Bots nothing at all; nameless accounts may ask to bind; facts are told by Telegram alone."""
    facts = {Action.NOTE_MEMBER, Action.NOTE_RIGHTS, Action.NOTE_COPY, Action.NOTE_MIGRATION}
    facts.add(Action.SCREEN)
    if may(actor, where, action):
        assert actor.identity is not Identity.BOT
        assert (actor.identity is Identity.NAMELESS) is (action is Action.ASK_TO_BIND)
        assert (actor.identity is Identity.TELEGRAM) is (action in facts)


@given(ACTORS, PLACES, ACTIONS)
def test_powers_need_their_duty(actor: Actor, where: Where, action: Action) -> None:
    """Without the list nobody moderates, without the configuration nobody binds."""
    powers = {Action.ADMIT, Action.REVIEW, Action.EXPLAIN, Action.SEE_QUEUE}
    powers |= {Action.TAKE_DOWN, Action.POST_AGAIN}
    if may(actor, where, action):
        assert action not in powers or (actor.moderates and where is Where.MODERATION)
        assert action not in {Action.BIND, Action.CONFIRM_BINDING} or actor.operates


@given(ACTORS, PLACES, ACTIONS)
def test_more_is_never_less(actor: Actor, where: Where, action: Action) -> None:
    """A duty, or the notice read, takes no right away."""
    if may(actor, where, action):
        for more in ({"moderates": True}, {"operates": True}, {"informed": True}):
            assert may(replace(actor, **more), where, action)


@given(ACTORS, PLACES, ACTIONS)
def test_a_place_more_private_is_no_detour(actor: Actor, where: Where, action: Action) -> None:
    """Whatever may be done in private may be done in private only."""
    if may(actor, Where.PRIVATE, action):
        assert may(actor, where, action) is (where is Where.PRIVATE)


@pytest.mark.parametrize("standing", sorted(set(Standing) - {Standing.VERIFIED}))
def test_only_the_verified_send_cases_and_come_in(standing: Standing) -> None:
    """Every other standing is outside, whatever it was before."""
    actor = replace(DOCTOR, standing=standing, moderates=True, operates=True)
    for action in (Action.ADD_PICTURE, Action.CORRECT, Action.DESCRIBE, Action.SUBMIT):
        assert may(DOCTOR, Where.PRIVATE, action)
        assert not may(actor, Where.PRIVATE, action)
    assert not may(actor, Where.CHANNEL, Action.JOIN)


@pytest.mark.parametrize("standing", TAKEN)
def test_a_standing_taken_takes_the_power_along(standing: Standing) -> None:
    """A moderator who is suspended, lapsed or erased decides nothing."""
    actor = Actor(standing=standing, moderates=True)
    assert not may(actor, Where.MODERATION, Action.REVIEW)
    assert not keeps_power(standing)
    assert keeps_power(Standing.VISITOR)


def test_the_suspended_keep_what_is_theirs() -> None:
    """They see it, discard it and withdraw it, and do nothing else to a case."""
    actor = replace(DOCTOR, standing=Standing.SUSPENDED)
    kept = {action for action in Action if may(actor, Where.PRIVATE, action)}
    assert {Action.SEE_OWN, Action.DISCARD, Action.WITHDRAW} < kept
    assert not kept & {Action.SUBMIT, Action.REVISE, Action.CORRECT, Action.DESCRIBE}


def test_the_erased_may_only_look_and_ask() -> None:
    """As anybody may who never was a member: about a case, and about what is kept."""
    actor = replace(DOCTOR, standing=Standing.ERASED)
    permitted = {(where, a) for where in Where for a in Action if may(actor, where, a)}
    asking = {Action.LOOK, Action.REPORT, Action.EXPORT}
    assert permitted == {(Where.PRIVATE, action) for action in asking}


@pytest.mark.parametrize(
    ("actor", "where", "action", "reason"),
    [
        (Actor(Identity.NAMELESS), Where.MODERATION, Action.REVIEW, Nameless),
        (Actor(), Where.MODERATION, Action.REVIEW, NotModerator),
        (Actor(moderates=True), Where.DISCUSSION, Action.REVIEW, NotModerator),
        (DOCTOR, Where.CHANNEL, Action.SUBMIT, Elsewhere),
        (replace(DOCTOR, informed=False), Where.PRIVATE, Action.SUBMIT, NoticeFirst),
    ],
)
def test_the_reason_is_the_first_that_helps(
    actor: Actor, where: Where, action: Action, reason: type[RuleError]
) -> None:
    """Who acts comes before where, and where before what they are still lacking."""
    with pytest.raises(reason):
        check(actor, where, action)


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("role", Role)
def test_cases_appear_of_those_who_might_send_them(standing: Standing, role: Role) -> None:
    """An approval does not outlive the standing of the author."""
    member = make_member(standing=standing, role=role)
    expected = standing is Standing.VERIFIED and role is not Role.STUDENT
    assert answers_for_cases(member) is expected

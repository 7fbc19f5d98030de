"""The lifecycle of a case under random actions, and what a case must hold to be sent."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.case import (
    CASE_MOVES,
    CONSENTS,
    DECIDED,
    ENDED,
    Attestation,
    CaseAction,
    CaseState,
    Step,
    next_case_state,
    toggle,
)
from moderation.errors import ForbiddenMove
from tests.moderation.examples import make_case

ACTIONS = st.lists(st.sampled_from(CaseAction), max_size=40)
CHOICES = st.lists(st.integers(0, 11), max_size=20)
TAPS = st.lists(st.sampled_from(Attestation), max_size=20)


def walk(actions: list[CaseAction], start: CaseState = CaseState.DRAFT) -> list[CaseState]:
    """Every state on the way; forbidden actions change nothing."""
    way = [start]
    for action in actions:
        way.append(CASE_MOVES.get((way[-1], action), way[-1]))
    return way


def allowed_way(choices: list[int]) -> list[CaseState]:
    """Every state on a way of allowed moves only, so that most ways get far."""
    way = [CaseState.DRAFT]
    for choice in choices:
        doors = [after for (before, _), after in CASE_MOVES.items() if before is way[-1]]
        way.extend([doors[choice % len(doors)]] if doors else [])
    return way


def tapped(taps: list[Attestation]) -> frozenset[Attestation]:
    lines: frozenset[Attestation] = frozenset()
    for tap in taps:
        lines = toggle(lines, tap)
    return lines


@given(CHOICES)
def test_nothing_is_published_without_approval(choices: list[int]) -> None:
    """The state before published is approved, and the one before that was submitted."""
    way = allowed_way(choices)

    if CaseState.PUBLISHED in way:
        at = way.index(CaseState.PUBLISHED)
        assert way[at - 2 : at] == [CaseState.SUBMITTED, CaseState.APPROVED]


def test_only_an_approved_case_is_published() -> None:
    """The table has one door to the channel, and one back for what stood there before."""
    doors = [door for door, after in CASE_MOVES.items() if after is CaseState.PUBLISHED]
    hides = [door for door, after in CASE_MOVES.items() if after is CaseState.HIDDEN]

    assert doors == [
        (CaseState.APPROVED, CaseAction.PUBLISH),
        (CaseState.HIDDEN, CaseAction.SHOW_AGAIN),
    ]
    assert hides == [(CaseState.PUBLISHED, CaseAction.HIDE)]


@given(ACTIONS, st.sampled_from(sorted(ENDED)))
def test_nothing_leaves_an_end(actions: list[CaseAction], end: CaseState) -> None:
    """What was withdrawn, taken down or discarded stays so."""
    assert set(walk(actions, end)) == {end}


@given(ACTIONS)
def test_a_published_case_is_never_edited(actions: list[CaseAction]) -> None:
    """From published a case can only stay, be hidden for a while, or end."""
    shown = {CaseState.PUBLISHED, CaseState.HIDDEN}
    assert set(walk(actions, CaseState.PUBLISHED)) <= shown | ENDED


@given(ACTIONS)
def test_a_changed_case_is_reviewed_again(actions: list[CaseAction]) -> None:
    """Between a verdict against a case and its publication lies another submission."""
    way = walk(actions, CaseState.CHANGES_ASKED)

    if CaseState.PUBLISHED in way:
        assert CaseState.SUBMITTED in way


@given(st.sampled_from(CaseState), st.sampled_from(CaseAction))
def test_a_move_follows_the_table_or_is_refused(state: CaseState, action: CaseAction) -> None:
    """A pair outside the table raises with what was tried."""
    if (state, action) in CASE_MOVES:
        assert next_case_state(state, action) is CASE_MOVES[state, action]
        return
    with pytest.raises(ForbiddenMove) as refusal:
        next_case_state(state, action)
    assert (refusal.value.state, refusal.value.action) == (state, action)


@pytest.mark.parametrize("state", sorted(set(CaseState) - ENDED - {CaseState.DRAFT}))
def test_an_author_can_withdraw_at_every_stage(state: CaseState) -> None:
    """From submission on; a draft is discarded instead."""
    assert next_case_state(state, CaseAction.WITHDRAW) is CaseState.WITHDRAWN


@pytest.mark.parametrize("state", [CaseState.APPROVED, CaseState.PUBLISHED, CaseState.HIDDEN])
def test_moderators_can_take_down_what_was_approved(state: CaseState) -> None:
    """Also in the moment between approval and publication."""
    assert next_case_state(state, CaseAction.TAKE_DOWN) is CaseState.TAKEN_DOWN


def test_the_ends_are_the_states_without_a_way_out() -> None:
    """ENDED says what the table says."""
    assert set(CaseState) - {state for state, _ in CASE_MOVES} == ENDED


def test_only_work_in_progress_keeps_originals() -> None:
    """Every state but these three purges them at once."""
    kept = {CaseState.DRAFT, CaseState.SUBMITTED, CaseState.CHANGES_ASKED}

    assert set(CaseState) - DECIDED == kept


def test_every_state_can_be_reached() -> None:
    """No state is a leftover."""
    reached = {CaseState.DRAFT}
    for _ in CaseState:
        reached |= {after for (before, _), after in CASE_MOVES.items() if before in reached}

    assert reached == set(CaseState)


@given(st.sampled_from(Step), st.integers(0, 20))
def test_going_on_ends_at_the_summary(step: Step, times: int) -> None:
    """However often one goes on, and back from anywhere but the first is one screen."""
    back = step.before()
    for _ in range(times + len(Step)):
        step = step.after()

    assert step is Step.SUMMARY
    assert back is Step.PICTURES or back.after().before() is back


def test_back_and_on_return_to_the_same_screen() -> None:
    """Between the first and the last screen, Back undoes going on."""
    assert all(step.after().before() is step for step in Step if step is not Step.SUMMARY)
    assert Step.PICTURES.before() is Step.PICTURES


@given(TAPS)
def test_consents_exclude_each_other(taps: list[Attestation]) -> None:
    """No order of taps leaves both kinds of consent ticked."""
    assert len(tapped(taps) & CONSENTS) <= 1


@given(TAPS, st.sampled_from(Attestation))
def test_a_tap_turns_its_line(taps: list[Attestation], line: Attestation) -> None:
    """A line is on after a tap exactly when it was off."""
    before = tapped(taps)

    assert (line in toggle(before, line)) is (line not in before)


@given(TAPS)
def test_attested_means_one_consent_and_all_the_rest(taps: list[Attestation]) -> None:
    """Neither a missing line nor a missing consent passes."""
    lines = tapped(taps)
    rest = set(Attestation) - CONSENTS

    assert make_case(attested=lines).is_attested == (rest <= lines and bool(lines & CONSENTS))


@pytest.mark.parametrize("consent", sorted(CONSENTS))
def test_either_consent_will_do(consent: Attestation) -> None:
    """Informed without objection, or written."""
    assert make_case(attested=frozenset(Attestation) - CONSENTS | {consent}).is_complete


@pytest.mark.parametrize(
    "answer", ["specialty", "question", "age", "sex", "context", "signed", "attested"]
)
def test_a_missing_answer_makes_a_case_incomplete(answer: str) -> None:
    """Each question must be answered; "" and False are answers."""
    nothing = frozenset() if answer == "attested" else None

    assert make_case().is_complete
    assert not replace(make_case(), **{answer: nothing}).is_complete


def test_a_case_is_called_by_its_number() -> None:
    """The number is the id, five digits wide or as long as it takes."""
    assert make_case(id=42).number == "MP-00042"
    assert make_case(id=1234567).number == "MP-1234567"

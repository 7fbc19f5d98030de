"""Who may decide, how many must agree, and what the verdicts add up to."""

from collections.abc import Collection
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.case import MINOR_BANDS, AgeBand, CaseAction, CaseState
from moderation.errors import AlreadyDecided, AlreadyReviewed, OutOfDate, OwnCase, RuleError
from moderation.review import (
    DOUBTS,
    QuorumPolicy,
    Review,
    Risk,
    Verdict,
    approvals,
    check_review,
    outcome,
    risks_of,
)
from tests.moderation.examples import AUTHOR, COLLEAGUE, REVIEWER, make_case, make_review

POLICIES = st.builds(
    QuorumPolicy, usual=st.integers(1, 4), risky=st.integers(1, 4), first_cases=st.integers(0, 5)
)
RISKS = st.frozensets(st.sampled_from(Risk))
FLAGS = st.frozensets(st.sampled_from(["face_hidden", "face_left", "tattoo_hidden", *DOUBTS]))
PEOPLE = st.sampled_from([AUTHOR, REVIEWER, COLLEAGUE, 23])
TRIES = st.lists(st.tuples(PEOPLE, st.integers(1, 3)), max_size=12)


def approve_in_turn(tries: Collection[tuple[int, int]]) -> list[Review]:
    """The approvals that the rules let through, of a case at revision 2."""
    case, accepted = make_case(revision=2), [make_review(make_case(revision=1))]
    for reviewer_id, revision in tries:
        try:
            check_review(case, revision, reviewer_id, accepted)
        except RuleError:
            continue
        accepted.append(make_review(case, reviewer_id))
    return accepted[1:]


@given(TRIES)
def test_the_author_never_reviews(tries: list[tuple[int, int]]) -> None:
    """No order of taps lets the author in."""
    assert AUTHOR not in {review.reviewer_id for review in approve_in_turn(tries)}


@given(TRIES)
def test_a_moderator_counts_once(tries: list[tuple[int, int]]) -> None:
    """Approvals never outnumber the different people who tapped on the present revision."""
    accepted = approve_in_turn(tries)
    people = {person for person, revision in tries if revision == 2} - {AUTHOR}

    assert len(accepted) == approvals(make_case(revision=2), accepted) == len(people)


def test_two_moderators_make_a_quorum_of_two() -> None:
    """The first approval leaves the case waiting, the second completes it."""
    case = make_case()
    first, second = make_review(case), make_review(case, COLLEAGUE)

    assert outcome(Verdict.APPROVE, approvals(case, [first]), 2) is None
    assert outcome(Verdict.APPROVE, approvals(case, [first, second]), 2) is CaseAction.APPROVE


def test_the_same_moderator_cannot_approve_twice() -> None:
    """One pair of eyes is not two."""
    case = make_case()

    with pytest.raises(AlreadyReviewed):
        check_review(case, case.revision, REVIEWER, [make_review(case)])


@pytest.mark.parametrize("verdict", [Verdict.REJECT, Verdict.ASK_CHANGES])
def test_who_approved_may_change_their_mind(verdict: Verdict) -> None:
    """A danger seen late can still be stopped while others are waited for."""
    case = make_case()

    assert check_review(case, case.revision, REVIEWER, [make_review(case)], verdict) is None


def test_a_verdict_on_an_earlier_revision_bars_nobody() -> None:
    """Who asked for changes may approve the changed case."""
    earlier = make_review(make_case(), verdict=Verdict.ASK_CHANGES)

    assert check_review(make_case(revision=2), 2, REVIEWER, [earlier]) is None


@pytest.mark.parametrize("revision", [1, 3])
def test_a_button_of_another_revision_decides_nothing(revision: int) -> None:
    """What the moderator saw is not what the case is now."""
    with pytest.raises(OutOfDate):
        check_review(make_case(revision=2), revision, REVIEWER, [])


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.SUBMITTED}))
def test_the_second_to_decide_hears_who_was_first(state: CaseState) -> None:
    """Outside the queue nothing is decided any more."""
    case = make_case(state=state, decided_by=COLLEAGUE)

    with pytest.raises(AlreadyDecided) as refusal:
        check_review(case, case.revision, REVIEWER, [])
    assert (refusal.value.state, refusal.value.by) == (state, COLLEAGUE)


@pytest.mark.parametrize("state", CaseState)
def test_the_author_hears_that_it_is_their_own(state: CaseState) -> None:
    """That reason comes before every other, in every state."""
    with pytest.raises(OwnCase):
        check_review(make_case(state=state), 99, AUTHOR, [])


@pytest.mark.parametrize(
    "change",
    [
        {"fingerprint": "0" * 64},
        {"revision": 2},
        {"case_id": 8},
        {"verdict": Verdict.REJECT},
        {"reviewer_id": AUTHOR},
    ],
)
def test_an_approval_of_something_else_does_not_count(change: dict[str, object]) -> None:
    """Other bytes, another revision, another case, another verdict, or the author."""
    case = make_case()

    assert approvals(case, [make_review(case)]) == 1
    assert approvals(case, [replace(make_review(case), **change)]) == 0


@given(POLICIES, RISKS, RISKS)
def test_the_approvals_needed_grow_with_risk(
    policy: QuorumPolicy, some: frozenset[Risk], more: frozenset[Risk]
) -> None:
    """A further risk never lowers the number, however the two are configured."""
    assert policy.usual <= policy.needed(some) <= policy.needed(some | more)


@given(FLAGS, FLAGS, st.sampled_from(AgeBand), st.integers(0, 5), POLICIES)
def test_further_flags_never_take_a_risk_away(
    some: frozenset[str], more: frozenset[str], age: AgeBand, before: int, policy: QuorumPolicy
) -> None:
    """Risks only add up."""
    case = make_case(age=age)

    risks = risks_of(case, some, before, policy)
    assert risks <= risks_of(case, some | more, before, policy)


@pytest.mark.parametrize("risk", Risk)
def test_each_risk_alone_asks_for_a_second_pair_of_eyes(risk: Risk) -> None:
    """By default: one approval usually, two with any risk."""
    assert QuorumPolicy().needed([]) == 1
    assert QuorumPolicy().needed([risk]) == 2


@pytest.mark.parametrize(
    ("flag", "risks"),
    [
        ("face_hidden", {Risk.FACE}),
        ("face_left", {Risk.FACE, Risk.DOUBT}),
        ("words_left", {Risk.DOUBT}),
        ("low_confidence", {Risk.DOUBT}),
        ("shown_again", {Risk.DOUBT}),
    ],
)
def test_a_flag_becomes_its_risk(flag: str, risks: set[Risk]) -> None:
    """What the anonymizer saw reaches the moderators."""
    assert risks_of(make_case(), [flag], 3, QuorumPolicy()) == risks


@pytest.mark.parametrize("age", AgeBand)
def test_a_minor_is_a_risk(age: AgeBand) -> None:
    """Every band that may hold a minor, and no other."""
    risks = risks_of(make_case(age=age), [], 3, QuorumPolicy())

    assert (Risk.MINOR in risks) is (age in MINOR_BANDS)


@pytest.mark.parametrize(("before", "new"), [(0, True), (2, True), (3, False), (9, False)])
def test_the_first_three_cases_are_a_risk(before: int, new: bool) -> None:
    """An author is a newcomer until three cases were published."""
    risks = risks_of(make_case(), [], before, QuorumPolicy())

    assert (Risk.NEWCOMER in risks) is new


@pytest.mark.parametrize(("given_by", "needed"), [*product([0, 1, 5], [1, 2])])
def test_a_word_against_a_case_needs_no_quorum(given_by: int, needed: int) -> None:
    """One moderator can stop what others approved."""
    assert outcome(Verdict.REJECT, given_by, needed) is CaseAction.REJECT
    assert outcome(Verdict.ASK_CHANGES, given_by, needed) is CaseAction.ASK_CHANGES


@given(st.integers(0, 6), st.integers(1, 4))
def test_nothing_is_approved_below_its_quorum(given_by: int, needed: int) -> None:
    """Approval comes with the last approval that was missing, not before."""
    approved = outcome(Verdict.APPROVE, given_by, needed) is CaseAction.APPROVE

    assert approved is (given_by >= needed)

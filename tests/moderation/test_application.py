"""An application asks what is missing, in order, and is decided once."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.application import (
    APPLICATION_ENDS,
    APPLICATION_MOVES,
    ApplicationAction,
    ApplicationState,
    AskReason,
    Question,
    asked_again,
    next_application_state,
)
from moderation.errors import ForbiddenMove
from moderation.member import Role
from tests.moderation.examples import FICTITIOUS_RPPS, make_application

ACTIONS = st.lists(st.sampled_from(ApplicationAction), max_size=20)
DECISIONS = (ApplicationAction.ACCEPT, ApplicationAction.ASK, ApplicationAction.REFUSE)


def walk(actions: list[ApplicationAction]) -> list[ApplicationState]:
    way = [ApplicationState.FILLING]
    for action in actions:
        way.append(APPLICATION_MOVES.get((way[-1], action), way[-1]))
    return way


@given(ACTIONS)
def test_nothing_is_accepted_without_being_submitted(actions: list[ApplicationAction]) -> None:
    """Just before it was accepted, an application stood before the moderators."""
    way = walk(actions)

    if ApplicationState.ACCEPTED in way:
        assert way[way.index(ApplicationState.ACCEPTED) - 1] is ApplicationState.SUBMITTED


@given(ACTIONS, st.sampled_from(sorted(APPLICATION_ENDS)))
def test_a_decision_is_final(actions: list[ApplicationAction], decided: ApplicationState) -> None:
    """Whoever wants another decision applies anew."""
    for action in actions:
        with pytest.raises(ForbiddenMove):
            next_application_state(decided, action)


@pytest.mark.parametrize("action", DECISIONS)
def test_an_unfinished_application_cannot_be_decided(action: ApplicationAction) -> None:
    """Moderators decide about what was submitted, not about what is being written."""
    with pytest.raises(ForbiddenMove):
        next_application_state(ApplicationState.FILLING, action)


def test_asking_again_hands_it_back() -> None:
    """The applicant fills in what the moderators asked for."""
    asked = next_application_state(ApplicationState.SUBMITTED, ApplicationAction.ASK)

    assert asked is ApplicationState.FILLING


@pytest.mark.parametrize(
    ("reason", "question"),
    [
        (AskReason.PHOTO, Question.EVIDENCE),
        (AskReason.NAME, Question.NAME),
        (AskReason.NUMBER, Question.NUMBER),
        ("in other words", Question.ROLE),
    ],
)
def test_what_the_reason_names_is_asked_first(reason: str, question: Question) -> None:
    """And the evidence always, for the earlier photo is purged."""
    shown = make_application(state=ApplicationState.SUBMITTED, number_kept=True)
    asked = asked_again(shown, reason)

    assert (asked.state, asked.revision) == (ApplicationState.FILLING, shown.revision + 1)
    assert asked.next_question() is question
    assert asked.evidence is None


def test_a_number_asked_again_is_checked_again() -> None:
    """Having insisted on the earlier number says nothing about the next one."""
    shown = make_application(
        state=ApplicationState.SUBMITTED, number=FICTITIOUS_RPPS, number_kept=True
    )
    other = replace(asked_again(shown, AskReason.NUMBER), number=FICTITIOUS_RPPS)

    assert other.next_question() is Question.CONFIRM_NUMBER
    assert asked_again(shown, AskReason.PHOTO).number_kept


@pytest.mark.parametrize("state", sorted(set(ApplicationState) - {ApplicationState.SUBMITTED}))
def test_only_what_was_submitted_is_asked_again(state: ApplicationState) -> None:
    """A decided application stays decided."""
    with pytest.raises(ForbiddenMove):
        asked_again(make_application(state=state), AskReason.PHOTO)


def test_a_complete_application_lacks_nothing() -> None:
    """With every answer given there is nothing left to ask."""
    assert make_application().next_question() is None


def test_questions_come_in_their_order() -> None:
    """Answering what is asked leads through every question once, to the end."""
    whole = make_application()
    blank = replace(whole, role=None, name=None, number=None, specialty=None, evidence=None)
    asked = []
    while question := blank.next_question():
        asked.append(question)
        blank = replace(blank, **{question.value: getattr(whole, question.value)})

    assert asked == [question for question in Question if question is not Question.CONFIRM_NUMBER]


def test_a_student_is_not_asked_for_a_number() -> None:
    """Most students have no number in the register."""
    assert make_application(role=Role.STUDENT, number=None).next_question() is None
    assert make_application(role=Role.OTHER, number=None).next_question() is Question.NUMBER


def test_having_no_number_is_an_answer() -> None:
    """An empty number was asked for and given; it is not asked again or confirmed."""
    assert make_application(number="").next_question() is None


def test_a_doubtful_number_is_confirmed_not_refused() -> None:
    """A number whose key fails asks once more, and passes when the person keeps it."""
    doubtful = make_application(number=FICTITIOUS_RPPS)

    assert doubtful.next_question() is Question.CONFIRM_NUMBER
    assert replace(doubtful, number_kept=True).next_question() is None

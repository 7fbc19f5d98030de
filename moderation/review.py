"""Reviews: one moderator's verdict on one revision, and what the verdicts add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moderation.case import MINOR_BANDS, Case, CaseAction, CaseState
from moderation.errors import AlreadyDecided, AlreadyReviewed, OutOfDate, OwnCase


class Verdict(StrEnum):
    APPROVE = "approve"
    ASK_CHANGES = "ask_changes"
    REJECT = "reject"


class Reason(StrEnum):
    """Canned reasons of a request for changes or a rejection; anything else is free text."""

    IDENTIFIABLE = "identifiable"
    HIDES_TOO_MUCH = "hides_too_much"
    QUESTION_UNCLEAR = "question_unclear"
    WRONG_SPECIALTY = "wrong_specialty"
    POOR_PICTURE = "poor_picture"
    CONSENT = "consent"
    NOT_MEDICAL = "not_medical"


CHANGE_REASONS = (
    Reason.IDENTIFIABLE,
    Reason.HIDES_TOO_MUCH,
    Reason.QUESTION_UNCLEAR,
    Reason.WRONG_SPECIALTY,
    Reason.POOR_PICTURE,
)
REJECT_REASONS = (Reason.IDENTIFIABLE, Reason.CONSENT, Reason.NOT_MEDICAL, Reason.POOR_PICTURE)


class Risk(StrEnum):
    """Why a case asks for a second pair of eyes."""

    FACE = "face"
    MINOR = "minor"
    DOUBT = "doubt"
    NEWCOMER = "newcomer"


# Flags that leave a doubt: the independent check still saw something, the detectors hesitated,
# or the author chose to show again what was hidden.
SHOWN_AGAIN = "shown_again"
DOUBTS = frozenset({"face_left", "words_left", "low_confidence", "second_opinion", SHOWN_AGAIN})


@dataclass(frozen=True, slots=True)
class Review:
    case_id: int
    revision: int
    reviewer_id: int
    verdict: Verdict
    fingerprint: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class QuorumPolicy:
    """How many approvals a revision needs.

    usual: for a case without risk; risky: for one with any; first_cases: how many of an author's
    first published cases count as a risk by themselves (PRIVACY: three).
    """

    usual: int = 1
    risky: int = 2
    first_cases: int = 3

    def needed(self, risks: Iterable[Risk]) -> int:
        return max(self.usual, self.risky) if set(risks) else self.usual


def risks_of(
    case: Case, flags: Iterable[str], published_before: int, policy: QuorumPolicy
) -> frozenset[Risk]:
    """The risks of a case: from the anonymizer's flags (by name), age band and author's past."""
    seen = set(flags)
    found = {
        Risk.FACE: "face_hidden" in seen or "face_left" in seen,
        Risk.DOUBT: bool(seen & DOUBTS),
        Risk.MINOR: case.age in MINOR_BANDS,
        Risk.NEWCOMER: published_before < policy.first_cases,
    }
    return frozenset(risk for risk, present in found.items() if present)


def check_review(
    case: Case,
    revision: int,
    reviewer_id: int,
    earlier: Iterable[Review],
    verdict: Verdict = Verdict.APPROVE,
) -> None:
    """Raises the reason why this person may not decide this revision now; passes otherwise.

    earlier: reviews of this case, of whatever revision. Who approved may still change their mind
    while the case waits for others: only a second approval is refused.
    """
    if reviewer_id == case.author_id:
        raise OwnCase
    if revision != case.revision:
        raise OutOfDate
    if case.state is not CaseState.SUBMITTED:
        raise AlreadyDecided(case.state, case.decided_by)
    if verdict is Verdict.APPROVE and reviewer_id in _approvers(case, earlier):
        raise AlreadyReviewed


def approvals(case: Case, reviews: Iterable[Review]) -> int:
    """How many different people approved exactly what the case now is."""
    return len(_approvers(case, reviews))


def _approvers(case: Case, reviews: Iterable[Review]) -> set[int]:
    shown = (case.id, case.revision, case.fingerprint, Verdict.APPROVE)
    return {
        review.reviewer_id
        for review in reviews
        if (review.case_id, review.revision, review.fingerprint, review.verdict) == shown
        and review.reviewer_id != case.author_id
    }


def outcome(verdict: Verdict, approvals: int, needed: int) -> CaseAction | None:
    """The step that this verdict completes, or None while approvals are still missing.

    approvals: what `approvals` counts, this verdict included.
    """
    match verdict:
        case Verdict.ASK_CHANGES:
            return CaseAction.ASK_CHANGES
        case Verdict.REJECT:
            return CaseAction.REJECT
        case Verdict.APPROVE:
            return CaseAction.APPROVE if approvals >= needed else None

"""Members, cases and reviews with sane defaults, for tests of the rules."""

from datetime import UTC, datetime
from typing import Any

from moderation.application import Application
from moderation.case import AgeBand, Attestation, Case, CaseState, Sex
from moderation.member import Member, Role
from moderation.review import Review, Verdict

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
AUTHOR = 11
REVIEWER = 21
COLLEAGUE = 22
# A number whose key holds, and the official fictitious example, whose key does not.
RPPS = "19999999907"
FICTITIOUS_RPPS = "10003461033"


def make_member(**fields: Any) -> Member:
    return Member(**{"id": AUTHOR, "language": "fr", "joined_at": NOW} | fields)


def make_application(**fields: Any) -> Application:
    """Every question answered, not yet submitted."""
    answers = {
        "role": Role.DOCTOR,
        "name": "Claude Exemple",
        "number": RPPS,
        "specialty": "dermatology",
        "evidence": "0" * 32,
    }
    return Application(**{"id": 1, "member_id": AUTHOR, "created_at": NOW} | answers | fields)


def make_case(**fields: Any) -> Case:
    """Complete, submitted and without a risk of its own."""
    answers = {
        "state": CaseState.SUBMITTED,
        "specialty": "dermatology",
        "question": "What is it?",
        "age": AgeBand.Y40,
        "sex": Sex.UNSAID,
        "context": "",
        "signed": False,
        "attested": frozenset(Attestation) - {Attestation.WRITTEN},
        "fingerprint": "f" * 64,
    }
    head = {"id": 7, "author_id": AUTHOR, "created_at": NOW, "updated_at": NOW}
    return Case(**head | answers | fields)


def make_review(case: Case, reviewer_id: int = REVIEWER, **fields: Any) -> Review:
    """An approval of exactly what the case now is."""
    shown = {"case_id": case.id, "revision": case.revision, "fingerprint": case.fingerprint}
    verdict = {"reviewer_id": reviewer_id, "verdict": Verdict.APPROVE, "at": NOW}
    return Review(**shown | verdict | fields)

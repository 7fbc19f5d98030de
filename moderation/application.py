"""Applications: what a person claims, what is still missing, and the moderators' decision.

filling ──submit──▶ submitted ──accept──▶ accepted
 │ ▲                   │ │
 │ └──────ask──────────┘ └──refuse──▶ refused
 └─withdraw (from submitted as well)─▶ withdrawn
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from moderation.errors import ForbiddenMove
from moderation.member import Role
from moderation.numbers import Register, number_problem


class ApplicationState(StrEnum):
    FILLING = "filling"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApplicationAction(StrEnum):
    SUBMIT = "submit"
    ACCEPT = "accept"
    ASK = "ask"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


APPLICATION_MOVES: dict[tuple[ApplicationState, ApplicationAction], ApplicationState] = {
    (ApplicationState.FILLING, ApplicationAction.SUBMIT): ApplicationState.SUBMITTED,
    (ApplicationState.SUBMITTED, ApplicationAction.ACCEPT): ApplicationState.ACCEPTED,
    (ApplicationState.SUBMITTED, ApplicationAction.ASK): ApplicationState.FILLING,
    (ApplicationState.SUBMITTED, ApplicationAction.REFUSE): ApplicationState.REFUSED,
    (ApplicationState.FILLING, ApplicationAction.WITHDRAW): ApplicationState.WITHDRAWN,
    (ApplicationState.SUBMITTED, ApplicationAction.WITHDRAW): ApplicationState.WITHDRAWN,
}

# Nothing follows them but another application.
APPLICATION_ENDS = frozenset(
    {ApplicationState.ACCEPTED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN}
)


def next_application_state(state: ApplicationState, action: ApplicationAction) -> ApplicationState:
    """Where `action` leads from `state`; raises ForbiddenMove where it leads nowhere."""
    try:
        return APPLICATION_MOVES[state, action]
    except KeyError:
        raise ForbiddenMove(state, action) from None


class Question(StrEnum):
    """What the applicant is asked next, in this order."""

    ROLE = "role"
    NAME = "name"
    NUMBER = "number"
    CONFIRM_NUMBER = "confirm_number"
    SPECIALTY = "specialty"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Application:
    """One request to be verified.

    revision: grows each time moderators ask again, so that an old card decides nothing;
    register: whose number it is; number: None before it was asked, "" when the person has none;
    number_kept: the person insists on a number whose shape or key looks wrong; evidence: key of
    the first photo, None once purged, evidence_at: when it came; challenge: the digits that have
    to be in a photo, drawn at challenge_at; taken_by: the moderator who looks at it, until
    taken_until.
    """

    id: int
    member_id: int
    created_at: datetime
    state: ApplicationState = ApplicationState.FILLING
    revision: int = 1
    role: Role | None = None
    name: str | None = None
    register: Register = Register.RPPS
    number: str | None = None
    number_kept: bool = False
    specialty: str | None = None
    evidence: str | None = None
    evidence_at: datetime | None = None
    challenge: str | None = None
    challenge_at: datetime | None = None
    submitted_at: datetime | None = None
    card_chat_id: int | None = None
    card_message_id: int | None = None
    evidence_message_id: int | None = None
    reason: str | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    taken_by: int | None = None
    taken_until: datetime | None = None

    def next_question(self) -> Question | None:
        """The first thing still missing, or None when the application can be submitted."""
        missing = {
            Question.ROLE: self.role is None,
            Question.NAME: self.name is None,
            Question.NUMBER: self.number is None and self.role is not Role.STUDENT,
            Question.CONFIRM_NUMBER: bool(self.number)
            and not self.number_kept
            and number_problem(self.register, self.number or "") is not None,
            Question.SPECIALTY: self.specialty is None,
            Question.EVIDENCE: self.evidence is None,
        }
        return next((question for question, lacks in missing.items() if lacks), None)

    def taker(self, now: datetime) -> int | None:
        """The moderator who looks at it at this moment."""
        return self.taken_by if self.taken_until is not None and now < self.taken_until else None

    @property
    def takes_evidence(self) -> bool:
        """Whether everything is said, so that photos, or more of them, may come."""
        asked = self.next_question()
        return self.state is ApplicationState.FILLING and asked in {Question.EVIDENCE, None}


class AskReason(StrEnum):
    """Canned reasons to ask an applicant again."""

    PHOTO = "photo"
    NUMBER = "number"
    NAME = "name"
    ROLE = "role"
    SPECIALTY = "specialty"


class RefuseReason(StrEnum):
    """Canned reasons to refuse an applicant."""

    NO_PROOF = "no_proof"
    NOT_HEALTH = "not_health"


# What each canned reason leaves blank besides the evidence.
BLANKED: dict[str, frozenset[str]] = {
    AskReason.PHOTO: frozenset(),
    AskReason.NUMBER: frozenset({"number"}),
    AskReason.NAME: frozenset({"name"}),
    AskReason.ROLE: frozenset({"role", "number"}),
    AskReason.SPECIALTY: frozenset({"specialty"}),
}
ANSWERS = frozenset({"role", "name", "number", "specialty"})


def asked_again(application: Application, reason: str) -> Application:
    """The application back with the applicant: a new revision, what the reason names left blank.

    A moderator's own words may mean any answer, so all are asked anew. The evidence always is: the
    earlier photo is purged with the decision.
    """
    blank = BLANKED.get(reason, ANSWERS)
    return replace(
        application,
        state=next_application_state(application.state, ApplicationAction.ASK),
        revision=application.revision + 1,
        reason=reason,
        evidence=None,
        evidence_at=None,
        evidence_message_id=None,
        challenge=None,
        challenge_at=None,
        taken_by=None,
        taken_until=None,
        role=None if "role" in blank else application.role,
        name=None if "name" in blank else application.name,
        number=None if "number" in blank else application.number,
        number_kept=application.number_kept and "number" not in blank,
        specialty=None if "specialty" in blank else application.specialty,
    )


# How many photos prove something, at most; and how long a code may be answered.
DOCUMENTS_MAX = 4
CHALLENGE_GOOD = timedelta(hours=1)
# How long a moderator has a card for themself.
TAKEN_FOR = timedelta(minutes=10)


def has_expired(drawn_at: datetime | None, at: datetime | None) -> bool:
    """Whether the code that was drawn then was no longer good at that time."""
    return drawn_at is not None and at is not None and at - drawn_at > CHALLENGE_GOOD

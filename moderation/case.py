"""Cases and their pictures: states, actions and the one table that says what may follow what.

   draft ──submit──▶ submitted ──approve──▶ approved ──publish──▶ published ─take down▶ taken_down
     │  ▲               │  │  │                │                   │     ▲  │
  discard revise   ask changes reject       withdraw             hide again  withdraw
     ▼  │               ▼  ▼                   ▼                   ▼     │  ▼
discarded └── changes asked, rejected      withdrawn             hidden ─┘ withdrawn

What is hidden still ends like what is published: taken down, or withdrawn.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from moderation.errors import ForbiddenMove


class CaseState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes_asked"
    REJECTED = "rejected"
    APPROVED = "approved"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"
    TAKEN_DOWN = "taken_down"
    DISCARDED = "discarded"


class CaseAction(StrEnum):
    SUBMIT = "submit"
    DISCARD = "discard"
    APPROVE = "approve"
    ASK_CHANGES = "ask_changes"
    REJECT = "reject"
    REVISE = "revise"
    PUBLISH = "publish"
    HIDE = "hide"
    SHOW_AGAIN = "show_again"
    WITHDRAW = "withdraw"
    TAKE_DOWN = "take_down"


CASE_MOVES: dict[tuple[CaseState, CaseAction], CaseState] = {
    (CaseState.DRAFT, CaseAction.SUBMIT): CaseState.SUBMITTED,
    (CaseState.DRAFT, CaseAction.DISCARD): CaseState.DISCARDED,
    (CaseState.SUBMITTED, CaseAction.APPROVE): CaseState.APPROVED,
    (CaseState.SUBMITTED, CaseAction.ASK_CHANGES): CaseState.CHANGES_ASKED,
    (CaseState.SUBMITTED, CaseAction.REJECT): CaseState.REJECTED,
    (CaseState.SUBMITTED, CaseAction.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.CHANGES_ASKED, CaseAction.REVISE): CaseState.DRAFT,
    (CaseState.CHANGES_ASKED, CaseAction.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.REJECTED, CaseAction.REVISE): CaseState.DRAFT,
    (CaseState.REJECTED, CaseAction.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.APPROVED, CaseAction.PUBLISH): CaseState.PUBLISHED,
    (CaseState.APPROVED, CaseAction.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.APPROVED, CaseAction.TAKE_DOWN): CaseState.TAKEN_DOWN,
    (CaseState.PUBLISHED, CaseAction.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.PUBLISHED, CaseAction.TAKE_DOWN): CaseState.TAKEN_DOWN,
    (CaseState.PUBLISHED, CaseAction.HIDE): CaseState.HIDDEN,
    (CaseState.HIDDEN, CaseAction.SHOW_AGAIN): CaseState.PUBLISHED,
    (CaseState.HIDDEN, CaseAction.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.HIDDEN, CaseAction.TAKE_DOWN): CaseState.TAKEN_DOWN,
}

# After these the original has done its work and is purged at once. "Changes asked" is not among
# them: the author may still need to show or hide a region; the 24-hour sweep bounds that.
DECIDED = frozenset(
    {
        CaseState.APPROVED,
        CaseState.PUBLISHED,
        CaseState.HIDDEN,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
        CaseState.TAKEN_DOWN,
        CaseState.DISCARDED,
    }
)

# From these nothing will ever be shown again.
ENDED = frozenset({CaseState.WITHDRAWN, CaseState.TAKEN_DOWN, CaseState.DISCARDED})


def next_case_state(state: CaseState, action: CaseAction) -> CaseState:
    """Where `action` leads from `state`; raises ForbiddenMove where it leads nowhere."""
    try:
        return CASE_MOVES[state, action]
    except KeyError:
        raise ForbiddenMove(state, action) from None


class Step(StrEnum):
    """The screens of a draft, in the order that the author meets them."""

    PICTURES = "pictures"
    SPECIALTY = "specialty"
    QUESTION = "question"
    AGE = "age"
    SEX = "sex"
    CONTEXT = "context"
    SIGNATURE = "signature"
    WORDS = "words"
    ATTESTATION = "attestation"
    SUMMARY = "summary"

    def after(self) -> "Step":
        steps = list(Step)
        return steps[min(steps.index(self) + 1, len(steps) - 1)]

    def before(self) -> "Step":
        steps = list(Step)
        return steps[max(steps.index(self) - 1, 0)]


# A picture that answers a case appears in its thread, and says for itself what is to be seen.
PASSED_BY = frozenset({Step.SPECIALTY, Step.SEX, Step.CONTEXT})


class AgeBand(StrEnum):
    """Ages in bands, so that no age identifies: months under two years, 90 and over pooled."""

    M0 = "0-2m"
    M3 = "3-11m"
    M12 = "12-23m"
    Y2 = "2-9"
    Y10 = "10-19"
    Y20 = "20-29"
    Y30 = "30-39"
    Y40 = "40-49"
    Y50 = "50-59"
    Y60 = "60-69"
    Y70 = "70-79"
    Y80 = "80-89"
    Y90 = "90+"
    UNSAID = "unsaid"


# Bands that may hold a minor; a picture of a minor asks for a second pair of eyes,
# and an age that is not stated may be one.
MINOR_BANDS = frozenset(
    {AgeBand.M0, AgeBand.M3, AgeBand.M12, AgeBand.Y2, AgeBand.Y10, AgeBand.UNSAID}
)


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNSAID = "unsaid"


class Attestation(StrEnum):
    """What the author attests, one tap each; ATTESTATION_VERSION grows when a meaning changes."""

    CARER = "carer"
    INFORMED = "informed"
    WRITTEN = "written"
    REMOVED = "removed"
    TATTOO = "tattoo"
    NOT_KIN = "not_kin"


ATTESTATION_VERSION = 2

# Either kind of consent will do, and one excludes the other.
CONSENTS = frozenset({Attestation.INFORMED, Attestation.WRITTEN})


def toggle(attested: frozenset[Attestation], line: Attestation) -> frozenset[Attestation]:
    """The lines after a tap on `line`."""
    if line in attested:
        return attested - {line}
    return (attested - CONSENTS if line in CONSENTS else attested) | {line}


# Together with the line about author and number they fit Telegram's caption of 1024 characters,
# counted as Telegram does: in UTF-16 units.
QUESTION_MAX_CHARACTERS = 400
CONTEXT_MAX_CHARACTERS = 400

# What one album can show.
PICTURES_MAX = 10


def case_number(case_id: int) -> str:
    return f"MP-{case_id:05d}"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one author.

    revision: grows each time the author takes it up again after a verdict; step: the screen of a
    draft; fingerprint: SHA-256 of the exact pictures and text that were submitted; screen_id,
    status_id: messages in the author's chat that are edited rather than repeated; answers_id: the
    case in whose thread this one appears, as an answer with pictures.
    """

    id: int
    author_id: int
    created_at: datetime
    updated_at: datetime
    state: CaseState = CaseState.DRAFT
    revision: int = 1
    step: Step = Step.PICTURES
    specialty: str | None = None
    question: str | None = None
    age: AgeBand | None = None
    sex: Sex | None = None
    context: str | None = None
    signed: bool | None = None
    attested: frozenset[Attestation] = field(default_factory=frozenset)
    fingerprint: str | None = None
    reason: str | None = None
    decided_by: int | None = None
    status_id: int | None = None
    screen_id: int | None = None
    answers_id: int | None = None

    @property
    def number(self) -> str:
        """What people call the case, in posts, commands and letters."""
        return case_number(self.id)

    @property
    def is_complete(self) -> bool:
        """Every question answered and every line attested."""
        answers = (self.specialty, self.question, self.age, self.sex, self.context, self.signed)
        return None not in answers and self.is_attested

    @property
    def is_answer(self) -> bool:
        return self.answers_id is not None

    @property
    def is_attested(self) -> bool:
        return self.attested | CONSENTS == frozenset(Attestation) and bool(
            self.attested & CONSENTS
        )


class PictureState(StrEnum):
    """RECEIVED waits to be masked; CHANGED was corrected, and waits to be painted anew."""

    RECEIVED = "received"
    CHANGED = "changed"
    MASKED = "masked"
    REFUSED = "refused"
    REMOVED = "removed"


# What waits for the anonymizer; nobody goes on while one does.
AT_WORK = frozenset({PictureState.RECEIVED, PictureState.CHANGED})


@dataclass(frozen=True, slots=True)
class Picture:
    """One image of a case.

    position: order of arrival in the chat (the message id), so stragglers fall into place; frame:
    0 for a file as it came, from 1 for the pictures that were taken out of one; original, masked,
    preview: keys in the private store (original None once purged); problem: why it was refused;
    flags: risk flags of the anonymizer, by name; preview_id: the message that shows it; framed_id:
    the blank message that it goes into before; sides: whether the buttons for hiding sides are
    open under it.
    """

    id: int
    case_id: int
    position: int
    received_at: datetime
    state: PictureState = PictureState.RECEIVED
    original: str | None = None
    masked: str | None = None
    preview: str | None = None
    digest: str | None = None
    width: int = 0
    height: int = 0
    problem: str | None = None
    flags: frozenset[str] = field(default_factory=frozenset)
    preview_id: int | None = None
    frame: int = 0
    sides: bool = False
    framed_id: int | None = None

"""Members: who a person is to the bot, and how their standing changes.

visitor ──apply──▶ applicant ──accept──▶ verified ──suspend──▶ suspended
   ▲                  │  ▲                 │  ▲                   │
 return             refuse apply         lapse reinstate ◀────────┘
   │                  ▼  │                 ▼
erased ◀─erase─ all of them: refused      lapsed
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from moderation.errors import ForbiddenMove, NotBackYet

# Grows when the first-use notice changes in meaning; members then accept it again.
NOTICE_VERSION = 1


class Role(StrEnum):
    DOCTOR = "doctor"
    STUDENT = "student"
    OTHER = "other"


class Standing(StrEnum):
    VISITOR = "visitor"
    APPLICANT = "applicant"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    ERASED = "erased"


class StandingAction(StrEnum):
    APPLY = "apply"
    ACCEPT = "accept"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    LAPSE = "lapse"
    ERASE = "erase"
    RETURN = "return"


STANDINGS: dict[tuple[Standing, StandingAction], Standing] = {
    (Standing.VISITOR, StandingAction.APPLY): Standing.APPLICANT,
    (Standing.REFUSED, StandingAction.APPLY): Standing.APPLICANT,
    (Standing.LAPSED, StandingAction.APPLY): Standing.APPLICANT,
    (Standing.APPLICANT, StandingAction.ACCEPT): Standing.VERIFIED,
    (Standing.APPLICANT, StandingAction.REFUSE): Standing.REFUSED,
    (Standing.VERIFIED, StandingAction.SUSPEND): Standing.SUSPENDED,
    (Standing.VERIFIED, StandingAction.LAPSE): Standing.LAPSED,
    (Standing.SUSPENDED, StandingAction.REINSTATE): Standing.VERIFIED,
    (Standing.LAPSED, StandingAction.REINSTATE): Standing.VERIFIED,
    # Nothing is left of who they were: they begin as anybody does.
    (Standing.ERASED, StandingAction.RETURN): Standing.VISITOR,
} | {
    (standing, StandingAction.ERASE): Standing.ERASED
    for standing in Standing
    if standing is not Standing.ERASED
}


def next_standing(standing: Standing, action: StandingAction) -> Standing:
    """Where `action` leads from `standing`; raises ForbiddenMove where it leads nowhere."""
    try:
        return STANDINGS[standing, action]
    except KeyError:
        raise ForbiddenMove(standing, action) from None


def accepted_standing(standing: Standing) -> Standing:
    """After an accepted application: students renew theirs while they are members, or too late."""
    match standing:
        case Standing.VERIFIED:
            return standing
        case Standing.LAPSED:
            return next_standing(standing, StandingAction.REINSTATE)
    return next_standing(standing, StandingAction.ACCEPT)


def refused_standing(standing: Standing) -> Standing:
    """After a refused application: a proof that was not renewed takes nothing away before time."""
    if standing in {Standing.VERIFIED, Standing.LAPSED}:
        return standing
    return next_standing(standing, StandingAction.REFUSE)


# So long a suspension outlives the account that was erased under it; as long as the audit trail.
BARRED_FOR = timedelta(days=365)

# Stands in for every author and applicant whose account is erased; nobody behind it can be told.
SOMEBODY = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A person known to the bot.

    id: their Telegram user id, or SOMEBODY; language: "fr" or "en"; name, specialty: as accepted
    by a moderator; notice_version: the first-use notice they accepted, 0 for none; erased_at: when
    everything else about them went; barred_until: when an account that was erased while it was
    suspended may come back.
    """

    id: int
    language: str
    joined_at: datetime
    role: Role | None = None
    standing: Standing = Standing.VISITOR
    name: str | None = None
    specialty: str | None = None
    notice_version: int = 0
    notice_at: datetime | None = None
    erased_at: datetime | None = None
    barred_until: datetime | None = None

    @property
    def is_erased(self) -> bool:
        return self.standing is Standing.ERASED

    @property
    def is_verified(self) -> bool:
        return self.standing is Standing.VERIFIED

    @property
    def is_informed(self) -> bool:
        """Whether they accepted the present first-use notice."""
        return self.notice_version >= NOTICE_VERSION


def barred_until(member: Member, now: datetime) -> datetime | None:
    """Until when who erases their account now stays outside; None for whoever may come back."""
    return now + BARRED_FOR if member.standing is Standing.SUSPENDED else None


def check_return(member: Member, now: datetime) -> None:
    """Raises NotBackYet while an erased account's suspension lasts."""
    if member.barred_until is not None and now < member.barred_until:
        raise NotBackYet(member.barred_until.date().isoformat())

"""Suspensions: for how long, why, and the one appeal that each of them allows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# What the buttons offer, in days; 0: until moderators end it.
SPANS = (7, 30, 90, 0)


class SuspendReason(StrEnum):
    """Canned reasons to suspend a member."""

    PRIVACY = "privacy"
    BEHAVIOUR = "behaviour"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Suspension:
    """One suspension of one member.

    until: None when only moderators end it; reason: a SuspendReason or a moderator's own words;
    appeal: what the person wrote against it; answered_at: when moderators kept it all the same;
    ended_at: None while it lasts.
    """

    id: int
    member_id: int
    begun_at: datetime
    until: datetime | None
    reason: str
    decided_by: int
    appeal: str | None = None
    appealed_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def lasts(self) -> bool:
        return self.ended_at is None

    @property
    def can_be_appealed(self) -> bool:
        """Once, while it lasts."""
        return self.lasts and self.appealed_at is None

    @property
    def awaits_answer(self) -> bool:
        return self.lasts and self.appealed_at is not None and self.answered_at is None


def end_of(span: int, now: datetime) -> datetime | None:
    """When a suspension of so many days ends; None for 0. Raises ValueError for other spans."""
    if span not in SPANS:
        raise ValueError(span)
    return now + timedelta(days=span) if span else None

"""Rechecking: what a new edition of a registry means for those who were accepted by its number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moderation.matching import Likeness, compare, same_bearer
from moderation.numbers import Register
from moderation.registry import Professional, professions
from moderation.specialty import channels_of

# A registry loses a few in a thousand from month to month; more is a broken file until somebody
# has looked.
LAPSES_MAX_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Registration:
    """The number by which a member was accepted.

    seen: the registry's row when it was last found; None as long as it never was, as for those who
    asked not to be published, and after a lapse.
    """

    member_id: int
    register: Register
    number: str
    since: datetime
    seen: Professional | None = None


class Outcome(StrEnum):
    """UNKNOWN: not listed, and never was; RENAMED: the same person under another name;
    SPECIALTY: the same person in other channels' specialties; OTHER_NAME: never seen before, and
    now under a name that is not the member's.
    """

    LISTED = "listed"
    UNKNOWN = "unknown"
    RENAMED = "renamed"
    SPECIALTY = "specialty"
    OTHER_NAME = "other_name"
    GONE = "gone"
    TAKEN = "taken"
    PROFESSION = "profession"


LAPSING = frozenset({Outcome.GONE, Outcome.TAKEN, Outcome.PROFESSION})
# What moderators look at, besides those who lapse.
TOLD = (Outcome.RENAMED, Outcome.SPECIALTY, Outcome.OTHER_NAME)


def outcome(registration: Registration, name: str, now: Professional | None) -> Outcome:
    """What becomes of a member of this name whose number is now listed like this, or not."""
    before = registration.seen
    if now is None:
        return Outcome.UNKNOWN if before is None else Outcome.GONE
    if before is None:
        fits = compare(name, now.surname, now.given).likeness is not Likeness.MISMATCH
        return Outcome.LISTED if fits else Outcome.OTHER_NAME
    if not same_bearer(before, now):
        return Outcome.TAKEN
    if professions(before) and professions(now) and not professions(before) & professions(now):
        return Outcome.PROFESSION
    if compare(before.name, now.surname, now.given).likeness is not Likeness.MATCH:
        return Outcome.RENAMED
    was, leads_to = channels_of(before.codes), channels_of(now.codes)
    return Outcome.SPECIALTY if was and leads_to and not was & leads_to else Outcome.LISTED


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edition means for all: the outcome for each member of those that were compared."""

    outcomes: Mapping[int, Outcome]

    @property
    def lapsing(self) -> tuple[int, ...]:
        return tuple(who for who, outcome in self.outcomes.items() if outcome in LAPSING)

    @property
    def checked(self) -> int:
        """How many could lapse: those that an earlier edition had."""
        never = {Outcome.UNKNOWN, Outcome.OTHER_NAME}
        return sum(outcome not in never for outcome in self.outcomes.values())

    def of(self, *wanted: Outcome) -> tuple[int, ...]:
        return tuple(who for who, outcome in self.outcomes.items() if outcome in wanted)

    @property
    def must_be_asked(self) -> bool:
        """Whether so many would lapse that an operator has to look at the file first."""
        return len(self.lapsing) * 100 > LAPSES_MAX_PERCENT * self.checked


def plan(members: Iterable[tuple[Registration, str]], listed: Mapping[str, Professional]) -> Plan:
    """members: each with their name; listed: the rows of the new edition, by number."""
    return Plan(
        {
            registration.member_id: outcome(registration, name, listed.get(registration.number))
            for registration, name in members
        }
    )

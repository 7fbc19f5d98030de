"""Discipline: what moderators do about a message in a thread, and what their command means."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Measure(StrEnum):
    """WARN: a word in private; MUTE: for a while they read only; REMOVE: the message goes."""

    WARN = "warn"
    MUTE = "mute"
    REMOVE = "remove"


# Telegram takes less than 30 seconds, and more than 366 days, for "for ever".
MUTE_MIN, MUTE_MAX = timedelta(minutes=5), timedelta(days=30)
MUTE_USUAL = timedelta(days=1)
# So long a measure is remembered, and told with the next one.
REMEMBERED = timedelta(days=90)
# Long enough for whoever asks what was done with them.
SANCTIONS_KEPT = timedelta(days=365)

_SPAN = re.compile(r"(\d{1,4})\s?(min|m|h|d|j)", re.IGNORECASE)
_UNITS = {
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "j": timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class Order:
    """A moderator's command as understood. span: of a mute, inside its limits."""

    measure: Measure
    reason: str
    span: timedelta | None = None


def parse(words: str) -> Order:
    """ "/mute 12h reason": the span is optional, in minutes, hours or days (jours).

    Raises ValueError for a command that is none of these.
    """
    command, _space, rest = words.partition(" ")
    measure = Measure(command.removeprefix("/").partition("@")[0].lower())
    rest = rest.strip()
    if measure is not Measure.MUTE:
        return Order(measure, rest)
    first, _space, after = rest.partition(" ")
    match = _SPAN.fullmatch(first)
    if match is None:
        return Order(measure, rest, MUTE_USUAL)
    span = int(match[1]) * _UNITS[match[2].lower()]
    return Order(measure, after.strip(), min(max(span, MUTE_MIN), MUTE_MAX))


@dataclass(frozen=True, slots=True)
class Sanction:
    """What was done about whom. until: when a mute ends; due: Telegram has not done it yet."""

    id: int
    member_id: int
    chat_id: int
    measure: Measure
    at: datetime
    by_id: int
    reason: str
    until: datetime | None = None
    due: bool = False

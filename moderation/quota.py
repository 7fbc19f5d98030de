"""Quotas: how much comes in, of one person and of all together, and what this machine holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MIB = 1024**2


class Limit(StrEnum):
    """What is used up; what begins with `all` is everybody's or the machine's."""

    HOUR = "hour"
    DAY = "day"
    BYTES = "bytes"
    OPEN = "open"
    ALL_HOUR = "all_hour"
    ALL_DAY = "all_day"
    ALL_BYTES = "all_bytes"
    ALL_OPEN = "all_open"
    QUEUE = "all_queue"
    STORE = "all_store"
    DISK = "all_disk"


@dataclass(frozen=True, slots=True)
class Quota:
    """The most that is taken: pictures in an hour and a day, bytes in a day, and open at once."""

    hour: int
    day: int
    bytes_day: int
    open: int


@dataclass(frozen=True, slots=True)
class Machine:
    """The most pictures that wait to be masked, the most bytes of private files, and the least
    bytes that stay free on the disk.
    """

    queue: int
    store: int
    free: int


@dataclass(frozen=True, slots=True)
class Quotas:
    """The operator's choices. person.open: cases of theirs that nobody has decided yet;
    everybody.open: drafts of all together; burst: the most messages, and the most presses, of one
    person in ten seconds.
    """

    person: Quota = Quota(hour=60, day=200, bytes_day=1000 * MIB, open=20)
    everybody: Quota = Quota(hour=1000, day=10_000, bytes_day=20_000 * MIB, open=500)
    machine: Machine = Machine(queue=200, store=20_000 * MIB, free=1000 * MIB)
    burst: int = 30


@dataclass(frozen=True, slots=True)
class Received:
    """Pictures that came in together, at the latest at `at`, and their bytes."""

    at: datetime
    pictures: int
    size: int


@dataclass(frozen=True, slots=True)
class Usage:
    """received: of the last day, oldest first; open: what is open now, without what this picture
    would begin; begins: whether it would begin something.
    """

    received: Sequence[Received] = ()
    open: int = 0
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What the machine holds: pictures that wait, bytes of private files, bytes that are free."""

    queue: int
    store: int
    free: int


@dataclass(frozen=True, slots=True)
class Full:
    """A limit that is reached. most: what it allows, in its own unit; until: when there is room
    again, None where that is no question of time.
    """

    limit: Limit
    most: int
    until: datetime | None = None


PERSONAL = (Limit.HOUR, Limit.DAY, Limit.BYTES, Limit.OPEN)
COMMON = (Limit.ALL_HOUR, Limit.ALL_DAY, Limit.ALL_BYTES, Limit.ALL_OPEN)


def full(
    usage: Usage,
    quota: Quota,
    size: int,
    now: datetime,
    names: tuple[Limit, Limit, Limit, Limit] = PERSONAL,
) -> Full | None:
    """The limit that one more picture of `size` bytes would pass; of several, the one that lasts.

    names: what the four limits of the quota are called.
    """
    hour, day, bytes_day, opened = names
    found = [
        _window(usage.received, hour, quota.hour, HOUR, now, _pictures, 1),
        _window(usage.received, day, quota.day, DAY, now, _pictures, 1),
        _window(usage.received, bytes_day, quota.bytes_day, DAY, now, _size, size),
    ]
    if usage.begins and usage.open >= quota.open:
        return Full(opened, quota.open)
    timed = [(each.until or now, each) for each in found if each is not None]
    return max(timed, key=lambda pair: pair[0])[1] if timed else None


def crowded(load: Load, machine: Machine, size: int) -> Full | None:
    """Whether the machine has no room for one more picture of `size` bytes."""
    if load.queue >= machine.queue:
        return Full(Limit.QUEUE, machine.queue)
    if load.store + size > machine.store:
        return Full(Limit.STORE, machine.store)
    if load.free - size < machine.free:
        return Full(Limit.DISK, machine.free)
    return None


def _pictures(received: Received) -> int:
    return received.pictures


def _size(received: Received) -> int:
    return received.size


def _window(
    received: Sequence[Received],
    limit: Limit,
    most: int,
    span: timedelta,
    now: datetime,
    amount: Callable[[Received], int],
    more: int,
) -> Full | None:
    """Whether `more` would pass the most of a span that ends now; then, when enough has left it.

    What came in later than now comes from a clock that was set back since, and counts for nothing.
    """
    inside = [each for each in received if now - span < each.at <= now]
    used = sum(map(amount, inside))
    if used + more <= most:
        return None
    for each in inside:
        used -= amount(each)
        if used + more <= most:
            return Full(limit, most, each.at + span)
    # More than the whole quota at once: the window may be empty, and it still does not fit.
    return Full(limit, most, now + span)

"""Quotas: the window slides, the machine's limits hold, and when there is room again is said."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.quota import (
    COMMON,
    DAY,
    HOUR,
    Full,
    Limit,
    Load,
    Machine,
    Quota,
    Received,
    Usage,
    crowded,
    full,
)
from tests.moderation.examples import NOW

QUOTA = Quota(hour=3, day=5, bytes_day=1000, open=2)
MINUTE = timedelta(minutes=1)


def received(*minutes_ago: float, size: int = 10) -> list[Received]:
    return [Received(NOW - MINUTE * ago, 1, size) for ago in sorted(minutes_ago, reverse=True)]


def test_below_every_limit_nothing_is_said() -> None:
    """The last picture that a limit allows is allowed."""
    assert full(Usage(received(5, 10)), QUOTA, 980, NOW) is None
    assert full(Usage(), QUOTA, 1000, NOW) is None


def test_the_hour_is_full() -> None:
    """Free again when the oldest of those that count leaves the hour."""
    found = full(Usage(received(10, 20, 50)), QUOTA, 1, NOW)
    assert found == Full(Limit.HOUR, 3, NOW + 10 * MINUTE)


def test_of_two_limits_the_one_that_lasts_is_said() -> None:
    """Who is told to come back in ten minutes must not hear then that it was a day."""
    usage = Usage(received(10, 20, 50, 100, 1000))
    assert full(usage, QUOTA, 1, NOW) == Full(Limit.DAY, 5, NOW + DAY - 1000 * MINUTE)


def test_bytes_count_with_what_is_to_come() -> None:
    """By the size of the picture itself; a smaller one may still fit."""
    usage = Usage(received(100, 300, size=400))
    assert full(usage, QUOTA, 200, NOW) is None
    found = full(usage, QUOTA, 201, NOW)
    assert found == Full(Limit.BYTES, 1000, NOW + DAY - 300 * MINUTE)


def test_what_never_fits_is_not_promised_for_now() -> None:
    """A file larger than a whole day's bytes."""
    found = full(Usage(), QUOTA, 1001, NOW)
    assert found is not None
    assert found.until == NOW + DAY


def test_open_cases_matter_only_to_a_new_one() -> None:
    """A draft that is there may be completed; names are those of whoever is counted."""
    assert full(Usage(open=2), QUOTA, 1, NOW) is None
    assert full(Usage(open=2, begins=True), QUOTA, 1, NOW) == Full(Limit.OPEN, 2)
    assert full(Usage(open=1, begins=True), QUOTA, 1, NOW) is None
    assert full(Usage(open=2, begins=True), QUOTA, 1, NOW, COMMON) == Full(Limit.ALL_OPEN, 2)


def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    """What seems to come from tomorrow counts for nothing."""
    assert full(Usage(received(-60, -120, -1000, -2000, -3000)), QUOTA, 1, NOW) is None


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 600)), max_size=12),
    st.integers(1, 1000),
)
def test_the_promise_is_kept(sent: list[tuple[int, int]], size: int) -> None:
    """When the time comes that was named, and nothing came in meanwhile, there is room."""
    usage = Usage(
        [Received(NOW - MINUTE * ago, 1, weight) for ago, weight in sorted(sent, reverse=True)]
    )
    found = full(usage, QUOTA, size, NOW)
    in_an_hour = [r for r in usage.received if r.at > NOW - HOUR]
    in_a_day = [r for r in usage.received if r.at > NOW - DAY]
    fits = len(in_an_hour) < 3 and len(in_a_day) < 5
    assert (found is None) == (fits and sum(r.size for r in in_a_day) + size <= 1000)
    if found is not None:
        assert isinstance(found.until, datetime)
        assert found.until > NOW
        assert full(usage, QUOTA, size, found.until) is None


@pytest.mark.parametrize(
    ("load", "size", "limit"),
    [
        (Load(queue=1, store=400, free=600), 100, None),
        (Load(queue=2, store=0, free=10_000), 1, Limit.QUEUE),
        (Load(queue=0, store=401, free=10_000), 100, Limit.STORE),
        (Load(queue=0, store=0, free=599), 100, Limit.DISK),
    ],
)
def test_the_machine_has_room_or_not(load: Load, size: int, limit: Limit | None) -> None:
    """Exactly at a limit there still is."""
    found = crowded(load, Machine(queue=2, store=500, free=500), size)
    assert (found.limit if found else None) == limit

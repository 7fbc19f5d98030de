"""The clock that tests move."""

from datetime import UTC, datetime

import pytest

from sandbox.clock import Clock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_it_stands_still_until_it_is_moved() -> None:
    """With a fixed source only `advance` moves the time."""
    clock = Clock(lambda: NOON)
    clock.advance(90)
    assert clock.now() == datetime(2026, 3, 2, 12, 1, 30, tzinfo=UTC)
    assert clock.unix() == int(NOON.timestamp()) + 90


def test_it_never_runs_backwards() -> None:
    """A negative advance is a mistake of the test."""
    with pytest.raises(ValueError, match="forward"):
        Clock(lambda: NOON).advance(-1)

"""School years: when a proof stops to hold, and when reminders are due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.school import due_reminder, school_year_end

END = datetime(2027, 10, 1, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("accepted", "year"),
    [
        (datetime(2027, 8, 31, 23, tzinfo=UTC), 2027),
        (datetime(2027, 9, 1, tzinfo=UTC), 2028),
        (datetime(2027, 12, 31, tzinfo=UTC), 2028),
        (datetime(2028, 1, 1, tzinfo=UTC), 2028),
    ],
)
def test_a_proof_holds_until_30_september(accepted: datetime, year: int) -> None:
    """From 1 September on it is one of the new school year."""
    assert school_year_end(accepted) == datetime(year, 10, 1, tzinfo=UTC)


@given(MOMENTS)
def test_it_holds_a_month_to_thirteen(now: datetime) -> None:
    """Whenever it is accepted."""
    assert timedelta(days=30) <= school_year_end(now) - now <= timedelta(days=396)


@pytest.mark.parametrize(
    ("days", "reminded", "due"),
    [
        (31, 0, None),
        (30, 0, 30),
        (8, 30, None),
        (7, 30, 7),
        (7, 7, None),
        (3, 0, 7),
        (0, 0, None),
        (-1, 30, None),
    ],
)
def test_reminders(days: int, reminded: int, due: int | None) -> None:
    """At 30 and 7 days, each once; who is late gets the last one alone."""
    assert due_reminder(END, END - timedelta(days=days), reminded) == due

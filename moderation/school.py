"""School years: a student's proof holds until 30 September, with reminders before."""

from datetime import UTC, datetime, timedelta

# From the 1st of this month on a card or certificate is of the new school year.
NEW_YEAR_MONTH = 9
# The last day on which the proof holds is the day before.
OVER = (10, 1)
# Days before the end at which a student is reminded.
REMINDERS = (30, 7)


def school_year_end(now: datetime) -> datetime:
    """The first moment at which a proof accepted now does not hold any more."""
    year = now.year if now.month < NEW_YEAR_MONTH else now.year + 1
    return datetime(year, *OVER, tzinfo=UTC)


def due_reminder(until: datetime, now: datetime, reminded: int) -> int | None:
    """Which reminder is to be sent now, in days before the end; the latest when several are due.

    reminded: the last one that was sent, 0 for none.
    """
    left = until - now
    due = [days for days in REMINDERS if timedelta() < left <= timedelta(days=days)]
    latest = min(due, default=None)
    return None if latest is None or (reminded and reminded <= latest) else latest

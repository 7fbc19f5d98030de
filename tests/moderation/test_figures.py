"""Figures: medians, weeks and disagreement, counted as a person would count them."""

from datetime import UTC, date, datetime, timedelta

from moderation.figures import WEEKS, Queue, by_week, disagreement, middle
from tests.moderation.examples import NOW

HOUR = timedelta(hours=1)


def test_the_middle_is_no_average() -> None:
    """One case that waited for a week does not hide that the others took an hour."""
    assert middle([HOUR, HOUR, 168 * HOUR]) == HOUR
    assert middle([HOUR, 3 * HOUR]) == 2 * HOUR
    assert middle([]) is None


def test_weeks_begin_on_monday() -> None:
    """The running week is the last line; what is older than the first is left out."""
    sunday, monday = datetime(2026, 3, 1, 23, 59, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    weeks = by_week([sunday, monday, monday, NOW - timedelta(days=90)], [monday], date(2026, 3, 4))
    assert len(weeks) == WEEKS
    assert weeks[-2:] == [(date(2026, 2, 23), 1, 0), (date(2026, 3, 2), 2, 1)]


def test_a_queue_knows_its_oldest() -> None:
    """In whatever order they come."""
    assert Queue.of([NOW, NOW - HOUR]) == Queue(2, NOW - HOUR)
    assert Queue.of([]) == Queue()


def test_who_judged_alone_disagrees_with_nobody() -> None:
    """Only versions with several verdicts count, and another version is another question."""
    verdicts = [(1, 1, "approve"), (2, 1, "approve"), (2, 1, "reject"), (2, 2, "approve")]
    verdicts += [(3, 1, "approve"), (3, 1, "approve")]
    assert disagreement(verdicts) == (2, 1)

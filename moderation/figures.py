"""Figures: how things stand for moderators, counted from what is on record."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

# What is looked back on, and what a busy team can still compare.
WEEKS = 4
LOOKED_AT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: how much, and since when the oldest of it does; None for nothing."""

    count: int = 0
    oldest: datetime | None = None

    @classmethod
    def of(cls, since: Iterable[datetime]) -> "Queue":
        waiting = sorted(since)
        return cls(len(waiting), waiting[0] if waiting else None)


@dataclass(frozen=True, slots=True)
class Figures:
    """weeks: Monday, cases sent and cases published, oldest first; to_review, to_answer: how long
    the last thirty days' cases took; reasons: why cases came back, canned ones by name and all
    others as ""; judged_twice, disagreed: versions with several verdicts, and those in which they
    differ.
    """

    weeks: Sequence[tuple[date, int, int]] = ()
    to_review: Sequence[timedelta] = ()
    to_answer: Sequence[timedelta] = ()
    unanswered: int = 0
    cases: Queue = field(default_factory=Queue)
    applications: Queue = field(default_factory=Queue)
    reports: Queue = field(default_factory=Queue)
    hidden: int = 0
    reasons: Sequence[tuple[str, int]] = ()
    judged_twice: int = 0
    disagreed: int = 0


def middle(spans: Sequence[timedelta]) -> timedelta | None:
    """The median; None of nothing."""
    if not spans:
        return None
    return timedelta(seconds=median(span.total_seconds() for span in spans))


def by_week(
    sent: Iterable[datetime], published: Iterable[datetime], today: date
) -> list[tuple[date, int, int]]:
    """The last WEEKS weeks, the running one included, each with its Monday."""
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    counts = [Counter(_monday(at) for at in ats) for ats in (sent, published)]
    return [(week, counts[0][week], counts[1][week]) for week in weeks]


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def disagreement(verdicts: Iterable[tuple[int, int, str]]) -> tuple[int, int]:
    """Versions that several moderators judged, and those of them that they did not judge alike.

    verdicts: case, revision and verdict of each.
    """
    found: dict[tuple[int, int], list[str]] = {}
    for case_id, revision, verdict in verdicts:
        found.setdefault((case_id, revision), []).append(verdict)
    several = [each for each in found.values() if len(each) > 1]
    return len(several), sum(len(set(each)) > 1 for each in several)

"""Figures in words: they fit a message, read in both languages, and are said once a day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.context import Services
from handlers.reviewing import figures
from handlers.reviewing.figures import span_words, stats_text, summary_text
from handlers.texts import Speech
from moderation.case import Case
from moderation.figures import Figures, Queue, by_week
from moderation.post import MODERATION
from moderation.review import Reason
from storage import audit, places
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import MODERATORS, settled
from tests.moderation.examples import NOW

HOUR = timedelta(hours=1)
FULL = Figures(
    weeks=by_week([NOW], [NOW], NOW.date()),
    to_review=[HOUR],
    to_answer=[3 * HOUR],
    cases=Queue(2, NOW - 5 * HOUR),
    applications=Queue(1, NOW - HOUR),
    reports=Queue(1, NOW - 72 * HOUR),
    hidden=1,
    reasons=[(reason, 3) for reason in Reason] + [("", 2)],
    judged_twice=4,
    disagreed=1,
)


def test_everything_is_said(english: Speech) -> None:
    """Weeks, times, queue with ages, reasons, disagreement."""
    text = stats_text(english, FULL, NOW)
    for words in ("60 min", "3 h", "cases: 2, the oldest for 5 h", "for 3 d", "hidden until"):
        assert words in text
    assert "In own words: 2" in text
    assert "Of 4 versions that several of you judged, 1 were not judged alike." in text


def test_it_fits_a_message(speech: Speech) -> None:
    """With every reason there is."""
    assert len(stats_text(speech, FULL, NOW)) < 4096


def test_nothing_is_said_of_nothing(english: Speech) -> None:
    """No made-up numbers: a dash stands for what nobody knows."""
    text = stats_text(english, Figures(), NOW)
    assert "decision: – (0 versions)" in text
    assert "Nothing is waiting." in text
    assert summary_text(english, {}, Figures(), NOW) is None


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (119, "119 min"), (180, "3 h"), (3000, "2 d")]
)
def test_spans_read_well(english: Speech, minutes: int, words: str) -> None:
    """In the unit that says most."""
    assert span_words(english, timedelta(minutes=minutes)) == words


def at(services: Services, day: int, hour: int) -> None:
    services.clock = lambda: datetime(2026, 3, day, hour, tzinfo=UTC)


async def sweep(services: Services) -> None:
    await figures.sweep(services)
    await settled(services)


async def test_the_summary_is_said_once_a_day(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """After its hour in Paris, at the first sweep of the day; a restart changes nothing."""
    services.rules = replace(services.rules, summary_hour=8)
    async with services.database.transaction() as tx:
        yesterday = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
        await audit.record(tx, yesterday - HOUR, None, "publish", f"case {approved.id}", 1)
        # In Paris this is today already.
        await audit.record(tx, yesterday, None, "publish", f"case {approved.id + 1}", 1)
    at(services, 2, 6)
    await sweep(services)
    assert telegram.calls == []
    at(services, 2, 7)
    for _time in range(3):
        await sweep(services)
    [said] = telegram.of("sendMessage")
    assert said["chat_id"] == MODERATORS
    assert "Yesterday</b>: published: 1" in said.words
    at(services, 3, 12)
    await sweep(services)
    assert len(telegram.of("sendMessage")) == 2


async def test_it_waits_for_a_group_and_for_an_hour(
    services: Services, telegram: RecordingRequest, approved: Case
) -> None:
    """Without one of them nothing is marked as said."""
    async with services.database.transaction() as tx:
        await audit.record(tx, NOW, None, "publish", f"case {approved.id}", 1)
    at(services, 2, 12)
    await sweep(services)
    services.rules = replace(services.rules, summary_hour=0)
    team = await places.of_duty(services.database.reader, MODERATION)
    assert team is not None
    async with services.database.transaction() as tx:
        await places.unbind(tx, MODERATION)
    await sweep(services)
    assert telegram.calls == []
    async with services.database.transaction() as tx:
        await places.bind(tx, team)
    await sweep(services)
    assert len(telegram.of("sendMessage")) == 1

"""What figures are counted from: the trail, the answers, the verdicts, and what waits."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from moderation.case import CaseState
from moderation.figures import Queue
from moderation.post import Post
from moderation.review import Review, Verdict
from storage import audit, cases, figures, members, posts
from storage.database import Database
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW, REVIEWER, make_member

PARIS = ZoneInfo("Europe/Paris")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def add(database: Database, state: CaseState, hours: float = 2, answer: float = 0) -> int:
    """A case sent an hour ago or more, published `hours` after, answered `answer` hours later."""
    sent = NOW - 2 * DAY
    async with database.transaction() as tx:
        await members.save(tx, make_member(id=AUTHOR))
        begun = await cases.begin(tx, AUTHOR, sent)
        await cases.swap(tx, begun, replace(begun, state=state, updated_at=sent))
        subject = f"case {begun.id}"
        await audit.record(tx, sent, AUTHOR, "submit", subject, 1)
        if state is CaseState.PUBLISHED:
            up = sent + hours * HOUR
            await audit.record(tx, up, REVIEWER, "approve", subject, 1)
            await audit.record(tx, up, None, "publish", subject, 1)
            await posts.add(tx, Post(begun.id, -1002, (begun.id,), up))
            await posts.add_reply(tx, begun.id, (-1003, begun.id), AUTHOR, up)
            if answer:
                at = up + answer * HOUR
                await posts.add_reply(tx, begun.id, (-1003, 90 + begun.id), COLLEAGUE, at)
    return begun.id


async def test_times_are_those_of_the_trail(database: Database) -> None:
    """From sending to what settled it, from publication to the first answer of somebody else."""
    for hours, answer in ((1, 3), (5, 0)):
        await add(database, CaseState.PUBLISHED, hours, answer)
    found = await figures.gather(database.reader, NOW, PARIS)
    assert sorted(found.to_review) == [HOUR, 5 * HOUR]
    assert found.to_answer == [3 * HOUR]
    assert found.unanswered == 1
    assert sum(sent for _week, sent, _up in found.weeks) == 2
    assert sum(up for _week, _sent, up in found.weeks) == 2


async def test_what_waits(database: Database) -> None:
    """The queue with its oldest, and what is hidden."""
    await add(database, CaseState.SUBMITTED)
    await add(database, CaseState.HIDDEN)
    found = await figures.gather(database.reader, NOW, PARIS)
    assert found.cases == Queue(1, NOW - 2 * DAY)
    assert found.reports == found.applications == Queue()
    assert found.hidden == 1


async def test_reasons_hold_nobodys_words(database: Database) -> None:
    """Canned ones by name; what moderators wrote themselves is only counted."""
    case_id = await add(database, CaseState.REJECTED)
    given = [("consent", Verdict.REJECT), ("Mrs Quagmire", Verdict.ASK_CHANGES)]
    given += [("consent", Verdict.REJECT), (None, Verdict.APPROVE)]
    async with database.transaction() as tx:
        for number, (reason, verdict) in enumerate(given):
            review = Review(case_id, number, REVIEWER, verdict, "f", NOW, reason=reason)
            await cases.add_review(tx, review)
    found = await figures.gather(database.reader, NOW, PARIS)
    assert found.reasons == [("consent", 2), ("", 1)]


async def test_a_day_in_counts(database: Database) -> None:
    """What was done with cases, and how many reports came; inside the day alone."""
    await add(database, CaseState.PUBLISHED)
    async with database.transaction() as tx:
        await audit.record(tx, NOW - 2 * DAY, COLLEAGUE, "send", "request 1")
        await audit.record(tx, NOW - 2 * DAY, COLLEAGUE, "accept", "application 1")
    begin = NOW - 2 * DAY - HOUR
    counted = await figures.of_day(database.reader, begin, begin + DAY)
    assert counted == {"approve": 1, "publish": 1, "report": 1, "submit": 1}
    assert await figures.of_day(database.reader, NOW, NOW + DAY) == {}


async def test_a_day_is_summed_up_once(database: Database) -> None:
    """Whoever comes second finds it done."""
    day = date(2026, 3, 1)
    async with database.transaction() as tx:
        assert await figures.first_of_day(tx, day, NOW)
        assert not await figures.first_of_day(tx, day, NOW)
        assert await figures.first_of_day(tx, day + DAY, NOW)
    assert await figures.is_summed_up(database.reader, day)

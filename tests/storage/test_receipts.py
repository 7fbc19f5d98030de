"""What was fetched is counted by person and minute; what is open and what waits, by state."""

from datetime import timedelta

from moderation.case import AT_WORK, CaseState
from moderation.quota import Received
from storage import cases, members, pictures, receipts
from storage.database import Database
from tests.moderation.examples import AUTHOR, NOW, REVIEWER

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


async def test_receipts_add_up_by_the_minute(database: Database) -> None:
    """The latest moment of a minute stands for all of it, so that nobody is let in too early."""
    start = NOW.replace(second=0, microsecond=0)
    async with database.transaction() as tx:
        for seconds, size in ((1, 10), (59, 20), (60, 5)):
            await receipts.add(tx, AUTHOR, size, start + seconds * SECOND)
        await receipts.add(tx, REVIEWER, 100, start + 61 * SECOND)
    reader = database.reader
    mine = [Received(start + 59 * SECOND, 2, 30), Received(start + 60 * SECOND, 1, 5)]
    assert await receipts.of_member(reader, AUTHOR, start) == mine
    everybody = [mine[0], Received(start + 61 * SECOND, 2, 105)]
    assert await receipts.of_everybody(reader, start) == everybody
    assert await receipts.of_everybody(reader, start + 60 * SECOND) == [
        Received(start + 61 * SECOND, 1, 100)
    ]


async def test_receipts_are_forgotten(database: Database) -> None:
    """What is older, and what a clock wrote that is right again."""
    async with database.transaction() as tx:
        for days in (-2, 0, 2):
            await receipts.add(tx, AUTHOR, 10, NOW + days * DAY)
        await receipts.forget(tx, NOW - DAY, NOW)
    assert await receipts.of_everybody(database.reader, NOW - 9 * DAY) == [Received(NOW, 1, 10)]


async def test_what_is_open_and_what_waits(database: Database) -> None:
    """Cases by state and author, pictures of drafts that are not masked yet."""
    async with database.transaction() as tx:
        for member in (AUTHOR, REVIEWER):
            await members.meet(tx, member, "fr", NOW)
            case = await cases.begin(tx, member, NOW)
            await pictures.add(tx, case.id, 1, "key", NOW)
    reader = database.reader
    assert await receipts.open_cases(reader, [CaseState.DRAFT]) == 2
    assert await receipts.open_cases(reader, [CaseState.DRAFT], AUTHOR) == 1
    assert await receipts.open_cases(reader, [CaseState.SUBMITTED]) == 0
    assert await receipts.waiting_pictures(reader, AT_WORK) == 2
    async with database.transaction() as tx:
        await tx.execute("UPDATE medical_case SET state = 'submitted' WHERE id = 1")
    assert await receipts.waiting_pictures(database.reader, AT_WORK) == 1

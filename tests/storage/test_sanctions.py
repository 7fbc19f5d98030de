"""What moderators did is kept for as long as it counts, and a mute until Telegram has done it."""

from datetime import timedelta

from moderation.discipline import Measure, Sanction
from storage import sanctions
from storage.database import Database
from tests.moderation.examples import COLLEAGUE, NOW, REVIEWER

DAY = timedelta(days=1)
MUTED = Sanction(0, COLLEAGUE, -1003, Measure.MUTE, NOW, REVIEWER, "ads", NOW + DAY, due=True)


async def test_a_mute_is_due_until_it_is_done(database: Database) -> None:
    """From the transaction that decides; every field comes back."""
    async with database.transaction() as tx:
        kept = await sanctions.add(tx, MUTED)
    assert await sanctions.load(database.reader, kept.id) == kept
    assert await sanctions.due(database.reader) == [kept.id]
    async with database.transaction() as tx:
        await sanctions.done(tx, kept.id)
    assert await sanctions.due(database.reader) == []


async def test_old_ones_count_no_more_and_go(database: Database) -> None:
    """First they are not told any more, and then they are forgotten."""
    async with database.transaction() as tx:
        await sanctions.add(tx, MUTED)
    reader = database.reader
    assert len(await sanctions.of_person(reader, COLLEAGUE, NOW - DAY)) == 1
    assert await sanctions.of_person(reader, COLLEAGUE, NOW + DAY) == []
    assert await sanctions.of_person(reader, REVIEWER, NOW - DAY) == []
    async with database.transaction() as tx:
        await sanctions.forget(tx, NOW + DAY)
    assert await sanctions.of_person(reader, COLLEAGUE, NOW - DAY) == []

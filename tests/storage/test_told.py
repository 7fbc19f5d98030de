"""What a person heard lately is not said again at once."""

from datetime import timedelta

from storage import told
from storage.database import Database
from tests.moderation.examples import AUTHOR, NOW, REVIEWER

MINUTE = timedelta(minutes=1)


async def test_once_in_a_while(database: Database) -> None:
    """Not twice within the time, and again after it; each person and each thing for itself."""
    async with database.transaction() as tx:
        assert await told.first_in(tx, AUTHOR, "quota", NOW, MINUTE)
        assert not await told.first_in(tx, AUTHOR, "quota", NOW + MINUTE / 2, MINUTE)
        assert await told.first_in(tx, AUTHOR, "flood", NOW, MINUTE)
        assert await told.first_in(tx, REVIEWER, "quota", NOW, MINUTE)
        assert await told.first_in(tx, AUTHOR, "quota", NOW + MINUTE, MINUTE)
        assert not await told.first_in(tx, AUTHOR, "quota", NOW + MINUTE * 1.5, MINUTE)


async def test_a_clock_that_was_set_back_silences_nobody(database: Database) -> None:
    """A telling of tomorrow is none."""
    async with database.transaction() as tx:
        assert await told.first_in(tx, AUTHOR, "quota", NOW + timedelta(days=1), MINUTE)
        assert await told.first_in(tx, AUTHOR, "quota", NOW, MINUTE)
        assert not await told.first_in(tx, AUTHOR, "quota", NOW, MINUTE)


async def test_old_tellings_are_forgotten(database: Database) -> None:
    """Nobody needs to know a day later; nor what a wrong clock wrote."""
    async with database.transaction() as tx:
        for user_id, days in ((1, -2), (2, 0), (3, 1)):
            await told.first_in(tx, user_id, "quota", NOW + timedelta(days=days), MINUTE)
        await told.forget(tx, NOW - timedelta(days=1), NOW)
        rows = await tx.execute_fetchall("SELECT user_id FROM told")
    assert [row["user_id"] for row in rows] == [2]

"""Rows of doors: a request waits once, and whoever left was not seen inside."""

from storage import doors
from storage.database import Database
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW


async def test_requests_are_taken_once(database: Database) -> None:
    """All of one person's, and of nobody else."""
    async with database.transaction() as tx:
        for chat_id in (-1, -2, -1):
            await doors.knock(tx, chat_id, AUTHOR, NOW)
        await doors.knock(tx, -1, COLLEAGUE, NOW)
        assert sorted(await doors.take_knocks(tx, AUTHOR)) == [-2, -1]
        assert await doors.take_knocks(tx, AUTHOR) == []
        assert await doors.take_knocks(tx, COLLEAGUE) == [-1]


async def test_who_is_inside(database: Database) -> None:
    """Seen twice is inside once; who left is not."""
    async with database.transaction() as tx:
        for person in (AUTHOR, COLLEAGUE, AUTHOR):
            await doors.came(tx, -1, person, NOW)
        await doors.went(tx, -1, COLLEAGUE)
    assert await doors.inside(database.reader, -1) == [AUTHOR]
    assert await doors.inside(database.reader, -2) == []

"""Rows of suspensions: they come back as they were, and are changed by one person at a time."""

from dataclasses import replace
from datetime import timedelta

from moderation.suspension import Suspension
from storage import members, suspensions
from storage.database import Database
from tests.moderation.examples import AUTHOR, NOW, REVIEWER

BEGUN = Suspension(0, AUTHOR, NOW, NOW + timedelta(days=7), "privacy", REVIEWER)


async def begin(database: Database, **fields: object) -> Suspension:
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
        return await suspensions.begin(tx, replace(BEGUN, **fields))  # type: ignore[arg-type]


async def test_it_comes_back_as_it_was(database: Database) -> None:
    """Under its own number, as the one that lasts."""
    begun = await begin(database)
    assert await suspensions.load(database.reader, begun.id) == begun
    assert await suspensions.lasting(database.reader, AUTHOR) == begun


async def test_its_time_passes(database: Database) -> None:
    """Not a moment before its end, and never without one."""
    begun = await begin(database)
    await begin(database, until=None)
    before = NOW + timedelta(days=7, seconds=-1)
    assert await suspensions.over(database.reader, before) == []
    assert await suspensions.over(database.reader, NOW + timedelta(days=7)) == [begun]


async def test_the_second_answer_comes_too_late(database: Database) -> None:
    """Compare and set on how far the appeal has come."""
    begun = await begin(database)
    appealed = replace(begun, appeal="Please", appealed_at=NOW)
    async with database.transaction() as tx:
        assert await suspensions.swap(tx, begun, appealed)
        assert not await suspensions.swap(tx, begun, appealed)
        await suspensions.end(tx, AUTHOR, NOW)
        assert not await suspensions.swap(tx, appealed, replace(appealed, answered_at=NOW))
    assert await suspensions.lasting(database.reader, AUTHOR) is None
    assert len(await suspensions.of_member(database.reader, AUTHOR)) == 1

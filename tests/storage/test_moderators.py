"""Moderators: who is on the list, under which name, in the order in which they came."""

from datetime import timedelta

from storage import moderators
from storage.database import Database
from tests.moderation.examples import COLLEAGUE, NOW, REVIEWER


async def test_who_is_added_is_listed(database: Database) -> None:
    """And nobody else."""
    async with database.transaction() as tx:
        assert await moderators.add(tx, REVIEWER, "Ada", NOW)
    assert await moderators.is_listed(database.reader, REVIEWER)
    assert not await moderators.is_listed(database.reader, COLLEAGUE)
    assert await moderators.name_of(database.reader, COLLEAGUE) is None


async def test_added_again_is_a_newer_name(database: Database) -> None:
    """Not a second person, and not a newcomer."""
    async with database.transaction() as tx:
        told = [
            await moderators.add(tx, REVIEWER, name, NOW + timedelta(days=day))
            for day, name in enumerate(("Ada", "Ada B."))
        ]
        await moderators.add(tx, COLLEAGUE, "Bo", NOW + timedelta(hours=1))
    assert told == [True, False]
    assert await moderators.name_of(database.reader, REVIEWER) == "Ada B."
    assert await moderators.everyone(database.reader) == [REVIEWER, COLLEAGUE]


async def test_who_is_removed_is_nobody_any_more(database: Database) -> None:
    """It is known how many were on the list; removing somebody twice is harmless."""
    async with database.transaction() as tx:
        for user_id in (REVIEWER, COLLEAGUE):
            await moderators.add(tx, user_id, "Ada", NOW)
        assert await moderators.remove(tx, [REVIEWER, 999]) == 1
        assert await moderators.remove(tx, [REVIEWER]) == 0
    assert not await moderators.is_listed(database.reader, REVIEWER)
    assert await moderators.name_of(database.reader, REVIEWER) is None
    assert await moderators.everyone(database.reader) == [COLLEAGUE]

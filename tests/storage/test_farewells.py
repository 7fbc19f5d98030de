"""What an erased account leaves to do stays on record until it is done."""

from datetime import timedelta

from storage import farewells
from storage.database import Database
from storage.farewells import Removal
from tests.moderation.examples import AUTHOR, COLLEAGUE, NOW

CHANNEL, GROUP = -1002, -1003


async def test_a_caption_to_write_anew(database: Database, case_id: int) -> None:
    """Twice is once; done, it is gone."""
    async with database.transaction() as tx:
        await farewells.add_unsigning(tx, case_id, NOW)
        await farewells.add_unsigning(tx, case_id, NOW + timedelta(days=1))
    assert await farewells.unsignings(database.reader) == [case_id]
    assert await farewells.is_unsigning(database.reader, case_id)
    async with database.transaction() as tx:
        await farewells.unsigned(tx, case_id)
    assert not await farewells.is_unsigning(database.reader, case_id)


async def test_people_who_have_to_leave(database: Database) -> None:
    """Each by chat and person; the first decision counts."""
    async with database.transaction() as tx:
        for chat_id in (CHANNEL, GROUP, CHANNEL):
            await farewells.add_removal(tx, chat_id, AUTHOR, NOW)
        await farewells.add_removal(tx, CHANNEL, COLLEAGUE, NOW)
        await farewells.removed(tx, CHANNEL, AUTHOR)
    theirs = Removal(CHANNEL, COLLEAGUE, NOW)
    mine = Removal(GROUP, AUTHOR, NOW)
    assert await farewells.removals(database.reader, AUTHOR) == [mine]
    assert await farewells.removals(database.reader) == [mine, theirs]

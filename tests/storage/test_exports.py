"""Archives that members asked for: what is due stays due until it is sent or given up."""

from datetime import timedelta

from storage import exports
from storage.database import Database
from storage.exports import Export
from tests.moderation.examples import NOW

DAY = timedelta(days=1)


async def test_what_is_asked_for_is_due(database: Database, author: int) -> None:
    """Until all of it is sent."""
    async with database.transaction() as tx:
        await exports.ask(tx, author, NOW)
    assert await exports.load(database.reader, author) == Export(author, NOW)
    assert await exports.due(database.reader) == [author]
    async with database.transaction() as tx:
        await exports.done(tx, author, NOW + DAY)
    assert await exports.due(database.reader) == []
    done = await exports.load(database.reader, author)
    assert done == Export(author, NOW, done_at=NOW + DAY)


async def test_each_part_is_noted(database: Database, author: int) -> None:
    """How far it came; tries count for the part in hand."""
    async with database.transaction() as tx:
        await exports.ask(tx, author, NOW)
        await exports.tried(tx, author)
        await exports.tried(tx, author)
        tried = await exports.load(tx, author)
        assert tried == Export(author, NOW, tries=2)
        await exports.sent(tx, tried, 8)
        assert await exports.load(tx, author) == Export(author, NOW, parts=1, reached=8)


async def test_a_part_of_an_earlier_archive_counts_for_nothing(
    database: Database, author: int
) -> None:
    """Asked for anew meanwhile, it begins anew."""
    async with database.transaction() as tx:
        await exports.ask(tx, author, NOW)
        old = await exports.load(tx, author)
        await exports.ask(tx, author, NOW + DAY)
        assert old is not None
        await exports.sent(tx, old, 8)
    assert await exports.load(database.reader, author) == Export(author, NOW + DAY)


async def test_an_archive_can_be_called_off(database: Database, author: int) -> None:
    """Nothing more is sent; that it was asked for is remembered."""
    async with database.transaction() as tx:
        await exports.ask(tx, author, NOW)
        await exports.close(tx, author)
        # Only what erased accounts asked for lapses.
        await exports.forget_erased(tx, NOW + DAY)
    assert await exports.due(database.reader) == []
    assert await exports.load(database.reader, author) == Export(author, NOW, done_at=NOW)

"""Rows of further documents: at most four with the first, shown and taken away together."""

from datetime import timedelta

import pytest

from storage import applications, documents, members
from storage.database import Database
from tests.moderation.examples import AUTHOR, NOW


@pytest.fixture
async def begun(database: Database) -> int:
    """An application."""
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
        return (await applications.begin(tx, AUTHOR, NOW)).id


async def test_there_is_room_for_three(database: Database, begun: int) -> None:
    """They come back in order; the fourth finds no place."""
    async with database.transaction() as tx:
        places = [
            await documents.add(tx, begun, str(number), NOW + timedelta(seconds=number))
            for number in range(4)
        ]
    assert places == [2, 3, 4, None]
    found = await documents.of_application(database.reader, begun)
    assert [each.key for each in found] == ["0", "1", "2"]
    assert await documents.keys(database.reader) == {"0", "1", "2"}


async def test_they_are_shown_and_hidden(database: Database, begun: int) -> None:
    """Where they stood is told, for somebody has to delete it."""
    async with database.transaction() as tx:
        await documents.add(tx, begun, "a", NOW)
        [document] = await documents.of_application(tx, begun)
        assert await documents.show(tx, document, 55)
        assert await documents.hide(tx, begun) == [55]
        assert await documents.hide(tx, begun) == []


async def test_what_is_taken_away_is_shown_no_more(database: Database, begun: int) -> None:
    """A photo on its way to the group finds that nobody wants it there."""
    async with database.transaction() as tx:
        await documents.add(tx, begun, "a", NOW)
        [document] = await documents.take(tx, begun)
        assert not await documents.show(tx, document, 55)
    assert await documents.of_application(database.reader, begun) == []

"""Updates are stored all at once, each number once, and counted by lane."""

import pytest

from storage import inbox
from storage.database import Database
from storage.inbox import Incoming
from tests.moderation.examples import NOW


async def test_a_batch_is_stored_once(database: Database) -> None:
    """What is repeated wakes nobody, and the order is that of the numbers."""
    batch = [Incoming(2, 7, "two"), Incoming(1, 7, "one"), Incoming(3, -9, "three")]
    async with database.transaction() as tx:
        assert sorted(await inbox.store(tx, batch, NOW)) == [-9, 7, 7]
        assert await inbox.store(tx, batch, NOW) == []
        first = await inbox.first(tx, 7)
    assert first == Incoming(1, 7, "one")


async def test_what_waits_is_counted_by_lane(database: Database) -> None:
    """Only the lanes asked for, and only what is not dealt with."""
    batch = [Incoming(number, lane, "x") for number, lane in ((1, 7), (2, 7), (3, 8), (4, 9))]
    async with database.transaction() as tx:
        await inbox.store(tx, batch, NOW)
        await inbox.done(tx, 3)
    assert await inbox.waiting_in(database.reader, [7, 8]) == {7: 2}


@pytest.mark.parametrize("payload", ['{"text": "é \\ud83d \\u0000 \\"quoted\\""}', "日本 ❤ ' \\"])
async def test_a_payload_comes_back_as_it_was(database: Database, payload: str) -> None:
    """Whatever people write, escapes and all."""
    async with database.transaction() as tx:
        await inbox.store(tx, [Incoming(1, 7, payload)], NOW)
        first = await inbox.first(tx, 7)
    assert first is not None
    assert first.payload == payload

"""Messages that have to go stay on record until they are gone."""

from datetime import timedelta

from hypothesis import given

from storage import erasures
from storage.database import Database
from storage.erasures import Erasure
from tests.moderation.examples import NOW
from tests.storage.examples import any_of, round_trip, undone

GROUP, CHAT = -1002, 11


@round_trip
@given(drawn=any_of(Erasure))
async def test_an_erasure_comes_back_as_kept(database: Database, drawn: Erasure) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        await erasures.add(tx, drawn.chat_id, [drawn.message_id], drawn.since)
        assert await erasures.pending(tx) == [drawn]


async def test_the_first_decision_counts(database: Database) -> None:
    """Decided twice, a message is on record once, since the first time."""
    async with database.transaction() as tx:
        await erasures.add(tx, GROUP, [5], NOW)
        await erasures.add(tx, GROUP, [5], NOW + timedelta(hours=1))
    assert await erasures.pending(database.reader) == [Erasure(GROUP, 5, NOW)]


async def test_only_what_is_gone_is_struck_off(database: Database) -> None:
    """The same number in another chat stays."""
    async with database.transaction() as tx:
        await erasures.add(tx, GROUP, [5, 6], NOW)
        await erasures.add(tx, CHAT, [5], NOW)
        await erasures.settle(tx, GROUP, 5)
    assert not await erasures.stands(database.reader, GROUP, [4, 5])
    assert await erasures.stands(database.reader, GROUP, [5, 6])
    assert await erasures.stands(database.reader, CHAT, [5])

"""The inbox: each update once, in order of its lane, forgotten as soon as it is dealt with."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import inbox
from storage.database import Database
from storage.inbox import InboxState, Incoming
from storage.rows import fetch
from tests.moderation.examples import NOW
from tests.storage.examples import any_of, round_trip, undone

ANNA, BERT = 11, -1002


def update(update_id: int, lane: int = ANNA) -> Incoming:
    return Incoming(update_id, lane, f'{{"update_id": {update_id}}}')


async def store(database: Database, *incoming: Incoming) -> list[int]:
    async with database.transaction() as tx:
        return await inbox.store(tx, incoming, NOW)


async def rows(database: Database) -> dict[int, tuple[str, str | None]]:
    """State and payload of every update that is remembered."""
    found = await fetch(database.reader, "SELECT * FROM inbox")
    return {row["update_id"]: (row["state"], row["payload"]) for row in found}


async def order(database: Database, lane: int) -> list[int]:
    """The numbers of a lane as they are handled."""
    handled = []
    async with undone(database) as tx:
        while (each := await inbox.first(tx, lane)) is not None:
            handled.append(each.update_id)
            await inbox.done(tx, each.update_id)
    return handled


@round_trip
@given(drawn=any_of(Incoming, tries=0, starts=0))
async def test_an_update_comes_back_as_kept(database: Database, drawn: Incoming) -> None:
    """Every field, whatever it holds."""
    async with undone(database) as tx:
        assert await inbox.store(tx, [drawn], NOW) == [drawn.lane]
        assert await inbox.first(tx, drawn.lane) == drawn


async def test_an_update_is_kept_once(database: Database) -> None:
    """Telegram repeats what was not acknowledged; only what is new wakes its lane."""
    assert await store(database, update(1), update(2, BERT)) == [ANNA, BERT]
    assert await store(database, update(2, BERT), update(3), update(3)) == [ANNA]
    assert await inbox.waiting(database.reader) == 3


async def test_a_repeated_update_that_is_done_stays_done(database: Database) -> None:
    """Its number is remembered after its content is gone."""
    await store(database, update(1))
    async with database.transaction() as tx:
        await inbox.done(tx, 1)
    assert await store(database, update(1)) == []
    assert await rows(database) == {1: (InboxState.DONE, None)}


@round_trip
@given(numbers=st.permutations(range(1, 7)), lanes=st.lists(st.sampled_from([ANNA, BERT])))
async def test_a_lane_keeps_its_order(
    database: Database, numbers: list[int], lanes: list[int]
) -> None:
    """By the numbers that Telegram gave, however the updates came in."""
    drawn = dict(zip(numbers, lanes, strict=False))
    async with undone(database) as tx:
        await inbox.store(tx, [update(n, lane) for n, lane in drawn.items()], NOW)
        for lane in (ANNA, BERT):
            assert await order(database, lane) == sorted(n for n in drawn if drawn[n] == lane)
        firsts = {lane: min(n for n in drawn if drawn[n] == lane) for lane in drawn.values()}
        assert await inbox.lanes(tx) == sorted(firsts, key=lambda lane: firsts[lane])


async def test_tries_are_counted_for_one_update(database: Database) -> None:
    """Another one of the lane has its own."""
    await store(database, update(1), update(2))
    async with database.transaction() as tx:
        for _time in range(2):
            await inbox.failed(tx, 1)
        tried = await inbox.first(tx, ANNA)
        await inbox.done(tx, 1)
        other = await inbox.first(tx, ANNA)
    assert (tried and tried.tries, other and other.tries) == (2, 0)


async def test_a_start_is_counted_where_it_may_matter(database: Database) -> None:
    """Against the first of each lane: those behind it were never begun."""
    await store(database, update(1), update(2), update(3, BERT))
    async with database.transaction() as tx:
        await inbox.started(tx)
        await inbox.done(tx, 1)
        await inbox.started(tx)
        firsts = [await inbox.first(tx, lane) for lane in (ANNA, BERT)]
    assert [each and (each.update_id, each.starts) for each in firsts] == [(2, 1), (3, 2)]


async def test_what_was_set_aside_lets_the_others_pass(database: Database) -> None:
    """It keeps its content, for who mends the fault."""
    await store(database, update(1), update(2))
    async with database.transaction() as tx:
        await inbox.set_aside(tx, 1)
    assert await order(database, ANNA) == [2]
    assert (await rows(database))[1] == (InboxState.ASIDE, update(1).payload)


async def test_what_was_set_aside_can_be_tried_again(database: Database) -> None:
    """As if it were new, in its old place; what has lost its content cannot."""
    await store(database, *map(update, (1, 2, 3)))
    async with database.transaction() as tx:
        await inbox.failed(tx, 1)
        await inbox.started(tx)
        for number in (1, 2):
            await inbox.set_aside(tx, number)
        await tx.execute("UPDATE inbox SET payload = NULL WHERE update_id = 2")
        assert await inbox.try_again(tx) == [1]
        assert await inbox.try_again(tx) == []
    assert await order(database, ANNA) == [1, 3]
    assert await inbox.first(database.reader, ANNA) == update(1)


@pytest.mark.parametrize("age", [0, 1, 2, 3])
async def test_only_what_is_old_is_forgotten(database: Database, age: int) -> None:
    """First the content of what was set aside, then every row that is dealt with."""
    await store(database, *map(update, (1, 2, 3)))
    async with database.transaction() as tx:
        await inbox.set_aside(tx, 1)
        await inbox.done(tx, 2)
        later = NOW + timedelta(days=age, seconds=1)
        await inbox.forget(tx, later - timedelta(days=1), later - timedelta(days=2))
    waiting = {3: (InboxState.WAITING, update(3).payload)}
    aside = {1: (InboxState.ASIDE, update(1).payload if age < 1 else None)}
    dealt_with = aside | {2: (InboxState.DONE, None)} if age < 2 else {}
    assert await rows(database) == waiting | dealt_with

"""Units: all that one piece of work writes is one transaction, begun late, ended as a whole."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from pathlib import Path

import pytest

from storage import members
from storage.database import Database
from storage.rows import fetch
from tests.moderation.examples import NOW


class Caught(Exception):
    pass


async def meet(database: Database, *member_ids: int) -> None:
    """Writes a row for each, in a transaction of its own or as a step of the unit."""
    async with database.transaction() as tx:
        for member_id in member_ids:
            await members.meet(tx, member_id, "fr", NOW)


async def known(database: Database) -> list[int]:
    """The ids that the present task sees."""
    return [row["id"] for row in await fetch(database.reader, "SELECT id FROM member ORDER BY id")]


async def committed(tmp_path: Path) -> list[int]:
    """What another process would see, or this one after a crash."""

    def look() -> list[int]:
        with sqlite3.connect(tmp_path / "state" / "medpics.db") as other:
            found = [row[0] for row in other.execute("SELECT id FROM member ORDER BY id")]
        other.close()
        return found

    return await asyncio.to_thread(look)


async def failing(act: Callable[[], Awaitable[None]]) -> None:
    await act()
    raise Caught


async def test_transactions_inside_become_one(database: Database, tmp_path: Path) -> None:
    """Nothing of the first is committed before the last."""
    async with database.unit():
        await meet(database, 1)
        await meet(database, 2)
        assert await committed(tmp_path) == []
    assert await committed(tmp_path) == [1, 2]


async def test_a_failing_unit_leaves_nothing(database: Database, tmp_path: Path) -> None:
    """Its finished transactions go with it, and the error comes out as it went in."""

    async def work() -> None:
        async with database.unit():
            await meet(database, 1)
            await failing(lambda: meet(database, 2))

    with pytest.raises(Caught):
        await work()
    assert await committed(tmp_path) == await known(database) == []


async def test_a_step_that_is_caught_is_undone_alone(database: Database) -> None:
    """What was written before and after it stands."""
    async with database.unit():
        await meet(database, 1)
        with suppress(Caught):
            async with database.transaction():
                await failing(lambda: meet(database, 2))
        assert await known(database) == [1]
        await meet(database, 3)
    assert await known(database) == [1, 3]


async def test_steps_may_stand_inside_each_other(database: Database) -> None:
    """The outer one takes the inner ones along, in both directions."""
    async with database.transaction():
        with suppress(Caught):
            async with database.transaction():
                await meet(database, 1)
                await failing(lambda: meet(database, 2))
        await meet(database, 3)
        with suppress(Caught):
            async with database.transaction():
                await failing(lambda: meet(database, 4))
    assert await known(database) == [3]


async def test_a_unit_inside_a_unit_is_a_step_of_it(database: Database, tmp_path: Path) -> None:
    """It neither waits for the outer one, nor commits before it."""
    async with asyncio.timeout(5), database.unit():
        await meet(database, 1)
        async with database.unit():
            await meet(database, 2)
        with suppress(Caught):
            async with database.unit():
                await failing(lambda: meet(database, 3))
        assert await committed(tmp_path) == []
    assert await committed(tmp_path) == [1, 2]


async def test_a_unit_that_writes_nothing_holds_up_nobody(database: Database) -> None:
    """It begins with its first write: until then others write, and it sees their rows."""
    async with database.unit():
        await asyncio.create_task(meet(database, 1), context=Context())
        assert not database.is_writing
        assert await known(database) == [1]
        await meet(database, 2)
        assert database.is_writing
    assert not database.is_writing


async def test_the_reader_sees_the_own_writes_alone(database: Database) -> None:
    """Inside the unit what it wrote so far, outside what is committed."""
    inside, looked = asyncio.Event(), asyncio.Event()

    async def look() -> list[int]:
        await inside.wait()
        seen = await known(database)
        looked.set()
        return seen

    looking = asyncio.create_task(look())
    async with database.unit():
        await meet(database, 1)
        inside.set()
        await looked.wait()
        assert await known(database) == [1]
    assert await looking == []


async def test_two_units_take_turns(database: Database) -> None:
    """The second to write waits for the end of the first, and finds what it wrote."""
    lines: list[str] = []

    async def work(member_id: int) -> None:
        async with database.unit():
            await meet(database, member_id)
            lines.append(f"{member_id} in")
            await asyncio.sleep(0)
            await meet(database, member_id + 10)
            lines.append(f"{member_id} out, sees {await known(database)}")

    await asyncio.gather(work(1), work(2))
    assert lines == ["1 in", "1 out, sees [1, 11]", "2 in", "2 out, sees [1, 2, 11, 12]"]


async def test_undone_it_goes_on_as_newly_begun(database: Database) -> None:
    """A refusal takes back what was written, and then writes what is said of it."""
    called: list[str] = []
    async with database.unit():
        await meet(database, 1)
        database.after_commit(lambda: called.append("of what was undone"))
        await database.undo()
        assert not database.is_writing
        assert await known(database) == []
        await asyncio.create_task(meet(database, 2), context=Context())
        await meet(database, 3)
        database.after_commit(lambda: called.append("of the refusal"))
    assert await known(database) == [2, 3]
    assert called == ["of the refusal"]


async def test_undoing_outside_is_harmless(database: Database) -> None:
    """There is nothing to take back."""
    await meet(database, 1)
    await database.undo()
    assert await known(database) == [1]


async def test_what_follows_a_commit_follows_in_order(database: Database, tmp_path: Path) -> None:
    """Once all of it is committed, never before; outside a unit at once."""
    called: list[int] = []
    async with database.unit():
        database.after_commit(lambda: called.append(1))
        await meet(database, 1)
        database.after_commit(lambda: called.append(2))
        assert called == []
    assert called == [1, 2]
    database.after_commit(lambda: called.append(3))
    assert called == [1, 2, 3]


@pytest.mark.parametrize("writes", [False, True])
@pytest.mark.parametrize("fails", [False, True])
async def test_nothing_follows_a_failure(database: Database, writes: bool, fails: bool) -> None:
    """Whether it had written anything or not; what has not failed is followed."""
    called: list[int] = []
    with suppress(Caught):
        async with database.unit():
            database.after_commit(lambda: called.append(1))
            if writes:
                await meet(database, 1)
            if fails:
                raise Caught
    assert called == [1] * (not fails)


async def test_nothing_follows_a_step_that_was_undone(database: Database) -> None:
    """What the other steps asked for does."""
    called: list[int] = []
    async with database.unit():
        database.after_commit(lambda: called.append(1))
        with suppress(Caught):
            async with database.transaction():
                database.after_commit(lambda: called.append(2))
                raise Caught
        database.after_commit(lambda: called.append(3))
    assert called == [1, 3]


async def test_a_commit_that_fails_leaves_nothing(database: Database, tmp_path: Path) -> None:
    """A full disk, or a constraint that is looked at last: nothing follows, the next one works."""
    called: list[int] = []

    async def work() -> None:
        async with database.unit():
            database.after_commit(lambda: called.append(1))
            async with database.transaction() as tx:
                await tx.execute("PRAGMA defer_foreign_keys = ON")
                await tx.execute("INSERT INTO kept_word VALUES (999, 'question', 'x')")
                await members.meet(tx, 1, "fr", NOW)

    with pytest.raises(sqlite3.IntegrityError):
        await work()
    assert (await committed(tmp_path), called) == ([], [])
    await meet(database, 2)
    assert await committed(tmp_path) == [2]


async def test_a_task_that_outlives_its_unit_writes_for_itself(
    database: Database, tmp_path: Path
) -> None:
    """It was started inside; when the unit has failed, its own row stands all the same."""
    ended = asyncio.Event()

    async def later() -> None:
        await ended.wait()
        assert not database.is_writing
        await meet(database, 2)
        assert await committed(tmp_path) == [2]

    with suppress(Caught):
        async with database.unit():
            await meet(database, 1)
            task = asyncio.create_task(later())
            raise Caught
    ended.set()
    await task
    assert await known(database) == [2]


async def busy(database: Database) -> None:
    """A unit with everything that is ever awaited in one."""
    async with database.unit():
        await meet(database, 1)
        await known(database)
        with suppress(Caught):
            async with database.transaction():
                await failing(lambda: meet(database, 2))
        await database.undo()
        await meet(database, 3, 4)


async def cancel_after(turns: int, task: "asyncio.Task[None]") -> bool:
    """Cancels a task once it has gone so many steps; False when it had ended before."""
    for _turn in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return task.cancelled()


async def test_a_cancelled_unit_blocks_nobody_wherever_it_is(
    database: Database, tmp_path: Path
) -> None:
    """At every await, its last statement may still be in the writer's thread: no half is left."""
    turns, was_cancelled = 0, True
    while was_cancelled:
        was_cancelled = await cancel_after(turns, asyncio.create_task(busy(database)))
        turns += 1
        async with asyncio.timeout(5), database.transaction() as tx:
            assert await committed(tmp_path) in ([], [3, 4])
            await tx.execute("DELETE FROM member")
        assert not database._writer.in_transaction
    assert turns > 20

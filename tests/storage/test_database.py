"""Opening, migrating and writing: all or nothing, one writer, readers see what is committed."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextvars import Context
from pathlib import Path

import aiosqlite
import pytest

from moderation.errors import AlreadyDecided
from moderation.member import Member
from storage import members
from storage.database import Database
from storage.migrations import SCHEMA, migrate
from storage.rows import fetch, fetch_one
from tests.moderation.examples import AUTHOR, NOW, make_member

FIRST = "CREATE TABLE first (x INTEGER) STRICT;"


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[aiosqlite.Connection]:
    async with aiosqlite.connect(tmp_path / "bare.db", isolation_level=None) as bare:
        bare.row_factory = aiosqlite.Row
        yield bare


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "001_first.sql").write_text(FIRST)
    return folder


async def version(connection: aiosqlite.Connection) -> int:
    row = await fetch_one(connection, "PRAGMA user_version")
    return int(row["user_version"]) if row else -1


async def tables(connection: aiosqlite.Connection) -> set[str]:
    rows = await fetch(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {row["name"] for row in rows}


async def test_a_new_database_is_up_to_date(database: Database) -> None:
    """Its number is that of the last schema file."""
    newest = max(int(path.name[:3]) for path in SCHEMA.glob("*.sql"))

    assert await version(database.reader) == newest


async def test_opening_again_finds_what_was_written(tmp_path: Path) -> None:
    """A restart neither migrates twice nor loses anything."""
    for _ in range(2):
        database = await Database.open(tmp_path / "a.db")
        async with database.transaction() as tx:
            member = await members.meet(tx, AUTHOR, "fr", NOW)
        await database.close()

    assert member == make_member()


async def test_a_failing_migration_leaves_nothing_behind(
    connection: aiosqlite.Connection, schema: Path
) -> None:
    """Neither its first half nor its number; what came before it stays."""
    (schema / "002_bad.sql").write_text("CREATE TABLE half (x INTEGER); CREATE TABLE first (x);")

    with pytest.raises(sqlite3.OperationalError):
        await migrate(connection, schema)
    assert await tables(connection) == {"first"}
    assert await version(connection) == 1
    assert not connection.in_transaction


async def test_a_mended_migration_goes_on_where_it_failed(
    connection: aiosqlite.Connection, schema: Path
) -> None:
    """The scripts that were applied are not applied again."""
    await migrate(connection, schema)
    (schema / "002_second.sql").write_text("CREATE TABLE second (x INTEGER) STRICT;")
    (schema / "010_tenth.sql").write_text("ALTER TABLE second ADD COLUMN y INTEGER;")
    await migrate(connection, schema)

    assert await tables(connection) == {"first", "second"}
    assert await version(connection) == 10


@pytest.mark.usefixtures("open_umask")
async def test_only_the_owner_can_read_the_database(tmp_path: Path) -> None:
    """The file, its log and its folder, whatever the shell allows."""
    database = await Database.open(tmp_path / "state" / "a.db")
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "state").iterdir()}
    await database.close()

    assert modes == {0o600}
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


async def test_what_is_deleted_leaves_the_file(database: Database, tmp_path: Path) -> None:
    """A purged name lingers neither in free pages nor in the log once it is written back."""
    name, file = "Claude Nulle-Part", tmp_path / "state" / "medpics.db"
    async with database.transaction() as tx:
        await members.save(tx, make_member(name=name))
    await database.reader.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    assert name.encode() in file.read_bytes()

    async with database.transaction() as tx:
        await tx.execute("DELETE FROM member")
    await database.reader.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    assert name.encode() not in file.read_bytes()


async def test_every_connection_deletes_securely(database: Database) -> None:
    """The setting belongs to a connection, not to the file."""
    async with database.transaction() as tx:
        assert await fetch_one(tx, "PRAGMA secure_delete") == {"secure_delete": 1}
        assert await fetch_one(tx, "PRAGMA foreign_keys") == {"foreign_keys": 1}


async def test_a_rolled_back_transaction_leaves_nothing(database: Database) -> None:
    """Everything before the error is undone, and the error comes out as it went in."""

    async def refused() -> None:
        async with database.transaction() as tx:
            await members.meet(tx, AUTHOR, "fr", NOW)
            raise AlreadyDecided("approved", 21)

    with pytest.raises(AlreadyDecided):
        await refused()
    assert await members.load(database.reader, AUTHOR) is None


async def test_a_reader_sees_only_what_is_committed(database: Database) -> None:
    """Half a decision is never shown to others; the whole one is, at once."""

    async def look() -> Member | None:
        return await members.load(database.reader, AUTHOR)

    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
        assert await asyncio.create_task(look(), context=Context()) is None

    assert await members.load(database.reader, AUTHOR) == make_member()


async def test_the_reader_cannot_write(database: Database) -> None:
    """A write beside the writer's lock would stand outside every transaction."""
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await members.meet(database.reader, AUTHOR, "fr", NOW)


async def test_concurrent_transactions_take_turns(database: Database, author: int) -> None:
    """Twenty read, add and write without losing one of their steps."""

    async def step() -> None:
        async with database.transaction() as tx:
            row = await fetch_one(tx, "SELECT notice_version AS n FROM member")
            await tx.execute("UPDATE member SET notice_version = ?", (row["n"] + 1,))

    await asyncio.gather(*(step() for _ in range(20)))
    member = await members.load(database.reader, author)
    assert member.notice_version == 20


async def test_a_failure_beside_it_undoes_nothing_of_mine(database: Database) -> None:
    """One task's rollback never takes another's rows along."""

    async def meet(member_id: int) -> None:
        async with database.transaction() as tx:
            await members.meet(tx, member_id, "fr", NOW)
            assert member_id % 2

    await asyncio.gather(*map(meet, range(10)), return_exceptions=True)
    rows = await fetch(database.reader, "SELECT id FROM member ORDER BY id")
    assert [row["id"] for row in rows] == [1, 3, 5, 7, 9]


async def test_a_task_cancelled_at_its_beginning_blocks_nobody(database: Database) -> None:
    """The writer's thread begins all the same; that must be undone."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0), database.transaction():
            pytest.fail("the first statement waits for another thread")

    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
    assert await members.load(database.reader, AUTHOR) is not None


async def test_a_task_cancelled_at_its_end_blocks_nobody(database: Database) -> None:
    """Whether its commit counts is open, but the next transaction is whole."""

    async def cancelled() -> None:
        async with database.transaction() as tx:
            await members.meet(tx, 1, "fr", NOW)
            asyncio.current_task().cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(cancelled())
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
    assert await members.load(database.reader, AUTHOR) is not None


async def write(database: Database) -> None:
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)


async def test_a_checkpoint_empties_the_log(database: Database, tmp_path: Path) -> None:
    """What was purged must not be found there, and what was not purged is still there."""
    await write(database)
    log = tmp_path / "state" / "medpics.db-wal"
    assert log.stat().st_size > 0
    await database.checkpoint()
    assert log.stat().st_size == 0
    assert await members.load(database.reader, AUTHOR) is not None


async def test_nothing_is_sorted_on_the_disk(database: Database) -> None:
    """SQLite's own temporary files would lie in a folder that anybody may look into."""
    for connection in (database.reader, database._writer):
        assert await fetch_one(connection, "PRAGMA temp_store") == {"temp_store": 2}

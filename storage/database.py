"""One SQLite file: a writer behind a lock, a reader beside it, numbered migrations at opening."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiosqlite

SCHEMA = Path(__file__).parent / "schema"
BUSY_MILLISECONDS = 5_000


# What functions that write are handed; it is only to be had from `Database.transaction`.
Transaction = aiosqlite.Connection


class StorageError(Exception):
    """The database cannot be used; the message is one sentence and what to do."""


class Database:
    """The open database.

    All writes go through `transaction()`: with one shared connection a second task's commit would
    make a first task's half-done work permanent. Reads go through `reader`, which sees only what
    is committed.
    """

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self._writer = writer
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None
        self.reader = reader

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Opens or creates the file and brings its schema up to date; raises StorageError."""
        try:
            _make_private(path)
            writer = await _connect(path)
        except (sqlite3.DatabaseError, OSError) as error:
            raise _unusable(path, error) from error
        try:
            await migrate(writer)
            reader = await _connect(path)
            # A write here would stand outside every transaction.
            await reader.execute("PRAGMA query_only = ON")
        except sqlite3.DatabaseError as error:
            await writer.close()
            raise _unusable(path, error) from error
        return cls(writer, reader)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """All or nothing. Never await Telegram inside: everybody else is waiting."""
        if self._holder is not None and self._holder is asyncio.current_task():
            raise RuntimeError("a transaction inside a transaction would wait for itself for ever")
        async with self._lock:
            self._holder = asyncio.current_task()
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                await self._writer.execute("COMMIT")
            except BaseException:
                # A cancelled task leaves its last statement to the writer's thread, even its
                # BEGIN or its COMMIT: so always roll back; there may be nothing to roll back.
                with suppress(sqlite3.OperationalError):
                    await self._writer.execute("ROLLBACK")
                raise
            finally:
                self._holder = None

    async def checkpoint(self) -> None:
        """Empties the write-ahead log: what was purged stands in it no longer.

        While somebody reads, a part may stay until the next time.
        """
        async with self._lock:
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        await self.reader.close()
        await self._writer.close()


@asynccontextmanager
async def alone(path: Path) -> AsyncIterator[Transaction]:
    """One transaction while nobody else has the file open; raises StorageError.

    Nobody can open it meanwhile either, and afterwards nothing is left in the write-ahead log.
    """
    try:
        _must_exist(path)
        # Who has it open keeps it: waiting for that would be in vain.
        connection = await _connect(
            path, "PRAGMA busy_timeout = 0", "PRAGMA locking_mode = EXCLUSIVE"
        )
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from error
    try:
        await migrate(connection)
        await connection.execute("BEGIN EXCLUSIVE")
        yield connection
        await connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from error
    finally:
        # What was not committed is rolled back, and the log is emptied with the last connection.
        await connection.close()


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)


def _must_exist(path: Path) -> None:
    # SQLite would make an empty one.
    if not path.is_file():
        raise StorageError(f"There is no database {path.name}: look at storage.folder.")


def _unusable(path: Path, error: Exception) -> StorageError:
    # An OSError's own text holds the whole path.
    reason = error.strerror if isinstance(error, OSError) else error
    return StorageError(
        f"The database {path.name} cannot be opened ({reason}); "
        "stop other copies of the bot, or restore a backup."
    )


async def _connect(path: Path, *first: str) -> aiosqlite.Connection:
    patience = BUSY_MILLISECONDS / 1000
    connection = await aiosqlite.connect(path, isolation_level=None, timeout=patience)
    try:
        connection.row_factory = aiosqlite.Row
        for pragma in first:
            await connection.execute(pragma)
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA foreign_keys = ON")
        # What is purged must not linger in free pages of the file.
        await connection.execute("PRAGMA secure_delete = ON")
        # What SQLite sorts and sets aside stays in memory, not in a folder for temporary files.
        await connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        await connection.close()
        raise
    return connection


async def migrate(connection: aiosqlite.Connection, schema: Path = SCHEMA) -> None:
    """Applies the schema files above `user_version`, each in a transaction with its number."""
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    current = int(row[0]) if row else 0
    for path in _scripts(schema):
        number = int(path.name.split("_")[0])
        if number <= current:
            continue
        changes = path.read_text(encoding="utf-8")
        script = f"BEGIN;\n{changes}\nPRAGMA user_version = {number};\nCOMMIT;"
        try:
            await connection.executescript(script)
        except sqlite3.Error:
            if connection.in_transaction:
                await connection.execute("ROLLBACK")
            raise


def _scripts(schema: Path) -> list[Path]:
    return sorted(schema.glob("[0-9]*.sql"))

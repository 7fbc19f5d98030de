"""One SQLite file: a writer behind a lock, a reader beside it, numbered migrations at opening."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiosqlite

from storage import audit
from storage.failures import DAMAGED, StorageError, explain

SCHEMA = Path(__file__).parent / "schema"
BUSY_MILLISECONDS = 5_000


# What functions that write are handed; it is only to be had from `Database.transaction`.
Transaction = aiosqlite.Connection


class Database:
    """The open database.

    All writes go through `transaction()`: with one shared connection a second task's commit would
    make a first task's half-done work permanent. Reads go through `reader`, which sees only what
    is committed.
    """

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self._writer = writer
        self._lock = asyncio.Lock()
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
            await _check_pages(writer)
            await migrate(writer)
            reader = await _connect(path)
            # A write here would stand outside every transaction.
            await reader.execute("PRAGMA query_only = ON")
        except (sqlite3.DatabaseError, StorageError) as error:
            await writer.close()
            raise _unusable(path, error) from error
        return cls(writer, reader)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """All or nothing. Never await Telegram inside: everybody else is waiting."""
        async with self._lock:
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

    async def close(self) -> None:
        await self.reader.close()
        await self._writer.close()


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)


def _unusable(path: Path, error: Exception) -> StorageError:
    # An OSError's own text holds the whole path.
    reason = error.strerror if isinstance(error, OSError) else error
    remedy = f"({reason}): name another storage.folder, or restore a backup into an empty one."
    return StorageError(explain(error) or f"The database {path.name} cannot be used {remedy}")


async def _connect(path: Path) -> aiosqlite.Connection:
    patience = BUSY_MILLISECONDS / 1000
    connection = await aiosqlite.connect(path, isolation_level=None, timeout=patience)
    try:
        connection.row_factory = aiosqlite.Row
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA foreign_keys = ON")
        # What is purged must not linger in free pages of the file.
        await connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        await connection.close()
        raise
    return connection


async def _check_pages(connection: aiosqlite.Connection) -> None:
    """Raises StorageError when the file is damaged, which otherwise shows only much later."""
    async with connection.execute("PRAGMA quick_check(1)") as cursor:
        row = await cursor.fetchone()
    if row is None or row[0] != "ok":
        raise StorageError(DAMAGED)


async def migrate(connection: aiosqlite.Connection, schema: Path = SCHEMA) -> None:
    """Applies the schema files above `user_version`, each in a transaction with its number."""
    # The audit trail of an earlier version is chained by the same rule as every later row.
    await connection.create_function("audit_link", 7, audit.link, deterministic=True)
    current = await version_of(connection, schema)
    for path in _scripts(schema):
        number = _number(path)
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


async def version_of(connection: aiosqlite.Connection, schema: Path = SCHEMA) -> int:
    """The number of the database's schema; raises StorageError when this program is too old."""
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    current = int(row[0]) if row else 0
    if current > newest(schema):
        raise StorageError(
            f"The database was written by a newer version of MedPics (schema {current}, this "
            f"version knows {newest(schema)}): install that version again."
        )
    return current


def _scripts(schema: Path) -> list[Path]:
    return sorted(schema.glob("[0-9]*.sql"))


def newest(schema: Path = SCHEMA) -> int:
    """The number of the last schema file; 0 without any."""
    return max(map(_number, _scripts(schema)), default=0)


def _number(path: Path) -> int:
    return int(path.name.split("_")[0])

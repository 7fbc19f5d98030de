"""One SQLite file: a writer behind a lock, a reader beside it, numbered migrations at opening."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

SCHEMA = Path(__file__).parent / "schema"
BUSY_MILLISECONDS = 5_000


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
        self.reader = reader

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Opens or creates the file and brings its schema up to date; raises StorageError."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            writer = await _connect(path)
            await migrate(writer)
        except sqlite3.DatabaseError as error:
            message = (
                f"The database {path.name} cannot be opened ({error}); "
                "stop other copies of the bot, or restore a backup."
            )
            raise StorageError(message) from error
        return cls(writer, await _connect(path))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """All or nothing. Never await Telegram inside: everybody else is waiting."""
        async with self._lock:
            await self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                await self._writer.execute("ROLLBACK")
                raise
            await self._writer.execute("COMMIT")

    async def close(self) -> None:
        await self.reader.close()
        await self._writer.close()


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None)
    try:
        connection.row_factory = aiosqlite.Row
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA foreign_keys = ON")
        await connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        # What is purged must not linger in free pages of the file.
        await connection.execute("PRAGMA secure_delete = ON")
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
        script = f"BEGIN;\n{path.read_text()}\nPRAGMA user_version = {number};\nCOMMIT;"
        try:
            await connection.executescript(script)
        except sqlite3.Error:
            if connection.in_transaction:
                await connection.execute("ROLLBACK")
            raise


def _scripts(schema: Path) -> list[Path]:
    return sorted(schema.glob("[0-9]*.sql"))

"""One SQLite file: a writer behind a lock, a reader beside it, units of work."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

import aiosqlite

from storage.failures import DAMAGED, StorageError, explain
from storage.migrations import migrate

BUSY_MILLISECONDS = 5_000


# What functions that write are handed; it is only to be had from `Database.transaction`.
Transaction = aiosqlite.Connection


@dataclass(slots=True)
class _Unit:
    """Everything that one piece of work writes; begun with its first write, ended as a whole.

    begun: whether it holds the writer; ended: a task that it started may outlive it, and writes on
    its own; after: what happens once it is committed, in order.
    """

    begun: bool = False
    ended: bool = False
    after: list[Callable[[], None]] = field(default_factory=list)


class Database:
    """The open database.

    All writes go through `transaction()`: with one shared connection a second task's commit would
    make a first task's half-done work permanent. Reads go through `reader`, which sees what is
    committed, and inside a unit also what that unit has written so far.
    """

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self._writer = writer
        self._reader = reader
        self._lock = asyncio.Lock()
        self._unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Opens or creates the file and brings its schema up to date; raises StorageError."""
        try:
            _make_private(path)
            writer = await _connect(path)
        except (sqlite3.DatabaseError, OSError, UnicodeDecodeError) as error:
            raise _unusable(path, error) from error
        try:
            await _check_pages(writer)
            await migrate(writer)
            # A write by the reader would stand outside every transaction.
            reader = await _connect(path, last=("PRAGMA query_only = ON",))
        except BaseException as error:
            # Left open, its thread would keep the process from ending.
            await writer.close()
            if isinstance(error, (sqlite3.DatabaseError, StorageError, UnicodeDecodeError)):
                raise _unusable(path, error) from error
            raise
        return cls(writer, reader)

    @property
    def reader(self) -> aiosqlite.Connection:
        return self._writer if self.is_writing else self._reader

    @property
    def is_writing(self) -> bool:
        """Whether the present task is inside a transaction: then everybody else waits for it."""
        unit = self._current()
        return unit is not None and unit.begun

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[None]:
        """All transactions inside become one, begun with the first and committed at the end.

        What waits for others (Telegram, the anonymizer) has to come before the first of them.
        Inside another unit it is one of its transactions.
        """
        if self._current() is not None:
            # Of its own it would wait for ever: the outer one holds the writer.
            async with self.transaction():
                yield
            return
        unit = _Unit()
        token = self._unit.set(unit)
        try:
            yield
            if unit.begun:
                await self._writer.execute("COMMIT")
        except BaseException:
            unit.after.clear()
            await self._roll_back(unit)
            raise
        finally:
            self._unit.reset(token)
            unit.ended = True
            self._leave(unit)
        for act in unit.after:
            act()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """All or nothing. Never await Telegram inside: everybody else is waiting."""
        unit = self._current()
        if unit is None:
            async with self.unit(), self.transaction() as tx:
                yield tx
            return
        if not unit.begun:
            await self._begin(unit)
        name, asked = f"step_{id(unit)}", len(unit.after)
        await self._writer.execute(f"SAVEPOINT {name}")
        try:
            yield self._writer
        except BaseException:
            # What was to follow from what is undone does not follow: files would be deleted.
            del unit.after[asked:]
            with suppress(sqlite3.OperationalError):
                await self._writer.execute(f"ROLLBACK TO {name}")
                await self._writer.execute(f"RELEASE {name}")
            raise
        await self._writer.execute(f"RELEASE {name}")

    async def undo(self) -> None:
        """Takes back everything that the present unit wrote; it goes on as if newly begun."""
        unit = self._current()
        if unit is not None:
            unit.after.clear()
            await self._roll_back(unit)
            self._leave(unit)

    def after_commit(self, act: Callable[[], None]) -> None:
        """Calls `act` once the present unit is committed, and never if it fails; at once when
        nothing is being written.
        """
        unit = self._current()
        if unit is None:
            act()
        else:
            unit.after.append(act)

    async def checkpoint(self) -> None:
        """Empties the write-ahead log: what was purged stands in it no longer.

        While somebody reads, a part may stay until the next time.
        """
        async with self._lock:
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        try:
            await self._reader.close()
        finally:
            await self._writer.close()

    def _current(self) -> _Unit | None:
        unit = self._unit.get()
        return None if unit is None or unit.ended else unit

    async def _begin(self, unit: _Unit) -> None:
        await self._lock.acquire()
        unit.begun = True
        await self._writer.execute("BEGIN IMMEDIATE")

    async def _roll_back(self, unit: _Unit) -> None:
        if unit.begun:
            # A cancelled task leaves its last statement to the writer's thread, even its
            # BEGIN or its COMMIT: so always roll back; there may be nothing to roll back.
            with suppress(sqlite3.OperationalError):
                await self._writer.execute("ROLLBACK")

    def _leave(self, unit: _Unit) -> None:
        if unit.begun:
            unit.begun = False
            self._lock.release()


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
    if isinstance(error, UnicodeDecodeError):
        # SQLite quotes what is damaged.
        return StorageError(DAMAGED)
    # An OSError's own text holds the whole path.
    reason = error.strerror if isinstance(error, OSError) else error
    remedy = f"({reason}): name another storage.folder, or restore a backup into an empty one."
    return StorageError(explain(error) or f"The database {path.name} cannot be used {remedy}")


async def _connect(path: Path, *first: str, last: tuple[str, ...] = ()) -> aiosqlite.Connection:
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
        for pragma in last:
            await connection.execute(pragma)
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

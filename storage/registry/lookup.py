"""Looking up: the imported registry answers by number and by name, and notices a newer import."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

from moderation.matching import closest
from moderation.numbers import Register
from moderation.registry import Answer, Edition, Professional, Source
from storage.registry.building import VERSION, readable
from storage.registry.naming import numbers_of
from storage.rows import fetch, fetch_one, sure_instant

log = logging.getLogger(__name__)

# More people of one name than anybody would compare by eye.
NAMESAKES_MAX = 10
# Bound parameters of one query, and a pause for others between two.
CHUNK = 500


class FileRegistry:
    """`registry.sqlite` as it is now; without a file, or with a damaged one, nobody is asked.

    An import puts another file in its place, which is opened at the next question.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = asyncio.Lock()
        self._connection: aiosqlite.Connection | None = None
        self._opened: tuple[int, int] | None = None

    async def by_number(self, register: Register, number: str) -> Answer:
        async with self._lock:
            try:
                connection = await self._current()
                edition = await _edition(connection, register) if connection else None
                if connection is None or edition is None:
                    return Answer(Source.NONE)
                found = await _rows(connection, register, [number])
            except sqlite3.Error as error:
                return Answer(self._unusable(error))
        return Answer(Source.FILE, edition.imported_at, found[0] if found else None)

    async def by_name(self, register: Register, name: str) -> tuple[Professional, ...]:
        async with self._lock:
            try:
                connection = await self._current()
                return tuple(await _named(connection, register, name)) if connection else ()
            except sqlite3.Error as error:
                self._unusable(error)
                return ()

    async def editions(self) -> tuple[Edition, ...]:
        async with self._lock:
            try:
                connection = await self._current()
                found = [await _edition(connection, each) for each in Register if connection]
            except sqlite3.Error as error:
                self._unusable(error)
                return ()
        return tuple(each for each in found if each)

    async def listed(
        self, edition: Edition, numbers: Sequence[str]
    ) -> Mapping[str, Professional] | None:
        found: dict[str, Professional] = {}
        for start in range(0, len(numbers) or 1, CHUNK):
            async with self._lock:
                try:
                    connection = await self._current()
                    if not connection or await _edition(connection, edition.register) != edition:
                        return None
                    chunk = numbers[start : start + CHUNK]
                    rows = await _rows(connection, edition.register, chunk)
                except sqlite3.Error as error:
                    self._unusable(error)
                    return None
            found |= {each.number: each for each in rows}
        return found

    async def close(self) -> None:
        async with self._lock:
            await self._leave()

    async def _current(self) -> aiosqlite.Connection | None:
        """The connection to the file that lies there now."""
        there = _mark(self._path)
        if there != self._opened:
            await self._leave()
            self._connection = await _connect(self._path) if there else None
            self._opened = there
        return self._connection

    async def _leave(self) -> None:
        connection, self._connection, self._opened = self._connection, None, None
        if connection is not None:
            await connection.close()

    @staticmethod
    def _unusable(error: sqlite3.Error) -> Source:
        log.warning("the registry cannot be read (%s): import it anew", type(error).__name__)
        return Source.NONE


def _mark(path: Path) -> tuple[int, int] | None:
    """Another for every file that is put there; None for none."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_mtime_ns


async def _connect(path: Path) -> aiosqlite.Connection | None:
    """None for a file of another version: it is imported anew after an update."""
    connection = await aiosqlite.connect(readable(path), uri=True)
    try:
        connection.row_factory = aiosqlite.Row
        version = await fetch_one(connection, "PRAGMA user_version")
    except BaseException:
        await connection.close()
        raise
    if version is None or version["user_version"] != VERSION:
        await connection.close()
        return None
    return connection


async def _edition(connection: aiosqlite.Connection, register: Register) -> Edition | None:
    row = await fetch_one(connection, "SELECT * FROM edition WHERE register = ?", register)
    if row is None:
        return None
    at = sure_instant(row["imported_at"])
    return Edition(register, row["id"], at, row["professionals"])


async def _rows(
    connection: aiosqlite.Connection, register: Register, numbers: Sequence[str]
) -> list[Professional]:
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT * FROM professional WHERE register = ? AND number IN ({marks})"  # noqa: S608 - marks only
    rows = await fetch(connection, sql, register, *numbers)
    codes = {code for row in rows for code in row["codes"].split()}
    labels = await _labels(connection, register, codes)
    return [_professional(register, row, labels) for row in rows]


async def _labels(
    connection: aiosqlite.Connection, register: Register, codes: Iterable[str]
) -> dict[str, str]:
    """Labels by code; a profession's code carries a category behind it that its label has not."""
    wanted = sorted({short for code in codes for short in (code, code[:2])})
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        marks = ", ".join("?" * len(chunk))
        sql = f"SELECT code, label FROM label WHERE register = ? AND code IN ({marks})"  # noqa: S608 - marks only
        found |= {
            row["code"]: row["label"] for row in await fetch(connection, sql, register, *chunk)
        }
    return found


def _professional(
    register: Register, row: Mapping[str, Any], labels: Mapping[str, str]
) -> Professional:
    codes = sorted(set(row["codes"].split()))
    told = [labels.get(code) or labels.get(code[:2]) for code in codes]
    named = tuple(dict.fromkeys(label for label in told if label))
    return Professional(
        register, row["number"], row["surname"], row["given"], frozenset(codes), named
    )


async def _named(
    connection: aiosqlite.Connection, register: Register, name: str
) -> list[Professional]:
    """The exact name if anybody has it, else whoever it may be short for or a slip of."""
    async for numbers in numbers_of(connection, register, name):
        found = closest(name, await _rows(connection, register, numbers))
        if found:
            return found[:NAMESAKES_MAX]
    return []

"""What proves that a backup is whole: counts and digests of its rows and files, checked at once.

They find damage, not intent: who can write the file can write the digests too.
"""

import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiosqlite
from aiosqlite import Connection

from storage.failures import StorageError
from storage.migrations import version_of
from storage.rows import fetch, fetch_one, sure_instant

# Marks the file as a backup of ours: "MPbk".
APPLICATION_ID = 0x4D50626B
OWN_TABLES = ("backup_about", "backup_table", "backup_file")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds. rows: by table; lacking: files that rows name and that were missing
    already when it was made; head: of the audit trail, None before it was chained.
    """

    at: datetime
    schema: int
    rows: dict[str, int]
    files: int
    file_bytes: int
    lacking: int
    head: str | None


async def tables(connection: Connection) -> list[str]:
    """Every table of the house, with the counters of ids."""
    sql = (
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND"
        " (name NOT LIKE 'sqlite~_%' ESCAPE '~' OR name = 'sqlite_sequence') ORDER BY name"
    )
    rows = await fetch(connection, sql)
    return [row["name"] for row in rows if row["name"] not in OWN_TABLES]


async def digest(connection: Connection, table: str) -> tuple[int, str]:
    """How many rows a table has, and SHA-256 over all of them as JSON, one a line."""
    sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2"
    if table != "sqlite_schema":
        width = await fetch_one(
            connection, "SELECT count(*) AS n FROM pragma_table_info(?)", table
        )
        order = ", ".join(str(n + 1) for n in range(width["n"] if width else 1))
        sql = f"SELECT * FROM {table} ORDER BY {order}"  # noqa: S608 - the name comes from the schema
    number, sums = 0, hashlib.sha256()
    async with connection.execute(sql) as cursor:
        async for row in cursor:
            number += 1
            sums.update(json.dumps([_plain(value) for value in tuple(row)]).encode() + b"\n")
    return number, sums.hexdigest()


def _plain(value: Any) -> Any:
    return {"bytes": value.hex()} if isinstance(value, bytes) else value


async def proven(connection: Connection) -> list[str]:
    """What is proven row by row: the schema, every table of the house, and what the backup says
    of itself."""
    return ["sqlite_schema", "backup_about", *await tables(connection)]


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Connection]:
    """A backup to read from; raises StorageError, also for damage that shows while reading."""
    if not path.is_file():  # noqa: ASYNC240 - one look at a local file
        raise StorageError(f"There is no file {path}.")
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"  # noqa: ASYNC240 - no call at all
    try:
        async with aiosqlite.connect(address, uri=True, isolation_level=None) as connection:
            connection.row_factory = aiosqlite.Row
            yield connection
    except (sqlite3.Error, ArithmeticError, LookupError, TypeError, ValueError) as error:
        # Damage can look like anything: a text that is no text, a moment that is no moment.
        raise _damaged(path, "it cannot be read") from error


async def verify(path: Path) -> Contents:
    """Reads the whole backup; raises StorageError for the first thing that is wrong with it."""
    async with opened(path) as backup:
        if await _pragma(backup, "application_id") != APPLICATION_ID:
            raise StorageError(f"{path.name} is no backup of MedPics.")
        schema = await version_of(backup)
        if await _pragma(backup, "integrity_check") != "ok":
            raise _damaged(path, "its pages do not fit together")
        if await fetch(backup, "PRAGMA foreign_key_check"):
            raise _damaged(path, "rows name others that are not there")
        rows = await _check_rows(path, backup)
        files, file_bytes = await _check_files(path, backup)
        about = await fetch_one(backup, "SELECT * FROM backup_about")
        if about is None:
            raise _damaged(path, "it does not say when it was made")
        at = sure_instant(about["at"])
        return Contents(at, schema, rows, files, file_bytes, about["lacking"], about["head"])


async def _check_rows(path: Path, backup: Connection) -> dict[str, int]:
    noted = {row["name"]: row for row in await fetch(backup, "SELECT * FROM backup_table")}
    present = await proven(backup)
    if set(present) != set(noted):
        raise _damaged(path, "a table is missing or was added")
    counts = {}
    for table in present:
        counts[table], sums = await digest(backup, table)
        if (counts[table], sums) != (noted[table]["rows"], noted[table]["digest"]):
            raise _damaged(path, f"the rows of {table} are not those that were saved")
    secrets = (
        "SELECT 1 FROM picture WHERE original IS NOT NULL"
        " UNION ALL SELECT 1 FROM application WHERE evidence IS NOT NULL"
    )
    if "document" in counts:
        secrets += " UNION ALL SELECT 1 FROM document WHERE key IS NOT NULL"
    if await fetch(backup, secrets):
        raise _damaged(path, "it names originals, which no backup holds")
    return {table: counts[table] for table in await tables(backup)}


async def _check_files(path: Path, backup: Connection) -> tuple[int, int]:
    """How many files there are, and how many bytes they have together."""
    number = total = 0
    named = await wanted(backup)
    async with backup.execute("SELECT name, digest, data FROM backup_file") as cursor:
        async for name, noted, data in cursor:
            if name not in named or hashlib.sha256(data).hexdigest() != noted:
                raise _damaged(path, "a picture is not the one that was saved")
            number, total = number + 1, total + len(data)
    about = await fetch_one(backup, "SELECT lacking FROM backup_about")
    if about is None or number + about["lacking"] != len(named):
        raise _damaged(path, "a picture is missing")
    return number, total


async def wanted(connection: Connection) -> frozenset[str]:
    """Names of every private file that the rows of a backup name."""
    sql = "SELECT masked AS name FROM picture UNION SELECT preview FROM picture"
    return frozenset(row["name"] for row in await fetch(connection, sql) if row["name"])


async def _pragma(connection: Connection, name: str) -> Any:
    row = await fetch_one(connection, f"PRAGMA {name}")
    return next(iter(row.values())) if row else None


def _damaged(path: Path, reason: str) -> StorageError:
    return StorageError(f"{path.name} is damaged ({reason}): take another backup.")

"""Between frozen dataclasses and rows: one encoding of values, used by every table."""

import json
import sqlite3
import traceback
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from aiosqlite import Connection


def encode(value: Any) -> Any:
    """A Python value as SQLite keeps it: instants as ISO text in UTC, sets and tuples as JSON."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case StrEnum():
            return value.value
        case bool():
            return int(value)
        case frozenset():
            return json.dumps(sorted(value))
        case tuple():
            return json.dumps(value)
        case _:
            return value


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def sure_instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def columns(entity: Any, leave_out: Iterable[str] = ()) -> dict[str, Any]:
    """The fields of a dataclass by name, encoded."""
    skipped = set(leave_out)
    return {
        field.name: encode(getattr(entity, field.name))
        for field in fields(entity)
        if field.name not in skipped
    }


async def insert(tx: Connection, table: str, values: dict[str, Any], verb: str = "INSERT") -> int:
    """Adds one row and returns its id; table and column names come from our own code only."""
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    sql = f"{verb} INTO {table} ({names}) VALUES ({marks})"
    async with tx.execute(sql, values) as cursor:
        return cursor.lastrowid or 0


async def update(
    tx: Connection, table: str, values: dict[str, Any], where: dict[str, Any]
) -> bool:
    """Changes the row that still looks like `where`; False if there is none: compare and set."""
    changes = ", ".join(f"{name} = :{name}" for name in values)
    conditions = " AND ".join(f"{name} IS :was_{name}" for name in where)
    sql = f"UPDATE {table} SET {changes} WHERE {conditions}"  # noqa: S608 - names are ours
    expected = {f"was_{name}": encode(value) for name, value in where.items()}
    async with tx.execute(sql, values | expected) as cursor:
        return cursor.rowcount > 0


async def fetch(connection: Connection, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    """All rows, read in one go.

    A query that stays open between two awaits keeps the whole connection on its old snapshot, and
    whoever reads meanwhile misses what was committed since.
    """
    try:
        rows = await connection.execute_fetchall(sql, tuple(map(encode, parameters)))
    except sqlite3.Error as error:
        # A row that cannot be read leaves its query open for as long as the error is remembered.
        traceback.clear_frames(error.__traceback__)
        raise
    return [dict(row) for row in rows]


async def fetch_one(connection: Connection, sql: str, *parameters: Any) -> dict[str, Any] | None:
    rows = await fetch(connection, sql, *parameters)
    return rows[0] if rows else None

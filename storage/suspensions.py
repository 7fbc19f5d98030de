"""Rows of suspensions, with their appeals."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.suspension import Suspension
from storage.rows import columns, encode, fetch, fetch_one, insert, instant, sure_instant, update


async def begin(tx: Connection, suspension: Suspension) -> Suspension:
    """Adds it under a number of its own."""
    number = await insert(tx, "suspension", columns(suspension, leave_out=["id"]))
    return replace(suspension, id=number)


async def load(connection: Connection, suspension_id: int) -> Suspension | None:
    row = await fetch_one(connection, "SELECT * FROM suspension WHERE id = ?", suspension_id)
    return _suspension(row) if row else None


async def of_member(connection: Connection, member_id: int) -> list[Suspension]:
    """All of them, oldest first."""
    sql = "SELECT * FROM suspension WHERE member_id = ? ORDER BY id"
    return [_suspension(row) for row in await fetch(connection, sql, member_id)]


async def lasting(connection: Connection, member_id: int) -> Suspension | None:
    """The one that holds now."""
    sql = "SELECT * FROM suspension WHERE member_id = ? AND ended_at IS NULL ORDER BY id DESC"
    row = await fetch_one(connection, sql, member_id)
    return _suspension(row) if row else None


async def over(connection: Connection, now: datetime) -> list[Suspension]:
    """Those whose time has passed, and which have not ended."""
    sql = "SELECT * FROM suspension WHERE ended_at IS NULL AND until <= ? ORDER BY until, id"
    return [_suspension(row) for row in await fetch(connection, sql, now)]


async def unanswered(connection: Connection) -> list[Suspension]:
    """Those whose appeal waits for the moderators, the longest waiting first."""
    sql = (
        "SELECT * FROM suspension WHERE ended_at IS NULL AND answered_at IS NULL"
        " AND appealed_at IS NOT NULL ORDER BY appealed_at, id"
    )
    return [_suspension(row) for row in await fetch(connection, sql)]


async def swap(tx: Connection, was: Suspension, now: Suspension) -> bool:
    """Saves `now` if the row is still as far along as `was`."""
    where = {
        "id": was.id,
        "appealed_at": was.appealed_at,
        "answered_at": was.answered_at,
        "ended_at": was.ended_at,
    }
    return await update(tx, "suspension", columns(now, leave_out=["id"]), where)


async def end(tx: Connection, member_id: int, now: datetime) -> None:
    """Whichever lasts ends."""
    sql = "UPDATE suspension SET ended_at = ? WHERE member_id = ? AND ended_at IS NULL"
    await tx.execute(sql, (encode(now), member_id))


def _suspension(row: dict[str, Any]) -> Suspension:
    return Suspension(
        **row
        | {
            "begun_at": sure_instant(row["begun_at"]),
            "until": instant(row["until"]),
            "appealed_at": instant(row["appealed_at"]),
            "answered_at": instant(row["answered_at"]),
            "ended_at": instant(row["ended_at"]),
        }
    )

"""Rows of what moderators did about people in threads."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.discipline import Measure, Sanction
from storage.rows import columns, encode, fetch, fetch_one, insert, instant, sure_instant


async def add(tx: Connection, sanction: Sanction) -> Sanction:
    new_id = await insert(tx, "sanction", columns(sanction, leave_out=["id"]))
    return replace(sanction, id=new_id)


async def load(connection: Connection, sanction_id: int) -> Sanction | None:
    row = await fetch_one(connection, "SELECT * FROM sanction WHERE id = ?", sanction_id)
    return _sanction(row) if row else None


async def of_person(connection: Connection, member_id: int, since: datetime) -> list[Sanction]:
    """What was done about somebody since then, oldest first."""
    sql = "SELECT * FROM sanction WHERE member_id = ? AND at > ? ORDER BY at, id"
    return [_sanction(row) for row in await fetch(connection, sql, member_id, since)]


async def due(connection: Connection) -> list[int]:
    """Ids of what Telegram has still to do."""
    rows = await fetch(connection, "SELECT id FROM sanction WHERE due = 1 ORDER BY id")
    return [int(row["id"]) for row in rows]


async def done(tx: Connection, sanction_id: int) -> None:
    await tx.execute("UPDATE sanction SET due = 0 WHERE id = ?", (sanction_id,))


async def forget(tx: Connection, before: datetime) -> None:
    await tx.execute("DELETE FROM sanction WHERE at < ?", (encode(before),))


def _sanction(row: dict[str, Any]) -> Sanction:
    return Sanction(
        **row
        | {
            "measure": Measure(row["measure"]),
            "at": sure_instant(row["at"]),
            "until": instant(row["until"]),
            "due": bool(row["due"]),
        }
    )

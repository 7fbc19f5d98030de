"""Rows of archives that members asked for: what was sent of each, and what is still due."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from storage.rows import encode, fetch, fetch_one, insert, instant, sure_instant


@dataclass(frozen=True, slots=True)
class Export:
    """The last archive that a member asked for.

    parts: how many files of it were sent; reached: id of the last picture in them; tries: how
    often a part was begun; done_at: None while something is still to be sent.
    """

    member_id: int
    asked_at: datetime
    parts: int = 0
    reached: int = 0
    tries: int = 0
    done_at: datetime | None = None


async def load(connection: Connection, member_id: int) -> Export | None:
    row = await fetch_one(connection, "SELECT * FROM data_export WHERE member_id = ?", member_id)
    return _export(row) if row else None


async def ask(tx: Connection, member_id: int, now: datetime) -> None:
    """Notes that an archive is due; it takes the place of the one before."""
    values = {"member_id": member_id, "asked_at": encode(now), "parts": 0, "reached": 0}
    await insert(tx, "data_export", values | {"tries": 0, "done_at": None}, "INSERT OR REPLACE")


async def due(connection: Connection) -> list[int]:
    """The members who still wait for something, the longest waiting first."""
    sql = "SELECT member_id FROM data_export WHERE done_at IS NULL ORDER BY asked_at, member_id"
    return [int(row["member_id"]) for row in await fetch(connection, sql)]


async def tried(tx: Connection, member_id: int) -> None:
    sql = "UPDATE data_export SET tries = tries + 1 WHERE member_id = ?"
    await tx.execute(sql, (member_id,))


async def sent(tx: Connection, was: Export, reached: int) -> None:
    """A further part has gone out; unless somebody asked anew meanwhile."""
    sql = (
        "UPDATE data_export SET parts = parts + 1, reached = ?, tries = 0"
        " WHERE member_id = ? AND asked_at = ?"
    )
    await tx.execute(sql, (reached, was.member_id, encode(was.asked_at)))


async def done(tx: Connection, member_id: int, now: datetime) -> None:
    sql = "UPDATE data_export SET done_at = ? WHERE member_id = ?"
    await tx.execute(sql, (encode(now), member_id))


async def close(tx: Connection, member_id: int) -> None:
    """Nothing more is sent; only when it was asked for stays."""
    sql = (
        "UPDATE data_export SET parts = 0, reached = 0, tries = 0,"
        " done_at = coalesce(done_at, asked_at) WHERE member_id = ?"
    )
    await tx.execute(sql, (member_id,))


async def forget_erased(tx: Connection, before: datetime) -> None:
    """What erased accounts asked for earlier than that."""
    sql = (
        "DELETE FROM data_export WHERE asked_at < ?"
        " AND member_id IN (SELECT id FROM member WHERE standing = 'erased')"
    )
    await tx.execute(sql, (encode(before),))


def _export(row: dict[str, Any]) -> Export:
    times = {"asked_at": sure_instant(row["asked_at"]), "done_at": instant(row["done_at"])}
    return Export(**row | times)

"""Rows of moderators: the bot's own list of who is in their group, by number."""

from collections.abc import Iterable
from datetime import datetime

from aiosqlite import Connection

from storage.rows import encode, fetch, fetch_one, insert


async def is_listed(connection: Connection, user_id: int) -> bool:
    sql = "SELECT 1 FROM moderator WHERE user_id = ?"
    return await fetch_one(connection, sql, user_id) is not None


async def name_of(connection: Connection, user_id: int) -> str | None:
    """What colleagues call a moderator; None for who is on the list no more."""
    row = await fetch_one(connection, "SELECT name FROM moderator WHERE user_id = ?", user_id)
    return row["name"] if row else None


async def everyone(connection: Connection) -> list[int]:
    rows = await fetch(connection, "SELECT user_id FROM moderator ORDER BY since, user_id")
    return [int(row["user_id"]) for row in rows]


async def add(tx: Connection, user_id: int, name: str, now: datetime) -> bool:
    """Adds somebody, or brings their name up to date; whether they are new."""
    sql = "UPDATE moderator SET name = ? WHERE user_id = ?"
    async with tx.execute(sql, (name, user_id)) as cursor:
        if cursor.rowcount:
            return False
    await insert(tx, "moderator", {"user_id": user_id, "name": name, "since": encode(now)})
    return True


async def remove(tx: Connection, user_ids: Iterable[int]) -> int:
    """Takes people off the list; how many were on it."""
    removed = 0
    for user_id in user_ids:
        sql = "DELETE FROM moderator WHERE user_id = ?"
        async with tx.execute(sql, (user_id,)) as cursor:
            removed += cursor.rowcount
    return removed

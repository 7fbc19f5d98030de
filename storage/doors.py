"""Rows of doors: who waits before one until they are decided about, and who was seen inside."""

from datetime import datetime

from aiosqlite import Connection

from storage.rows import encode, fetch, insert


async def knock(tx: Connection, chat_id: int, user_id: int, now: datetime) -> None:
    values = {"chat_id": chat_id, "user_id": user_id, "at": encode(now)}
    await insert(tx, "knock", values, verb="INSERT OR REPLACE")


async def take_knocks(tx: Connection, user_id: int) -> list[int]:
    """The chats that somebody waits before; they are forgotten with that."""
    rows = await fetch(tx, "SELECT chat_id FROM knock WHERE user_id = ? ORDER BY at", user_id)
    await tx.execute("DELETE FROM knock WHERE user_id = ?", (user_id,))
    return [int(row["chat_id"]) for row in rows]


async def came(tx: Connection, chat_id: int, user_id: int, now: datetime) -> None:
    values = {"chat_id": chat_id, "user_id": user_id, "since": encode(now)}
    await insert(tx, "presence", values, verb="INSERT OR IGNORE")


async def went(tx: Connection, chat_id: int, user_id: int) -> None:
    sql = "DELETE FROM presence WHERE chat_id = ? AND user_id = ?"
    await tx.execute(sql, (chat_id, user_id))


async def inside(connection: Connection, chat_id: int) -> list[int]:
    """Whoever was seen to come in and not to leave."""
    sql = "SELECT user_id FROM presence WHERE chat_id = ? ORDER BY since, user_id"
    return [int(row["user_id"]) for row in await fetch(connection, sql, chat_id)]

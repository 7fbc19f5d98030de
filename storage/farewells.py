"""Rows of what is still to be done at Telegram: names to leave captions, people to leave chats."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from storage.rows import encode, fetch, fetch_one, insert, sure_instant


@dataclass(frozen=True, slots=True)
class Removal:
    """Somebody who has to leave a chat; since: when that was decided."""

    chat_id: int
    user_id: int
    since: datetime


async def add_unsigning(tx: Connection, case_id: int, now: datetime) -> None:
    values = {"case_id": case_id, "since": encode(now)}
    await insert(tx, "unsigning", values, verb="INSERT OR IGNORE")


async def unsignings(connection: Connection) -> list[int]:
    """Ids of cases whose post may still name its author, oldest decision first."""
    sql = "SELECT case_id FROM unsigning ORDER BY since, case_id"
    return [int(row["case_id"]) for row in await fetch(connection, sql)]


async def is_unsigning(connection: Connection, case_id: int) -> bool:
    sql = "SELECT 1 FROM unsigning WHERE case_id = ?"
    return await fetch_one(connection, sql, case_id) is not None


async def unsigned(tx: Connection, case_id: int) -> None:
    await tx.execute("DELETE FROM unsigning WHERE case_id = ?", (case_id,))


async def add_removal(tx: Connection, chat_id: int, user_id: int, now: datetime) -> None:
    values = {"chat_id": chat_id, "user_id": user_id, "since": encode(now)}
    await insert(tx, "removal", values, verb="INSERT OR IGNORE")


async def removals(connection: Connection, user_id: int | None = None) -> list[Removal]:
    """Who has to leave where: of one person or of all, oldest decision first."""
    sql = "SELECT * FROM removal WHERE ? IN (user_id, 0) ORDER BY since, user_id, chat_id"
    return [_removal(row) for row in await fetch(connection, sql, user_id or 0)]


async def removed(tx: Connection, chat_id: int, user_id: int) -> None:
    sql = "DELETE FROM removal WHERE chat_id = ? AND user_id = ?"
    await tx.execute(sql, (chat_id, user_id))


async def is_leaving(connection: Connection, chat_id: int, user_id: int) -> bool:
    sql = "SELECT 1 FROM removal WHERE chat_id = ? AND user_id = ?"
    return await fetch_one(connection, sql, chat_id, user_id) is not None


async def stay(tx: Connection, user_id: int) -> None:
    """Who was to leave may stay."""
    await tx.execute("DELETE FROM removal WHERE user_id = ?", (user_id,))


def _removal(row: dict[str, Any]) -> Removal:
    return Removal(**row | {"since": sure_instant(row["since"])})

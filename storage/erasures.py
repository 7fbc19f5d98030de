"""Rows of messages that have to go: each stays until its message is gone, or a person was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aiosqlite import Connection

from storage.rows import encode, fetch, fetch_one, insert, sure_instant


@dataclass(frozen=True, slots=True)
class Erasure:
    """A message that has to go and may still stand; since: when that was decided."""

    chat_id: int
    message_id: int
    since: datetime


async def add(tx: Connection, chat_id: int, message_ids: Iterable[int], now: datetime) -> None:
    """Belongs into the transaction that decides: no crash in between leaves a message behind."""
    for message_id in message_ids:
        values = {"chat_id": chat_id, "message_id": message_id, "since": encode(now)}
        await insert(tx, "erasure", values, verb="INSERT OR IGNORE")


async def settle(tx: Connection, chat_id: int, message_id: int) -> None:
    sql = "DELETE FROM erasure WHERE chat_id = ? AND message_id = ?"
    await tx.execute(sql, (chat_id, message_id))


async def pending(connection: Connection, chat_id: int | None = None) -> list[Erasure]:
    """Everything that may still stand, of one chat or of all, oldest first."""
    sql = "SELECT * FROM erasure WHERE ? IN (chat_id, 0) ORDER BY since, chat_id, message_id"
    rows = await fetch(connection, sql, chat_id or 0)
    return [Erasure(**row | {"since": sure_instant(row["since"])}) for row in rows]


async def stands(connection: Connection, chat_id: int, message_ids: Iterable[int]) -> bool:
    """Whether any of these messages may still stand."""
    sql = (
        "SELECT 1 FROM erasure WHERE chat_id = ?"
        " AND message_id IN (SELECT value FROM json_each(?)) LIMIT 1"
    )
    return await fetch_one(connection, sql, chat_id, tuple(message_ids)) is not None

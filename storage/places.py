"""Rows of places, and of what a free text answers."""

from dataclasses import dataclass
from typing import Any

from aiosqlite import Connection

from moderation.post import MODERATION, Place
from storage.rows import columns, fetch, fetch_one, insert, sure_instant


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a person's next free text in a chat answers; subject_id: a case or an application."""

    chat_id: int
    user_id: int
    purpose: str
    subject_id: int
    revision: int
    message_id: int | None = None


async def bind(tx: Connection, place: Place) -> None:
    await insert(tx, "place", columns(place), verb="INSERT OR REPLACE")


async def unbind(tx: Connection, duty: str) -> None:
    await tx.execute("DELETE FROM place WHERE duty = ?", (duty,))


async def of_duty(connection: Connection, duty: str) -> Place | None:
    row = await fetch_one(connection, "SELECT * FROM place WHERE duty = ?", duty)
    return _place(row) if row else None


async def everywhere(connection: Connection) -> list[Place]:
    """All bound places, the moderators' group first."""
    rows = await fetch(connection, "SELECT * FROM place ORDER BY duty <> ?, duty", MODERATION)
    return [_place(row) for row in rows]


async def in_chat(connection: Connection, chat_id: int) -> list[Place]:
    rows = await fetch(connection, "SELECT * FROM place WHERE chat_id = ?", chat_id)
    return [_place(row) for row in rows]


async def discusses(connection: Connection, chat_id: int) -> bool:
    """Whether cases are discussed in a group: it belongs to a channel, or is a place itself."""
    sql = "SELECT 1 FROM place WHERE duty <> ? AND ? IN (chat_id, discussion_id) LIMIT 1"
    return await fetch_one(connection, sql, MODERATION, chat_id) is not None


async def migrate_chat(tx: Connection, old: int, new: int) -> None:
    """A group became a supergroup: every row that names it follows, in this one transaction.

    Where the new chat already has a row with the same key, that newer row stands.
    """
    for table, column in (
        ("place", "chat_id"),
        ("place", "discussion_id"),
        ("post", "chat_id"),
        ("post", "discussion_id"),
        ("discussion_copy", "discussion_id"),
        ("reply", "chat_id"),
        ("prompt", "chat_id"),
        ("review_card", "chat_id"),
        ("application", "card_chat_id"),
        ("erasure", "chat_id"),
        ("past_card", "chat_id"),
        ("privacy_request", "card_chat_id"),
        ("removal", "chat_id"),
        ("outbox", "chat_id"),
    ):
        sql = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?"  # noqa: S608 - names are ours
        await tx.execute(sql, (new, old))


async def ask(tx: Connection, prompt: Prompt) -> None:
    await insert(tx, "prompt", columns(prompt), verb="INSERT OR REPLACE")


async def prompt_of(connection: Connection, chat_id: int, user_id: int) -> Prompt | None:
    sql = "SELECT * FROM prompt WHERE chat_id = ? AND user_id = ?"
    row = await fetch_one(connection, sql, chat_id, user_id)
    return Prompt(**row) if row else None


async def answered(tx: Connection, chat_id: int, user_id: int) -> None:
    await tx.execute("DELETE FROM prompt WHERE chat_id = ? AND user_id = ?", (chat_id, user_id))


def _place(row: dict[str, Any]) -> Place:
    return Place(**row | {"bound_at": sure_instant(row["bound_at"])})

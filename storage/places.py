"""Rows of places, and of what a free text answers."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.post import MODERATION, Place
from storage.rows import columns, encode, fetch, fetch_one, insert, instant, sure_instant, update


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


async def note(tx: Connection, place: Place, flaws: frozenset[str], now: datetime) -> bool:
    """Keeps what was found there; False when the duty has moved, or somebody noted it before."""
    where = {"duty": place.duty, "chat_id": place.chat_id, "flaws": place.flaws}
    return await update(tx, "place", {"flaws": encode(flaws), "looked_at": encode(now)}, where)


async def look_again(tx: Connection, chat_id: int) -> bool:
    """Has every place looked at anew that this chat is a part of; False if there is none."""
    sql = "UPDATE place SET looked_at = NULL WHERE ? IN (chat_id, discussion_id)"
    async with tx.execute(sql, (chat_id,)) as cursor:
        return cursor.rowcount > 0


async def look_everywhere(tx: Connection) -> None:
    await tx.execute("UPDATE place SET looked_at = NULL")


async def let_students(tx: Connection, duty: str, *, allowed: bool) -> None:
    sql = "UPDATE place SET students = ? WHERE duty = ?"
    await tx.execute(sql, (int(allowed), duty))


async def discusses(connection: Connection, chat_id: int) -> bool:
    """Whether cases are discussed in a group: it belongs to a channel, or is a place itself."""
    sql = "SELECT 1 FROM place WHERE duty <> ? AND ? IN (chat_id, discussion_id) LIMIT 1"
    return await fetch_one(connection, sql, MODERATION, chat_id) is not None


async def ask(tx: Connection, prompt: Prompt) -> None:
    await insert(tx, "prompt", columns(prompt), verb="INSERT OR REPLACE")


async def prompt_of(connection: Connection, chat_id: int, user_id: int) -> Prompt | None:
    sql = "SELECT * FROM prompt WHERE chat_id = ? AND user_id = ?"
    row = await fetch_one(connection, sql, chat_id, user_id)
    return Prompt(**row) if row else None


async def prompts_in(connection: Connection, chat_id: int) -> list[Prompt]:
    """Everybody's in a chat."""
    sql = "SELECT * FROM prompt WHERE chat_id = ? ORDER BY user_id"
    return [Prompt(**row) for row in await fetch(connection, sql, chat_id)]


async def answered(tx: Connection, chat_id: int, user_id: int) -> None:
    await tx.execute("DELETE FROM prompt WHERE chat_id = ? AND user_id = ?", (chat_id, user_id))


def _place(row: dict[str, Any]) -> Place:
    return Place(
        **row
        | {
            "students": bool(row["students"]),
            "bound_at": sure_instant(row["bound_at"]),
            "flaws": frozenset(json.loads(row["flaws"])),
            "looked_at": instant(row["looked_at"]),
        }
    )

"""Rows of what must be said: written with the decision, gone once it is said."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from aiosqlite import Connection

from storage.rows import encode, fetch, fetch_one, insert, sure_instant


class Kind(StrEnum):
    """What is done: say a text; show it in place of an earlier message; change or take away the
    buttons of a message; answer a tap; let somebody in, or not.
    """

    SAY = "say"
    SHOW = "show"
    BUTTONS = "buttons"
    ANSWER = "answer"
    ADMIT = "admit"
    DECLINE = "decline"


class Slot(StrEnum):
    """Where the id of a message is remembered, so that what follows takes its place."""

    CASE_SCREEN = "case_screen"
    CASE_STATUS = "case_status"
    PROMPT = "prompt"
    REQUEST_CARD = "request_card"
    SPOKEN = "spoken"


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to say.

    lane: what is said in order, usually the chat; message_id: the message that is shown anew or
    answered to; slot, subject: where the id of the message is remembered; content: text, markup
    and the like, as Telegram's own JSON.
    """

    kind: Kind
    chat_id: int
    lane: int
    message_id: int | None = None
    slot: Slot | None = None
    subject: int = 0
    content: dict[str, Any] = field(default_factory=dict)
    id: int = 0


# What is to be said where the bot cannot come waits until it can.
_IN_REACH = (
    "lane NOT IN (SELECT chat_id FROM place WHERE EXISTS"
    " (SELECT 1 FROM json_each(place.flaws) WHERE value = 'gone'))"
)


async def add(tx: Connection, letter: Letter, now: datetime) -> None:
    values = {
        "lane": letter.lane,
        "kind": letter.kind.value,
        "chat_id": letter.chat_id,
        "created_at": encode(now),
        "message_id": letter.message_id,
        "slot": letter.slot.value if letter.slot else None,
        "subject": letter.subject,
        "content": json.dumps(letter.content, ensure_ascii=False),
    }
    await insert(tx, "outbox", values)


async def first(connection: Connection, lane: int) -> Letter | None:
    """The oldest thing to say in a lane, if it can be said now."""
    sql = f"SELECT * FROM outbox WHERE lane = ? AND {_IN_REACH} ORDER BY id LIMIT 1"  # noqa: S608 - ours
    row = await fetch_one(connection, sql, lane)
    return _letter(row) if row else None


async def load(connection: Connection, letter_id: int) -> Letter | None:
    row = await fetch_one(connection, "SELECT * FROM outbox WHERE id = ?", letter_id)
    return _letter(row) if row else None


async def lanes(connection: Connection) -> list[int]:
    """Where something can be said now, the longest waiting first."""
    sql = f"SELECT lane FROM outbox WHERE {_IN_REACH} GROUP BY lane ORDER BY min(id)"  # noqa: S608 - ours
    return [int(row["lane"]) for row in await fetch(connection, sql)]


async def waiting(connection: Connection) -> int:
    """How much there is to be said now."""
    sql = f"SELECT count(*) AS n FROM outbox WHERE {_IN_REACH}"  # noqa: S608 - ours
    row = await fetch_one(connection, sql)
    return int(row["n"]) if row else 0


async def oldest(connection: Connection) -> datetime | None:
    """Since when the longest waiting thing waits."""
    row = await fetch_one(connection, "SELECT min(created_at) AS since FROM outbox")
    return sure_instant(row["since"]) if row and row["since"] else None


async def said(tx: Connection, letter_id: int) -> None:
    """It is done with: said, or never to be said."""
    await tx.execute("DELETE FROM outbox WHERE id = ?", (letter_id,))


async def forget_admissions(tx: Connection, user_id: int) -> None:
    """Nobody is let in any more who still was to be."""
    sql = "DELETE FROM outbox WHERE kind = ? AND subject = ?"
    await tx.execute(sql, (Kind.ADMIT.value, user_id))


async def shown_in(connection: Connection, slot: Slot, subject: int, chat_id: int) -> int | None:
    """The message that stands in a slot."""
    table, column, key = _SLOTS[slot]
    sql = f"SELECT {column} AS shown FROM {table} WHERE {key} = ?"  # noqa: S608 - names are ours
    parameters: list[int] = [subject]
    if slot is Slot.PROMPT:
        sql += " AND chat_id = ?"
        parameters.append(chat_id)
    row = await fetch_one(connection, sql, *parameters)
    return row["shown"] if row else None


async def remember(
    tx: Connection, slot: Slot, subject: int, chat_id: int, message_id: int | None
) -> None:
    table, column, key = _SLOTS[slot]
    sql = f"UPDATE {table} SET {column} = ? WHERE {key} = ?"  # noqa: S608 - names are ours
    parameters: list[int | None] = [message_id, subject]
    if slot is Slot.PROMPT:
        sql += " AND chat_id = ?"
        parameters.append(chat_id)
    await tx.execute(sql, parameters)


# Table, column and key of each slot.
_SLOTS = {
    Slot.CASE_SCREEN: ("medical_case", "screen_id", "id"),
    Slot.CASE_STATUS: ("medical_case", "status_id", "id"),
    Slot.PROMPT: ("prompt", "message_id", "user_id"),
    Slot.REQUEST_CARD: ("privacy_request", "card_message_id", "id"),
    Slot.SPOKEN: ("spoken", "message_id", "id"),
}


def _letter(row: dict[str, Any]) -> Letter:
    return Letter(
        kind=Kind(row["kind"]),
        chat_id=row["chat_id"],
        lane=row["lane"],
        message_id=row["message_id"],
        slot=Slot(row["slot"]) if row["slot"] else None,
        subject=row["subject"],
        content=json.loads(row["content"]),
        id=row["id"],
    )

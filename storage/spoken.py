"""Rows of what the bot said in threads for the authors of cases; the words are not kept."""

from dataclasses import dataclass
from datetime import datetime

from aiosqlite import Connection

from moderation.case import ENDED
from moderation.member import SOMEBODY
from storage.rows import encode, fetch, fetch_one, insert


@dataclass(frozen=True, slots=True)
class Spoken:
    """message_id: None until it is said."""

    id: int
    case_id: int
    author_id: int
    chat_id: int
    message_id: int | None


_COLUMNS = "id, case_id, author_id, chat_id, message_id"


async def add(tx: Connection, case_id: int, author_id: int, chat_id: int, now: datetime) -> int:
    """The number of the row, in which the outbox notes the message."""
    values = {
        "case_id": case_id,
        "author_id": author_id,
        "chat_id": chat_id,
        "message_id": None,
        "at": encode(now),
    }
    return await insert(tx, "spoken", values)


async def case_at(connection: Connection, chat_id: int, message_id: int) -> int | None:
    """The case for whose author a message was said."""
    sql = "SELECT case_id FROM spoken WHERE chat_id = ? AND message_id = ?"
    row = await fetch_one(connection, sql, chat_id, message_id)
    return int(row["case_id"]) if row else None


async def of_case(connection: Connection, case_id: int) -> list[Spoken]:
    sql = f"SELECT {_COLUMNS} FROM spoken WHERE case_id = ? ORDER BY id"  # noqa: S608 - ours
    return [Spoken(**row) for row in await fetch(connection, sql, case_id)]


async def of_author(connection: Connection, author_id: int) -> list[Spoken]:
    sql = f"SELECT {_COLUMNS} FROM spoken WHERE author_id = ? ORDER BY id"  # noqa: S608 - ours
    return [Spoken(**row) for row in await fetch(connection, sql, author_id)]


async def too_late(connection: Connection) -> list[Spoken]:
    """What was on its way when its case ended or its author was erased, and stands there now."""
    sql = (
        f"SELECT {_COLUMNS} FROM spoken WHERE message_id IS NOT NULL AND (author_id = ?"  # noqa: S608 - ours
        " OR case_id IN (SELECT id FROM medical_case"
        " WHERE state IN (SELECT value FROM json_each(?))))"
    )
    ended = tuple(state.value for state in ENDED)
    return [Spoken(**row) for row in await fetch(connection, sql, SOMEBODY, ended)]


async def forget(tx: Connection, spoken: Spoken) -> None:
    """It is said no more, if it still waits; a letter in hand finds no row to note itself in."""
    letters = "DELETE FROM outbox WHERE slot = 'spoken' AND subject = ?"
    await tx.execute(letters, (spoken.id,))
    if spoken.message_id is not None:
        await tx.execute("DELETE FROM spoken WHERE id = ?", (spoken.id,))

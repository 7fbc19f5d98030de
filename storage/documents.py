"""Rows of an application's further documents; the first photo stands with the application."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.application import DOCUMENTS_MAX
from storage.rows import columns, fetch, insert, sure_instant, update


@dataclass(frozen=True, slots=True)
class Document:
    """One photo more. position: from 2 on; message_id: where moderators see it."""

    application_id: int
    position: int
    key: str | None
    received_at: datetime
    message_id: int | None = None


async def of_application(connection: Connection, application_id: int) -> list[Document]:
    """In the order in which they came."""
    sql = "SELECT * FROM document WHERE application_id = ? ORDER BY position"
    return [_document(row) for row in await fetch(connection, sql, application_id)]


async def add(tx: Connection, application_id: int, key: str, now: datetime) -> int | None:
    """The position of the new one; None when there is no room for it."""
    position = len(await of_application(tx, application_id)) + 2
    if position > DOCUMENTS_MAX:
        return None
    await insert(tx, "document", columns(Document(application_id, position, key, now)))
    return position


async def show(tx: Connection, document: Document, message_id: int) -> bool:
    """Remembers where it stands; False when it is not wanted there any more."""
    where = {"application_id": document.application_id, "position": document.position}
    return await update(tx, "document", {"message_id": message_id}, where)


async def hide(tx: Connection, application_id: int) -> list[int]:
    """None stands anywhere any more; the messages in which they stood."""
    shown = [each.message_id for each in await of_application(tx, application_id)]
    await tx.execute(
        "UPDATE document SET message_id = NULL WHERE application_id = ?", (application_id,)
    )
    return [message_id for message_id in shown if message_id is not None]


async def take(tx: Connection, application_id: int) -> list[Document]:
    """All of them, whose rows go."""
    taken = await of_application(tx, application_id)
    await tx.execute("DELETE FROM document WHERE application_id = ?", (application_id,))
    return taken


async def keys(connection: Connection) -> frozenset[str]:
    """Every key of the private store that a document names."""
    rows = await fetch(connection, "SELECT key FROM document WHERE key IS NOT NULL")
    return frozenset(row["key"] for row in rows)


def _document(row: dict[str, Any]) -> Document:
    return Document(**row | {"received_at": sure_instant(row["received_at"])})

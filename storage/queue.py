"""Cases that wait for moderators, without their words: one that cannot be read hides no other."""

import json
from dataclasses import dataclass
from datetime import datetime

from aiosqlite import Connection

from moderation.case import CaseState
from storage.rows import fetch, sure_instant


@dataclass(frozen=True, slots=True)
class Waiting:
    """chat_id, message_id: where its card stands, None as long as nobody was shown it;
    message_ids: the card and everything that belongs to it.
    """

    case_id: int
    revision: int
    specialty: str | None
    since: datetime
    chat_id: int | None
    message_id: int | None
    message_ids: tuple[int, ...]


async def waiting(connection: Connection) -> list[Waiting]:
    """Oldest first."""
    sql = (
        "SELECT id, medical_case.revision, specialty, updated_at, chat_id, message_id, message_ids"
        " FROM medical_case LEFT JOIN review_card"
        " ON case_id = id AND review_card.revision = medical_case.revision"
        " WHERE state = ? ORDER BY updated_at, id"
    )
    return [
        Waiting(
            row["id"],
            row["revision"],
            row["specialty"],
            sure_instant(row["updated_at"]),
            row["chat_id"],
            row["message_id"] or None,
            tuple(json.loads(row["message_ids"] or "[]")),
        )
        for row in await fetch(connection, sql, CaseState.SUBMITTED.value)
    ]

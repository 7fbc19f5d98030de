"""Everything that the database holds about one person, table by table, and nothing of others."""

from dataclasses import dataclass
from typing import Any

from aiosqlite import Connection

from storage.rows import fetch
from storage.sections import Section


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture's private files, by key; for telling what a file shows, its case comes along."""

    id: int
    case_id: int
    original: str | None
    masked: str | None


async def rows(connection: Connection, section: Section, person_id: int) -> list[dict[str, Any]]:
    """What a section holds about a person, oldest first."""
    found = await connection.execute_fetchall(section.sql, {"person": person_id})
    return [dict(row) for row in found]


async def pictures_after(connection: Connection, person_id: int, reached: int) -> list[Kept]:
    """The person's pictures of which a file is kept, from the one after `reached` on."""
    sql = (
        "SELECT picture.id, case_id, original, masked FROM picture"
        " JOIN medical_case ON medical_case.id = case_id WHERE author_id = ? AND picture.id > ?"
        " AND (original IS NOT NULL OR masked IS NOT NULL) ORDER BY picture.id"
    )
    return [Kept(**row) for row in await fetch(connection, sql, person_id, reached)]


async def evidence(connection: Connection, person_id: int) -> list[tuple[int, str]]:
    """Application and key of each photo of a card that is still kept."""
    sql = (
        "SELECT id, evidence FROM application WHERE member_id = ? AND evidence IS NOT NULL"
        " UNION ALL SELECT application.id, key FROM document JOIN application"
        " ON application.id = application_id WHERE member_id = ? AND key IS NOT NULL"
    )
    return [
        (int(row["id"]), row["evidence"])
        for row in await fetch(connection, sql, person_id, person_id)
    ]

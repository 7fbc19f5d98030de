"""Rows of members."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.member import SOMEBODY, Member, Role, Standing
from moderation.numbers import Register
from storage.rows import columns, fetch, fetch_one, insert, instant, sure_instant, update


async def load(connection: Connection, member_id: int) -> Member | None:
    row = await fetch_one(connection, "SELECT * FROM member WHERE id = ?", member_id)
    return _member(row) if row else None


async def meet(tx: Connection, member_id: int, language: str, now: datetime) -> Member:
    """The member, made a visitor when the bot sees them for the first time."""
    known = await load(tx, member_id)
    if known:
        return known
    member = Member(id=member_id, language=language, joined_at=now)
    await save(tx, member)
    return member


async def save(tx: Connection, member: Member) -> None:
    values = columns(member)
    if not await update(tx, "member", values, {"id": member.id}):
        await insert(tx, "member", values)


async def set_language(tx: Connection, member: Member, language: str) -> Member:
    changed = replace(member, language=language)
    await save(tx, changed)
    return changed


async def count(connection: Connection) -> dict[Standing, int]:
    """How many there are of each standing."""
    sql = "SELECT standing, count(*) AS n FROM member WHERE id <> ? GROUP BY standing"
    rows = await fetch(connection, sql, SOMEBODY)
    return {Standing(row["standing"]): int(row["n"]) for row in rows}


async def outside(connection: Connection) -> list[Member]:
    """Who was a member once, and is not now."""
    sql = "SELECT * FROM member WHERE standing IN (?, ?) ORDER BY id"
    lost = (Standing.SUSPENDED, Standing.LAPSED)
    return [_member(row) for row in await fetch(connection, sql, *lost)]


async def by_number(connection: Connection, number: str) -> list[Member]:
    """Whose Telegram id or professional number it is; digits only."""
    sql = (
        "SELECT * FROM member WHERE CAST(id AS TEXT) = :number OR id IN"
        " (SELECT member_id FROM application WHERE number = :number) ORDER BY id"
    )
    rows = await connection.execute_fetchall(sql, {"number": number})
    return [_member(dict(row)) for row in rows]


async def accepted_with(
    connection: Connection, register: Register, number: str, besides: int
) -> list[Member]:
    """Whose membership rests on this professional number, be it suspended or lapsed."""
    sql = (
        "SELECT * FROM member WHERE id <> ? AND standing IN (?, ?, ?) AND id IN"
        " (SELECT member_id FROM application WHERE register = ? AND number = ?"
        " AND state = 'accepted') ORDER BY id"
    )
    kept = (Standing.VERIFIED, Standing.SUSPENDED, Standing.LAPSED)
    return [_member(row) for row in await fetch(connection, sql, besides, *kept, register, number)]


async def names(connection: Connection) -> list[tuple[int, str]]:
    """Every name that somebody bears or applied with, with their id."""
    sql = (
        "SELECT id, name FROM member WHERE name IS NOT NULL"
        " UNION SELECT member_id, name FROM application WHERE name IS NOT NULL ORDER BY 2, 1"
    )
    return [(int(row["id"]), row["name"]) for row in await fetch(connection, sql)]


async def several(connection: Connection, member_ids: Sequence[int]) -> list[Member]:
    """In the order of their ids as given."""
    found = [await load(connection, member_id) for member_id in member_ids]
    return [member for member in found if member is not None]


async def verified(connection: Connection) -> list[Member]:
    rows = await fetch(connection, "SELECT * FROM member WHERE standing = ?", Standing.VERIFIED)
    return [_member(row) for row in rows]


def _member(row: dict[str, Any]) -> Member:
    return Member(
        **row
        | {
            "role": Role(row["role"]) if row["role"] else None,
            "standing": Standing(row["standing"]),
            "joined_at": sure_instant(row["joined_at"]),
            "notice_at": instant(row["notice_at"]),
            "erased_at": instant(row["erased_at"]),
            "barred_until": instant(row["barred_until"]),
        }
    )

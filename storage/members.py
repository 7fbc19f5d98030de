"""Rows of members."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.member import Member, Role, Standing
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

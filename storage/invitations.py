"""Rows of invitations: a member's own link, and who came by whose."""

from datetime import datetime

from aiosqlite import Connection

from storage.rows import encode, fetch_one, insert


async def word_of(connection: Connection, member_id: int) -> str | None:
    sql = "SELECT word FROM invitation WHERE member_id = ?"
    row = await fetch_one(connection, sql, member_id)
    return row["word"] if row else None


async def invite(tx: Connection, member_id: int, word: str, now: datetime) -> None:
    """The member's link; an earlier one leads nowhere any more."""
    values = {"member_id": member_id, "word": word, "made_at": encode(now)}
    await insert(tx, "invitation", values, verb="INSERT OR REPLACE")


async def inviter(connection: Connection, word: str) -> int | None:
    row = await fetch_one(connection, "SELECT member_id FROM invitation WHERE word = ?", word)
    return row["member_id"] if row else None


async def vouch(tx: Connection, member_id: int, by_id: int, now: datetime) -> None:
    """The first who invited somebody stays the one who did."""
    values = {"member_id": member_id, "by_id": by_id, "at": encode(now)}
    await insert(tx, "vouching", values, verb="INSERT OR IGNORE")


async def voucher(connection: Connection, member_id: int) -> int | None:
    row = await fetch_one(connection, "SELECT by_id FROM vouching WHERE member_id = ?", member_id)
    return row["by_id"] if row else None

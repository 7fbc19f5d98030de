"""Rows of what a person heard lately, so that it is not said again at once."""

from datetime import datetime, timedelta

from aiosqlite import Connection

from storage.rows import encode


async def first_in(
    tx: Connection, user_id: int, what: str, now: datetime, span: timedelta
) -> bool:
    """Whether it was not told within `span`; then it counts as told now.

    A clock that was set back makes an earlier telling look later: that one is forgotten.
    """
    sql = (
        "INSERT INTO told (user_id, what, at) VALUES (:user_id, :what, :now)"
        " ON CONFLICT DO UPDATE SET at = :now WHERE at <= :limit OR at > :now"
    )
    values = {
        "user_id": user_id,
        "what": what,
        "now": encode(now),
        "limit": encode(now - span),
    }
    async with tx.execute(sql, values) as cursor:
        return cursor.rowcount > 0


async def forget(tx: Connection, before: datetime, now: datetime) -> None:
    """Old tellings, and those of a clock that has been set back since."""
    sql = "DELETE FROM told WHERE at < ? OR at > ?"
    await tx.execute(sql, (encode(before), encode(now)))

"""Rows of what was fetched, by whom and how large, for a day; and how much is open or waits."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from moderation.case import CaseState, PictureState
from moderation.quota import Received
from storage.rows import encode, fetch, fetch_one, insert, sure_instant

# By the minute: a list stays short, however much came in.
_BY_MINUTE = (
    "SELECT max(at) AS latest, count(*) AS pictures, sum(bytes) AS size FROM receipt"
    " WHERE at > ? {whose} GROUP BY substr(at, 1, 16) ORDER BY latest"
)


async def add(tx: Connection, member_id: int, size: int, now: datetime) -> None:
    """Belongs into the transaction that keeps the picture."""
    await insert(tx, "receipt", {"member_id": member_id, "at": encode(now), "bytes": size})


async def of_member(connection: Connection, member_id: int, after: datetime) -> list[Received]:
    """What a member sent after that moment, oldest first."""
    sql = _BY_MINUTE.format(whose="AND member_id = ?")
    return [_received(row) for row in await fetch(connection, sql, after, member_id)]


async def of_everybody(connection: Connection, after: datetime) -> list[Received]:
    rows = await fetch(connection, _BY_MINUTE.format(whose=""), after)
    return [_received(row) for row in rows]


async def open_cases(
    connection: Connection, states: Iterable[CaseState], author_id: int | None = None
) -> int:
    """How many cases are in any of the states, of one author or of all."""
    sql = (
        "SELECT count(*) AS n FROM medical_case"
        " WHERE state IN (SELECT value FROM json_each(?)) AND author_id = coalesce(?, author_id)"
    )
    wanted = tuple(state.value for state in states)
    row = await fetch_one(connection, sql, wanted, author_id)
    return int(row["n"]) if row else 0


async def waiting_pictures(connection: Connection, states: Iterable[PictureState]) -> int:
    """How many pictures of drafts are in any of the states."""
    sql = (
        "SELECT count(*) AS n FROM picture JOIN medical_case ON medical_case.id = case_id"
        " WHERE medical_case.state = 'draft'"
        " AND picture.state IN (SELECT value FROM json_each(?))"
    )
    row = await fetch_one(connection, sql, tuple(state.value for state in states))
    return int(row["n"]) if row else 0


async def forget(tx: Connection, before: datetime, now: datetime) -> None:
    """What is older, and what a clock wrote that has been set back since."""
    await tx.execute("DELETE FROM receipt WHERE at < ? OR at > ?", (encode(before), encode(now)))


def _received(row: dict[str, Any]) -> Received:
    return Received(sure_instant(row["latest"]), row["pictures"], row["size"])

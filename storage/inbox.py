"""Rows of updates: stored before they are acknowledged, done with their effects, or set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeGuard

from aiosqlite import Connection

from storage.rows import encode, fetch, fetch_one, update

# What SQLite takes for a number.
NUMBERS_END = 2**63


def is_numbered(update: object) -> bool:
    """Whether an update can be stored and acknowledged, whatever else may be in it."""
    return isinstance(update, dict) and is_number(update.get("update_id"))


def is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and abs(value) < NUMBERS_END


class InboxState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update as it arrived; lane: the chat whose updates keep their order; payload: JSON.

    tries: how often it was handled and failed; starts: at how many starts of the bot it stood
    first in its lane, and so may have been what ended the run before.
    """

    update_id: int
    lane: int
    payload: str
    tries: int = 0
    starts: int = 0


async def store(tx: Connection, incoming: Iterable[Incoming], now: datetime) -> list[int]:
    """Keeps updates, each number once; returns the lanes of those that are new."""
    sql = (
        "INSERT OR IGNORE INTO inbox (update_id, lane, received_at, state, tries, starts, payload)"
        " VALUES (?, ?, ?, 'waiting', 0, 0, ?)"
    )
    lanes = []
    for each in incoming:
        values = (each.update_id, each.lane, encode(now), each.payload)
        async with tx.execute(sql, values) as cursor:
            if cursor.rowcount:
                lanes.append(each.lane)
    return lanes


async def first(connection: Connection, lane: int) -> Incoming | None:
    """The oldest update of a lane that waits."""
    sql = (
        "SELECT update_id, lane, payload, tries, starts FROM inbox"
        " WHERE lane = ? AND state = 'waiting' ORDER BY update_id LIMIT 1"
    )
    row = await fetch_one(connection, sql, lane)
    return Incoming(**row) if row else None


async def lanes(connection: Connection) -> list[int]:
    """Where something waits, the lane of the oldest update first."""
    sql = "SELECT lane FROM inbox WHERE state = 'waiting' GROUP BY lane ORDER BY min(update_id)"
    return [int(row["lane"]) for row in await fetch(connection, sql)]


async def waiting(connection: Connection) -> int:
    row = await fetch_one(connection, "SELECT count(*) AS n FROM inbox WHERE state = 'waiting'")
    return int(row["n"]) if row else 0


async def waiting_in(connection: Connection, lanes: Iterable[int]) -> dict[int, int]:
    """How many updates wait in each of these lanes."""
    sql = (
        "SELECT lane, count(*) AS n FROM inbox WHERE state = 'waiting'"
        " AND lane IN (SELECT value FROM json_each(?)) GROUP BY lane"
    )
    rows = await fetch(connection, sql, tuple(lanes))
    return {int(row["lane"]): int(row["n"]) for row in rows}


async def done(tx: Connection, update_id: int) -> None:
    """Belongs into the transaction of the effects; what the update said is forgotten."""
    values = {"state": InboxState.DONE.value, "payload": None}
    await update(tx, "inbox", values, {"update_id": update_id})


async def failed(tx: Connection, update_id: int) -> None:
    await tx.execute("UPDATE inbox SET tries = tries + 1 WHERE update_id = ?", (update_id,))


async def started(tx: Connection) -> None:
    """Counts a start against what stands first in each lane: it may have ended the last run."""
    await tx.execute(
        "UPDATE inbox SET starts = starts + 1 WHERE update_id IN"
        " (SELECT min(update_id) FROM inbox WHERE state = 'waiting' GROUP BY lane)"
    )


async def set_aside(tx: Connection, update_id: int) -> None:
    """It is not tried again by itself; its payload stays until the sweep, for an operator."""
    await update(tx, "inbox", {"state": InboxState.ASIDE.value}, {"update_id": update_id})


async def try_again(tx: Connection) -> list[int]:
    """Everything that was set aside and still has its payload waits anew; the numbers of these."""
    aside = "state = 'aside' AND payload IS NOT NULL"
    rows = await fetch(tx, f"SELECT update_id FROM inbox WHERE {aside} ORDER BY update_id")  # noqa: S608 - ours
    sql = f"UPDATE inbox SET state = 'waiting', tries = 0, starts = 0 WHERE {aside}"  # noqa: S608 - ours
    await tx.execute(sql)
    return [int(row["update_id"]) for row in rows]


async def forget(tx: Connection, payloads: datetime, numbers: datetime) -> None:
    """What was set aside before `payloads` loses its content, and what arrived before `numbers`
    and is dealt with its row: Telegram repeats nothing that is older than a day.
    """
    aside = "UPDATE inbox SET payload = NULL WHERE state = 'aside' AND received_at < ?"
    await tx.execute(aside, (encode(payloads),))
    old = "DELETE FROM inbox WHERE state <> 'waiting' AND received_at < ?"
    await tx.execute(old, (encode(numbers),))

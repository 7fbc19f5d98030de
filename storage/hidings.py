"""Rows of what is hidden from readers, and of what that leaves to do at Telegram."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aiosqlite import Connection

from storage.rows import encode, fetch, fetch_one, insert, sure_instant


class Due(StrEnum):
    """What is to be done: blank everything, show moderators the pictures, show everything."""

    HIDE = "hide"
    LOOK = "look"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class Hiding:
    """looked: whether the moderators' group shows the pictures while readers see none."""

    case_id: int
    since: datetime
    due: Due | None
    looked: bool


async def load(connection: Connection, case_id: int) -> Hiding | None:
    row = await fetch_one(connection, "SELECT * FROM hiding WHERE case_id = ?", case_id)
    if row is None:
        return None
    due = Due(row["due"]) if row["due"] else None
    return Hiding(row["case_id"], sure_instant(row["since"]), due, bool(row["looked"]))


async def begin(tx: Connection, case_id: int, now: datetime) -> None:
    """A case that was just being shown again is hidden anew."""
    values = {"case_id": case_id, "since": encode(now), "due": Due.HIDE.value, "looked": 0}
    await insert(tx, "hiding", values, verb="INSERT OR REPLACE")


async def ask(tx: Connection, case_id: int, due: Due) -> None:
    """Has something done; what was due before is so no longer."""
    looked = ", looked = 1" if due is Due.LOOK else ""
    sql = f"UPDATE hiding SET due = ?{looked} WHERE case_id = ?"  # noqa: S608 - ours
    await tx.execute(sql, (due.value, case_id))


async def done(tx: Connection, case_id: int, due: Due) -> None:
    """What was due is done; a case that is shown again is forgotten here."""
    if due is Due.SHOW:
        sql = "DELETE FROM hiding WHERE case_id = ? AND due = ?"
    else:
        sql = "UPDATE hiding SET due = NULL WHERE case_id = ? AND due = ?"
    await tx.execute(sql, (case_id, due.value))


async def forget(tx: Connection, case_id: int) -> None:
    """The case has ended: how that is done is not this table's matter."""
    await tx.execute("DELETE FROM hiding WHERE case_id = ?", (case_id,))


async def waiting(connection: Connection) -> list[int]:
    """Cases of which something is to be done, hiding before showing."""
    sql = "SELECT case_id FROM hiding WHERE due IS NOT NULL ORDER BY due <> 'hide', since, case_id"
    return [int(row["case_id"]) for row in await fetch(connection, sql)]

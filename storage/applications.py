"""Rows of applications."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aiosqlite import Connection

from moderation.application import Application, ApplicationState
from moderation.member import Role
from moderation.numbers import Register
from storage.rows import columns, fetch, fetch_one, insert, instant, sure_instant, update


async def load(connection: Connection, application_id: int) -> Application | None:
    row = await fetch_one(connection, "SELECT * FROM application WHERE id = ?", application_id)
    return _application(row) if row else None


async def latest(connection: Connection, member_id: int) -> Application | None:
    """The member's newest application, whatever its state."""
    sql = "SELECT * FROM application WHERE member_id = ? ORDER BY id DESC LIMIT 1"
    row = await fetch_one(connection, sql, member_id)
    return _application(row) if row else None


async def of_member(connection: Connection, member_id: int) -> list[Application]:
    """All of the member's applications, oldest first."""
    sql = "SELECT * FROM application WHERE member_id = ? ORDER BY id"
    return [_application(row) for row in await fetch(connection, sql, member_id)]


async def begin(
    tx: Connection, member_id: int, now: datetime, register: Register = Register.RPPS
) -> Application:
    """register: whose number is asked for first."""
    begun = Application(id=0, member_id=member_id, created_at=now, register=register)
    new_id = await insert(tx, "application", columns(begun, leave_out=["id"]))
    return replace(begun, id=new_id)


async def swap(tx: Connection, was: Application, now: Application) -> bool:
    """Saves `now` if the row still has the state and revision of `was`."""
    where = {"id": was.id, "state": was.state, "revision": was.revision}
    return await update(tx, "application", columns(now, leave_out=["id"]), where)


async def waiting(connection: Connection) -> list[Application]:
    """Submitted applications, oldest first."""
    sql = "SELECT * FROM application WHERE state = ? ORDER BY id"
    return [_application(row) for row in await fetch(connection, sql, ApplicationState.SUBMITTED)]


async def decided_since(
    connection: Connection, since: datetime
) -> list[tuple[ApplicationState, timedelta]]:
    """How applications were decided lately, and after how long."""
    sql = (
        "SELECT state, submitted_at, decided_at FROM application"
        " WHERE state IN (?, ?) AND decided_at >= ? AND submitted_at IS NOT NULL"
    )
    ends = (ApplicationState.ACCEPTED, ApplicationState.REFUSED)
    return [
        (
            ApplicationState(row["state"]),
            sure_instant(row["decided_at"]) - sure_instant(row["submitted_at"]),
        )
        for row in await fetch(connection, sql, *ends, since)
    ]


async def with_evidence_before(connection: Connection, limit: datetime) -> list[Application]:
    """Applications whose first photo came before `limit` and is still kept."""
    sql = "SELECT * FROM application WHERE evidence IS NOT NULL AND evidence_at < ?"
    return [_application(row) for row in await fetch(connection, sql, limit)]


async def keys(connection: Connection) -> frozenset[str]:
    """Every key of the private store that an application names."""
    sql = "SELECT evidence FROM application WHERE evidence IS NOT NULL"
    return frozenset(row["evidence"] for row in await fetch(connection, sql))


def _application(row: dict[str, Any]) -> Application:
    return Application(
        **row
        | {
            "created_at": sure_instant(row["created_at"]),
            "state": ApplicationState(row["state"]),
            "role": Role(row["role"]) if row["role"] else None,
            "register": Register(row["register"]),
            "number_kept": bool(row["number_kept"]),
            "taken_until": instant(row["taken_until"]),
            "decided_at": instant(row["decided_at"]),
            "evidence_at": instant(row["evidence_at"]),
            "challenge_at": instant(row["challenge_at"]),
            "submitted_at": instant(row["submitted_at"]),
        }
    )

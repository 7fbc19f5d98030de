"""Rows of checks: which edition of a registry the members were last compared with."""

from dataclasses import dataclass
from enum import StrEnum

from aiosqlite import Connection

from moderation.numbers import Register
from storage.rows import columns, fetch_one, insert, update


class CheckState(StrEnum):
    """LAPSING: memberships are being ended; ASKED: so many would that an operator decides;
    KEPT: the operator decided that nobody lapses by this edition.
    """

    LAPSING = "lapsing"
    ASKED = "asked"
    KEPT = "kept"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Check:
    """edition: its id; checked: how many members could lapse; lapsing: how many would."""

    register: Register
    edition: str
    state: CheckState
    checked: int
    lapsing: int


async def load(connection: Connection, register: Register) -> Check | None:
    sql = "SELECT * FROM registry_check WHERE register = ?"
    row = await fetch_one(connection, sql, register)
    if row is None:
        return None
    named = {"register": Register(row["register"]), "state": CheckState(row["state"])}
    return Check(**row | named)


async def begin(tx: Connection, check: Check) -> None:
    """In place of the check of an earlier edition."""
    await insert(tx, "registry_check", columns(check), verb="INSERT OR REPLACE")


async def move(tx: Connection, check: Check, to: CheckState) -> bool:
    """False when it is about another edition by now, or was moved by somebody else."""
    where = {"register": check.register, "edition": check.edition, "state": check.state}
    return await update(tx, "registry_check", {"state": to.value}, where)

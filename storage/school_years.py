"""Rows of school years: until when a student's proof holds, and how far reminding came."""

from dataclasses import dataclass
from datetime import datetime

from aiosqlite import Connection

from moderation.member import Role, Standing
from storage.rows import encode, fetch, fetch_one, insert, sure_instant, update


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """until: the first moment without proof; reminded: the last reminder, in days before."""

    member_id: int
    until: datetime
    reminded: int = 0


async def load(connection: Connection, member_id: int) -> SchoolYear | None:
    row = await fetch_one(connection, "SELECT * FROM school_year WHERE member_id = ?", member_id)
    return (
        SchoolYear(row["member_id"], sure_instant(row["until"]), row["reminded"]) if row else None
    )


async def prove(tx: Connection, member_id: int, until: datetime) -> None:
    """A proof that holds until then; reminding begins anew."""
    values = {"member_id": member_id, "until": encode(until), "reminded": 0}
    await insert(tx, "school_year", values, verb="INSERT OR REPLACE")


async def forget(tx: Connection, member_id: int) -> None:
    await tx.execute("DELETE FROM school_year WHERE member_id = ?", (member_id,))


async def remind(tx: Connection, was: SchoolYear, days: int) -> bool:
    """Notes a reminder; False when it was noted before, or a new proof came."""
    where = {"member_id": was.member_id, "until": was.until, "reminded": was.reminded}
    return await update(tx, "school_year", {"reminded": days}, where)


async def without(connection: Connection) -> list[int]:
    """Verified students of whom nothing is noted yet."""
    sql = (
        "SELECT id FROM member WHERE standing = ? AND role = ?"
        " AND id NOT IN (SELECT member_id FROM school_year) ORDER BY id"
    )
    rows = await fetch(connection, sql, Standing.VERIFIED, Role.STUDENT)
    return [int(row["id"]) for row in rows]


async def ending_before(connection: Connection, limit: datetime) -> list[SchoolYear]:
    """Those of verified students whose proof does not hold at `limit`."""
    sql = (
        "SELECT school_year.* FROM school_year JOIN member ON member.id = member_id"
        " WHERE standing = ? AND role = ? AND until <= ? ORDER BY until, member_id"
    )
    rows = await fetch(connection, sql, Standing.VERIFIED, Role.STUDENT, limit)
    return [
        SchoolYear(row["member_id"], sure_instant(row["until"]), row["reminded"]) for row in rows
    ]

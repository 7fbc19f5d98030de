"""Rows of how cases turned out."""

from collections.abc import Collection

from aiosqlite import Connection

from moderation.resolution import Certainty, Resolution
from storage.rows import encode, fetch, fetch_one, insert, sure_instant


async def save(tx: Connection, resolution: Resolution) -> None:
    """What was said before gives way."""
    values = {
        "case_id": resolution.case_id,
        "outcome": resolution.outcome,
        "certainty": resolution.certainty.value,
        "at": encode(resolution.at),
        "teach": int(resolution.teach),
    }
    await insert(tx, "resolution", values, verb="INSERT OR REPLACE")


async def load(connection: Connection, case_id: int) -> Resolution | None:
    row = await fetch_one(connection, "SELECT * FROM resolution WHERE case_id = ?", case_id)
    if row is None:
        return None
    return Resolution(
        row["case_id"],
        row["outcome"],
        Certainty(row["certainty"]),
        sure_instant(row["at"]),
        bool(row["teach"]),
    )


async def forget(tx: Connection, case_id: int) -> None:
    """The case is open again, or its words are erased."""
    await tx.execute("DELETE FROM resolution WHERE case_id = ?", (case_id,))


async def resolved(connection: Connection, case_ids: Collection[int]) -> set[int]:
    """Those of the cases of which it is known how they turned out."""
    sql = (
        "SELECT case_id FROM resolution WHERE certainty <> ?"
        " AND case_id IN (SELECT value FROM json_each(?))"
    )
    found = await fetch(connection, sql, Certainty.UNKNOWN.value, encode(tuple(case_ids)))
    return {int(row["case_id"]) for row in found}

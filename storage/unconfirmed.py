"""Rows of cases that wait for their author's word, whether they are still to go on."""

from aiosqlite import Connection

from moderation.case import CaseState
from storage.rows import encode, fetch, fetch_one

# What would go on by itself, to moderators or into a channel.
GOING_ON = (CaseState.SUBMITTED, CaseState.APPROVED)


async def doubt_all(tx: Connection) -> list[tuple[int, int, int, CaseState]]:
    """Every case that would go on by itself waits; id, author, revision and state of each."""
    states = encode(GOING_ON)
    among = "state IN (SELECT value FROM json_each(?))"
    sql = f"INSERT OR IGNORE INTO unconfirmed SELECT id FROM medical_case WHERE {among}"  # noqa: S608 - ours
    await tx.execute(sql, (states,))
    sql = f"SELECT id, author_id, revision, state FROM medical_case WHERE {among} ORDER BY id"  # noqa: S608 - ours
    return [
        (row["id"], row["author_id"], row["revision"], CaseState(row["state"]))
        for row in await fetch(tx, sql, states)
    ]


async def waits(connection: Connection, case_id: int) -> bool:
    sql = "SELECT 1 FROM unconfirmed WHERE case_id = ?"
    return await fetch_one(connection, sql, case_id) is not None


async def settle(tx: Connection, case_id: int) -> bool:
    """Its author has said something about it; False when nobody waited for that."""
    async with tx.execute("DELETE FROM unconfirmed WHERE case_id = ?", (case_id,)) as cursor:
        return cursor.rowcount > 0

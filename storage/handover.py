"""A membership changes its account: what belongs to the person follows them."""

from aiosqlite import Connection

FOLLOWING = (
    ("medical_case", "author_id"),
    ("attestation", "member_id"),
    ("reply", "author_id"),
    ("application", "member_id"),
    ("suspension", "member_id"),
)


async def hand_over(tx: Connection, old: int, new: int) -> None:
    """Cases, answers, applications and what was decided about the person."""
    for table, column in FOLLOWING:
        sql = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"  # noqa: S608 - names are ours
        await tx.execute(sql, (new, old))
    await tx.execute("DELETE FROM school_year WHERE member_id = ?", (old,))

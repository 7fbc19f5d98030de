"""Rows of the words that an author decided to keep, by case and field."""

from collections.abc import Iterable

from aiosqlite import Connection

from storage.rows import fetch, insert


async def kept(connection: Connection, case_id: int, field: str) -> frozenset[str]:
    sql = "SELECT word FROM kept_word WHERE case_id = ? AND field = ?"
    return frozenset(row["word"] for row in await fetch(connection, sql, case_id, field))


async def keep(tx: Connection, case_id: int, field: str, words: Iterable[str]) -> None:
    """Adds words to those that may stay; doing it twice is harmless."""
    for word in words:
        values = {"case_id": case_id, "field": field, "word": word}
        await insert(tx, "kept_word", values, verb="INSERT OR IGNORE")


async def forget(tx: Connection, case_id: int) -> None:
    """The case has ended: nobody will be asked again."""
    await tx.execute("DELETE FROM kept_word WHERE case_id = ?", (case_id,))

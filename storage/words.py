"""Rows of the words that an author decided to keep, and of the messages that texts came in."""

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


async def typed_in(tx: Connection, case_id: int, field: str, message_id: int) -> None:
    """Remembers a message of a text; an earlier one of it may hold the same words."""
    values = {"case_id": case_id, "field": field, "message_id": message_id}
    await insert(tx, "typed_text", values, verb="INSERT OR IGNORE")


async def messages_of(connection: Connection, case_id: int, field: str) -> list[int]:
    """The messages in which the text was typed, first to last."""
    sql = "SELECT message_id FROM typed_text WHERE case_id = ? AND field = ? ORDER BY message_id"
    return [int(row["message_id"]) for row in await fetch(connection, sql, case_id, field)]


async def forget(tx: Connection, case_id: int) -> None:
    """The case has ended: nobody will be asked again."""
    for table in ("kept_word", "typed_text"):
        await tx.execute(f"DELETE FROM {table} WHERE case_id = ?", (case_id,))  # noqa: S608 - names are ours

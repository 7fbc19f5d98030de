"""The audit trail: rows that are only appended, each with a hash over itself and the one before.

A row's hash is SHA-256, in hexadecimal, over the UTF-8 bytes of a JSON array without spaces and
with everything outside ASCII escaped: the hash of the row before it (64 zeros for the first), then
its own id, at, actor_id, action, subject and revision.
"""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosqlite import Connection

from storage.rows import encode, fetch, fetch_one, insert

FIELDS = ("id", "at", "actor_id", "action", "subject", "revision")
PAGE = 1_000
# Stands for the hash before the first row.
START = "0" * 64
# No id of SQLite is smaller.
BEFORE_ALL = -(2**63)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: rows that are there, how many were cut before them, first and last time.

    broken: what is wrong with the first row that does not fit, as a sentence; expected: the id of
    the row whose hash was asked for, 0 for the beginning of the chain.
    """

    rows: int
    cut: int
    first: str | None
    last: str | None
    head: str
    broken: str | None = None
    expected: int | None = None


def link(previous: str, *fields: Any) -> str:
    """The hash of a row, from the hash of the row before it and its own FIELDS in order."""
    line = json.dumps([previous, *fields], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


async def record(
    tx: Connection,
    at: datetime,
    actor_id: int | None,
    action: str,
    subject: str,
    revision: int | None = None,
) -> None:
    """Appends a row: who did what to which case or member; no name, no text, no picture."""
    chain = await _chain(tx)
    values = {
        "id": chain["head_id"] + 1,
        "at": encode(at),
        "actor_id": actor_id,
        "action": encode(action),
        "subject": subject,
        "revision": revision,
    }
    await insert(tx, "audit", values | {"hash": link(chain["head_hash"], *values.values())})


async def trail(connection: Connection, subject: str) -> list[dict[str, Any]]:
    """The rows about one subject, oldest first."""
    return await fetch(connection, "SELECT * FROM audit WHERE subject = ? ORDER BY id", subject)


async def cut(tx: Connection, before: datetime) -> int:
    """Cuts the rows at the front that are all older than `before`; how many.

    What the chain keeps of them is the number and the hash of the last one, so that the rows after
    it can still be checked.
    """
    sql = (
        "SELECT id, hash, at FROM audit WHERE id < coalesce("
        "(SELECT min(id) FROM audit WHERE at >= ?), (SELECT head_id + 1 FROM audit_chain))"
        " ORDER BY id DESC LIMIT 1"
    )
    last = await fetch_one(tx, sql, before)
    if last is None:
        return 0
    await tx.execute("UPDATE audit_chain SET cut_id = :id, cut_hash = :hash, cut_at = :at", last)
    async with tx.execute("DELETE FROM audit WHERE id <= ?", (last["id"],)) as cursor:
        return cursor.rowcount


async def check(connection: Connection, expected: str | None = None) -> Report:
    """Reads the whole chain; `expected` is looked for among its hashes.

    Only inside a transaction, which the caller begins, is all of it one state of the database.
    """
    chain = await _chain(connection)
    rows, first, last = 0, None, None
    number, previous = chain["cut_id"], chain["cut_hash"]
    found = number if expected == previous else None
    broken = None
    async for row in _rows(connection):
        broken = _misfit(row, number + 1, previous)
        if broken:
            break
        number, previous, last = row["id"], row["hash"], row["at"]
        rows, first = rows + 1, first or last
        found = number if expected == previous else found
    broken = broken or _wrong_end(chain, number, previous)
    return Report(rows, chain["cut_id"], first, last, previous, broken, found)


def _misfit(row: dict[str, Any], number: int, previous: str) -> str | None:
    """What is wrong with the row where `number` should follow `previous`."""
    if row["id"] > number:
        return f"Row {number} is missing."
    if row["id"] < number:
        return f"Row {row['id']} was added."
    if not _is_sound(row) or row["hash"] != link(previous, *(row[field] for field in FIELDS)):
        return f"Row {number} does not fit: it, or the row before it, was changed."
    return None


def _is_sound(row: dict[str, Any]) -> bool:
    """Damage turns a text into bytes, of which no trail is made."""
    return not any(isinstance(value, bytes) for value in row.values())


def _wrong_end(chain: dict[str, Any], number: int, head: str) -> str | None:
    """What is wrong when the chain does not end where its own record says."""
    if number < chain["head_id"]:
        return f"Row {number + 1} is missing."
    if number > chain["head_id"]:
        return f"Row {chain['head_id'] + 1} was added."
    return None if head == chain["head_hash"] else f"Row {number} was changed."


async def _rows(connection: Connection) -> AsyncIterator[dict[str, Any]]:
    """All of them in order, a page at a time: a long trail is never in memory as a whole."""
    sql = "SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?"
    last = BEFORE_ALL
    while page := await fetch(connection, sql, last, PAGE):
        for row in page:
            yield row
        last = page[-1]["id"]


async def _chain(connection: Connection) -> dict[str, Any]:
    """Both ends of the chain, as the database has them; without them nothing fits."""
    row = await fetch_one(connection, "SELECT * FROM audit_chain")
    nothing = {"cut_id": 0, "cut_hash": "", "head_id": 0, "head_hash": START}
    kept = row or nothing
    is_whole = all(isinstance(kept[name], type(value)) for name, value in nothing.items())
    return kept if is_whole else nothing

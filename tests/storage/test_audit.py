"""The audit trail is only appended to, and whatever else happens to it is found."""

import hashlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiosqlite import Connection
from hypothesis import given
from hypothesis import strategies as st

from storage import audit
from storage.audit import FIELDS, START, link
from storage.database import Database
from storage.rows import fetch, insert, update
from tests.moderation.examples import NOW, REVIEWER
from tests.storage.examples import round_trip, undone

ROWS = 6
ACTIONS = ("submit", "approve", "publish")


async def append(database: Database, number: int = ROWS, days: int = 1) -> None:
    """Rows that are `days` apart, the first of them NOW."""
    async with database.transaction() as tx:
        for n in range(number):
            at = NOW + n * timedelta(days=days)
            await audit.record(tx, at, REVIEWER + n, ACTIONS[n % 3], f"case {n // 3}", n or None)


@pytest.fixture
async def trail(database: Database) -> None:
    await append(database)


@asynccontextmanager
async def unguarded(database: Database) -> AsyncIterator[Connection]:
    """What somebody who holds the file can do: the triggers are gone. Nothing of it remains."""
    async with undone(database) as tx:
        for row in await fetch(tx, "SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
            await tx.execute(f"DROP TRIGGER {row['name']}")
        yield tx


async def line(tx: Connection, number: int) -> dict[str, Any]:
    [row] = await fetch(tx, "SELECT * FROM audit WHERE id = ?", number)
    return row


async def rewrite(tx: Connection, **fields: Any) -> None:
    """Changes the row with this id, and gives it the hash that then fits the row before it."""
    row = await line(tx, fields["id"]) | fields
    earlier = await fetch(tx, "SELECT hash FROM audit WHERE id = ?", row["id"] - 1)
    row["hash"] = link(earlier[0]["hash"] if earlier else START, *(row[name] for name in FIELDS))
    await insert(tx, "audit", row, verb="INSERT OR REPLACE")


async def test_the_trail_of_a_subject_is_in_order(database: Database) -> None:
    """Of one subject; decisions of the bot itself have no actor."""
    async with database.transaction() as tx:
        await audit.record(tx, NOW, REVIEWER, "approve", "MP-00001", 2)
        await audit.record(tx, NOW, REVIEWER, "reject", "MP-00002", 1)
        await audit.record(tx, NOW - timedelta(days=1), None, "publish", "MP-00001")

    kept = await audit.trail(database.reader, "MP-00001")
    lines = [(row["action"], row["actor_id"], row["revision"]) for row in kept]
    assert lines == [("approve", REVIEWER, 2), ("publish", None, None)]


async def test_an_untouched_trail_fits(database: Database, trail: None) -> None:
    """Without this, a check that complains always would pass every other test."""
    last = (await fetch(database.reader, "SELECT hash FROM audit WHERE id = ?", ROWS))[0]["hash"]
    report = await audit.check(database.reader)

    assert (report.broken, report.rows, report.cut, report.head) == (None, ROWS, 0, last)
    assert (report.first, report.last) == (NOW.isoformat(), (NOW + timedelta(5)).isoformat())


async def test_an_empty_trail_fits(database: Database) -> None:
    """A new house has decided nothing."""
    report = await audit.check(database.reader)

    assert (report.broken, report.rows, report.head, report.first) == (None, 0, START, None)


async def test_the_hash_is_as_documented(database: Database) -> None:
    """Whoever checks with another program finds the same."""
    async with database.transaction() as tx:
        await audit.record(tx, NOW, 21, "approve", "case é", None)

    words = '1,"2026-03-01T09:30:00+00:00",21,"approve","case \\u00e9",null'
    report = await audit.check(database.reader)
    assert report.head == hashlib.sha256(f'["{START}",{words}]'.encode()).hexdigest()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET actor_id = 1 WHERE id = 3",
        "UPDATE OR REPLACE audit SET id = 3 WHERE id = 4",
        "DELETE FROM audit WHERE id = 6",
        "DELETE FROM audit",
        "REPLACE INTO audit SELECT id, at, 1, action, subject, revision, hash FROM audit",
        "INSERT INTO audit SELECT 9, at, 1, action, subject, 1, hash FROM audit WHERE id = 6",
        "INSERT INTO audit (at, action, subject, hash) VALUES ('', '', '', '')",
        "DELETE FROM audit_chain",
        "UPDATE audit_chain SET cut_id = 9, cut_hash = head_hash",
        "UPDATE audit_chain SET head_id = 5, head_hash = cut_hash",
        "UPDATE audit_chain SET head_hash = cut_hash",
    ],
)
async def test_rows_are_only_appended(database: Database, trail: None, sql: str) -> None:
    """Whatever a mistake of ours tries, the database itself refuses it."""
    async with undone(database) as tx:
        with pytest.raises(sqlite3.IntegrityError, match="the audit trail"):
            await tx.execute(sql)


@round_trip
@given(
    number=st.integers(1, ROWS),
    field=st.sampled_from(["at", "action", "subject", "hash", "actor_id", "revision"]),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    whole=st.none() | st.integers(-9, 9),
)
async def test_a_changed_row_is_found(
    database: Database, number: int, field: str, text: str, whole: int | None
) -> None:
    """Any field of any row, whatever it becomes."""
    if not (await audit.check(database.reader)).rows:
        await append(database)
    value = whole if field in {"actor_id", "revision"} else text
    async with unguarded(database) as tx:
        changed = (await line(tx, number))[field] != value
        await update(tx, "audit", {field: value}, {"id": number})
        broken = (await audit.check(tx)).broken

    assert broken == (
        f"Row {number} does not fit: it, or the row before it, was changed." if changed else None
    )


@pytest.mark.parametrize("number", range(1, ROWS + 1))
async def test_a_row_that_was_made_to_fit_is_found(
    database: Database, trail: None, number: int
) -> None:
    """With its own hash computed anew, the next row, or the record of the end, gives it away."""
    async with unguarded(database) as tx:
        await rewrite(tx, id=number, actor_id=404)
        broken = (await audit.check(tx)).broken

    assert broken is not None
    assert broken.startswith(f"Row {min(number + 1, ROWS)} ")


@pytest.mark.parametrize("number", range(1, ROWS + 1))
async def test_a_removed_row_is_found(database: Database, trail: None, number: int) -> None:
    """The first, one in the middle, and the last."""
    async with unguarded(database) as tx:
        await tx.execute("DELETE FROM audit WHERE id = ?", (number,))
        assert (await audit.check(tx)).broken == f"Row {number} is missing."


@pytest.mark.parametrize("number", range(1, ROWS + 1))
async def test_a_removed_row_that_is_closed_up_is_found(
    database: Database, trail: None, number: int
) -> None:
    """Those behind it move up, as if it had never been."""
    async with unguarded(database) as tx:
        await tx.execute("DELETE FROM audit WHERE id = ?", (number,))
        await tx.execute("UPDATE audit SET id = id - 1 WHERE id > ?", (number,))
        broken = (await audit.check(tx)).broken

    assert broken is not None
    assert broken.startswith(f"Row {number} ")


@round_trip
@given(pair=st.sets(st.integers(1, ROWS), min_size=2, max_size=2))
async def test_two_rows_in_each_others_place_are_found(database: Database, pair: set[int]) -> None:
    """With their hashes, which still are those of their words."""
    if not (await audit.check(database.reader)).rows:
        await append(database)
    one, other = sorted(pair)
    async with unguarded(database) as tx:
        rows = [await line(tx, number) for number in (one, other)]
        for number, row in zip((other, one), rows, strict=True):
            await insert(tx, "audit", row | {"id": number}, verb="INSERT OR REPLACE")
        broken = (await audit.check(tx)).broken

    assert broken is not None
    assert broken.startswith(f"Row {one} ")


@pytest.mark.parametrize("number", [-3, 0, *range(1, ROWS + 2)])
async def test_an_inserted_row_is_found(database: Database, trail: None, number: int) -> None:
    """Before the first, between two that make room, and after the last."""
    async with unguarded(database) as tx:
        values = (await line(tx, 2)) | {"id": number, "actor_id": 404}
        if number > 0:
            await tx.execute("UPDATE audit SET id = -id WHERE id >= ?", (number,))
            await tx.execute("UPDATE audit SET id = 1 - id WHERE id < 0")
        await insert(tx, "audit", values)
        broken = (await audit.check(tx)).broken

    assert broken is not None
    assert broken.startswith(f"Row {number} ")


async def test_an_appended_row_that_fits_is_found(database: Database, trail: None) -> None:
    """It follows from the last one, but nobody recorded it."""
    async with unguarded(database) as tx:
        await insert(tx, "audit", await line(tx, ROWS) | {"id": ROWS + 1})
        await rewrite(tx, id=ROWS + 1, actor_id=404)
        assert (await audit.check(tx)).broken == f"Row {ROWS + 1} was added."


async def test_a_lost_record_of_the_ends_is_found(database: Database, trail: None) -> None:
    """Without it nobody knows where the chain begins."""
    async with unguarded(database) as tx:
        await tx.execute("DELETE FROM audit_chain")
        assert (await audit.check(tx)).broken


async def test_bytes_instead_of_text_are_found(database: Database, trail: None) -> None:
    """Which only damage makes: SQLite itself refuses them in a strict table."""
    async with unguarded(database) as tx:
        await tx.execute("CREATE TEMP TABLE audit AS SELECT * FROM main.audit")
        await tx.execute("UPDATE audit SET action = CAST(action AS BLOB)")
        assert (await audit.check(tx)).broken


async def test_a_trail_written_anew_fits_but_its_head_is_another(
    database: Database, trail: None
) -> None:
    """Who holds the file can forge the whole chain: only a hash kept elsewhere finds that."""
    noted = (await audit.check(database.reader)).head
    async with unguarded(database) as tx:
        for number in range(1, ROWS + 1):
            await rewrite(tx, id=number, actor_id=404)
        head = (await line(tx, ROWS))["hash"]
        await tx.execute("UPDATE audit_chain SET head_hash = ?", (head,))
        forged = await audit.check(tx, noted)

    assert (forged.broken, forged.expected) == (None, None)


async def test_a_noted_hash_is_found_when_rows_came_since(database: Database) -> None:
    """What was the head yesterday is a row of today's chain; START is its beginning."""
    await append(database, 2)
    noted = (await audit.check(database.reader)).head
    await append(database, 2)

    assert (await audit.check(database.reader, noted)).expected == 2
    assert (await audit.check(database.reader, START)).expected == 0
    assert (await audit.check(database.reader, "f" * 64)).expected is None


@pytest.mark.parametrize(("days", "gone"), [(0, 0), (1, 1), (3, 3), (400, ROWS)])
async def test_what_was_cut_leaves_a_chain_that_fits(
    database: Database, trail: None, days: int, gone: int
) -> None:
    """Rows older than the limit go; number and hash of the last are kept, and rows still come."""
    async with database.transaction() as tx:
        assert await audit.cut(tx, NOW + timedelta(days=days)) == gone
        assert await audit.cut(tx, NOW + timedelta(days=days)) == 0
    report = await audit.check(database.reader)
    assert (report.broken, report.rows, report.cut) == (None, ROWS - gone, gone)

    await append(database)
    report = await audit.check(database.reader)
    assert (report.broken, report.rows, report.cut) == (None, 2 * ROWS - gone, gone)


async def test_a_row_missing_behind_the_cut_is_found(database: Database, trail: None) -> None:
    """What was cut is no excuse for what was not."""
    async with unguarded(database) as tx:
        await audit.cut(tx, NOW + timedelta(days=2))
        await tx.execute("DELETE FROM audit WHERE id = 3")
        assert (await audit.check(tx)).broken == "Row 3 is missing."


async def test_only_what_lies_before_every_younger_row_is_cut(database: Database) -> None:
    """A clock that was a day behind for a moment takes nothing along that is still due."""
    async with database.transaction() as tx:
        for hours in (0, 26, 2, 27):
            await audit.record(tx, NOW + timedelta(hours=hours), None, "publish", "case 1")
        assert await audit.cut(tx, NOW + timedelta(hours=25)) == 1
        assert await audit.cut(tx, NOW + timedelta(hours=27)) == 2


async def test_a_long_trail_is_read_in_pages(database: Database) -> None:
    """No row is lost or read twice where one page ends."""
    await append(database, 2 * audit.PAGE + 1, days=0)

    report = await audit.check(database.reader)
    assert (report.broken, report.rows) == (None, 2 * audit.PAGE + 1)

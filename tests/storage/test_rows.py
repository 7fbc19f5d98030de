"""One encoding between values and columns, and statements that say whether they did anything."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.case import CaseState
from storage.database import Database
from storage.rows import columns, encode, fetch, fetch_one, insert, instant, sure_instant, update
from tests.moderation.examples import NOW, make_application
from tests.storage.examples import SIMPLE, undone

INSTANTS = SIMPLE[datetime]
PLACE = {"duty": "surgery", "chat_id": -5, "title": "T", "bound_by": 1, "bound_at": "now"}


@dataclass(frozen=True, slots=True)
class Thing:
    id: int
    state: CaseState
    at: datetime


@given(INSTANTS, INSTANTS)
def test_instants_sort_as_their_text(one: datetime, other: datetime) -> None:
    """SQLite compares text; with and without microseconds it must mean time."""
    assert (encode(one) < encode(other)) == (one < other)


@given(INSTANTS, st.integers(-720, 840))
def test_an_instant_is_kept_in_utc(at: datetime, minutes: int) -> None:
    """The same moment is the same text in whatever zone it was told."""
    elsewhere = at.astimezone(timezone(timedelta(minutes=minutes)))

    assert encode(elsewhere) == encode(at)
    assert sure_instant(encode(elsewhere)) == at


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (CaseState.DRAFT, "draft"),
        (True, 1),
        (frozenset({"b", "a"}), '["a", "b"]'),
        (((1, 2), (3, 4)), "[[1, 2], [3, 4]]"),
        (None, None),
        ("text", "text"),
    ],
)
def test_a_value_has_one_form(value: object, kept: object) -> None:
    """Sets are sorted, so that equal values are equal columns."""
    assert encode(value) == kept
    assert type(encode(value)) is type(kept)


def test_no_instant_stays_none() -> None:
    """What has not happened yet has no time."""
    assert instant(None) is None
    assert instant(encode(NOW)) == NOW


def test_columns_are_the_fields_encoded() -> None:
    """By name; what is left out is not there at all."""
    thing = Thing(id=3, state=CaseState.DRAFT, at=NOW)

    assert columns(thing, leave_out=["id"]) == {"state": "draft", "at": encode(NOW)}


async def test_a_row_that_cannot_be_read_keeps_nobody_in_the_past(database: Database) -> None:
    """While its error is at hand, readers see what was committed since."""
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO told VALUES (1, CAST(x'ff' AS TEXT), '2026'), (2, 'x', '')")
    with pytest.raises(sqlite3.OperationalError) as error:
        await fetch(database.reader, "SELECT what FROM told")
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM told")
    assert await fetch(database.reader, "SELECT user_id FROM told") == []
    assert error.value


async def test_an_insert_tells_its_id(database: Database, author: int) -> None:
    """The id finds the row again."""
    line = columns(make_application(member_id=author), leave_out=["id"])
    async with undone(database) as tx:
        first, second = [await insert(tx, "application", line) for _ in range(2)]
        row = await fetch_one(tx, "SELECT id FROM application WHERE id = ?", second)

    assert row == {"id": second}
    assert first != second


async def test_an_update_says_whether_it_found_its_row(database: Database) -> None:
    """Compare and set: a row that looks different by now is left alone."""
    async with undone(database) as tx:
        await insert(tx, "place", PLACE)
        found = [await update(tx, "place", {"title": "U"}, {"title": "T"}) for _ in range(2)]
        rows = await fetch(tx, "SELECT title FROM place")

    assert found == [True, False]
    assert rows == [{"title": "U"}]


async def test_an_update_can_expect_nothing(database: Database) -> None:
    """In SQL nothing equals NULL; `IS` does."""
    async with undone(database) as tx:
        await insert(tx, "place", PLACE)
        found = await update(tx, "place", {"thread_id": 9}, {"duty": "surgery", "thread_id": None})
        again = await update(tx, "place", {"thread_id": 8}, {"duty": "surgery", "thread_id": None})

    assert (found, again) == (True, False)


async def test_a_question_takes_any_value(database: Database) -> None:
    """Parameters are encoded as columns are; no answer is None."""
    sql = "SELECT 1 AS yes WHERE ? = 'draft'"

    assert await fetch_one(database.reader, sql, CaseState.DRAFT) == {"yes": 1}
    assert await fetch_one(database.reader, sql, CaseState.APPROVED) is None

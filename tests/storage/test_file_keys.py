"""Rows of file keys: whole, one for each file, and gone with it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import file_keys
from storage.database import Database
from storage.file_keys import FileKey, Purpose
from storage.sealing import SealError, new_key
from tests.moderation.examples import NOW
from tests.storage.examples import MASTER, OTHER, round_trip, undone

KEY = FileKey("a", Purpose.ORIGINAL, NOW)


@round_trip
@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    purpose=st.sampled_from(Purpose),
    wrapped=st.binary(max_size=99),
    seconds=st.integers(0, 10**9),
)
async def test_a_key_comes_back_as_kept(
    database: Database, name: str, purpose: Purpose, wrapped: bytes, seconds: int
) -> None:
    """With its purpose, its master and its hour."""
    key = FileKey(name, purpose, NOW + timedelta(seconds=seconds), wrapped, MASTER.id)
    async with undone(database) as tx:
        await file_keys.save(tx, key)
        assert await file_keys.load(tx, name) == key
        assert await file_keys.every(tx) == [key]


async def test_a_file_has_one_key(database: Database) -> None:
    """The later takes the place of the earlier."""
    async with database.transaction() as tx:
        await file_keys.save(tx, replace(KEY, wrapped=b"1"))
        await file_keys.save(tx, replace(KEY, wrapped=b"2"))
    assert [key.wrapped for key in await file_keys.every(database.reader)] == [b"2"]


async def test_masters_are_counted(database: Database) -> None:
    """By their ids: which keys a start needs."""
    async with database.transaction() as tx:
        for name, master in (("a", MASTER), ("b", OTHER), ("c", OTHER)):
            await file_keys.save(tx, replace(KEY, name=name).holding(new_key(), master))
    counted = await file_keys.masters(database.reader)
    assert counted == {MASTER.id: 1, OTHER.id: 2}


async def test_keys_are_found_by_their_age(database: Database) -> None:
    """Strictly older; and those that are forgotten are found no more."""
    async with database.transaction() as tx:
        for second, name in enumerate("abc"):
            later = replace(KEY, name=name, created_at=NOW + timedelta(seconds=second))
            await file_keys.save(tx, later)
    limit = NOW + timedelta(seconds=2)
    assert await file_keys.names_before(database.reader, limit) == {"a", "b"}
    async with database.transaction() as tx:
        await file_keys.forget(tx, ["a", "x"])
        await file_keys.forget(tx, [])
    assert await file_keys.names_before(database.reader, limit) == {"b"}


async def test_a_key_shows_nothing_of_itself() -> None:
    """It may be printed by accident."""
    kept = KEY.holding(b"k" * 32, MASTER)
    assert repr(kept.wrapped) not in repr(kept)
    assert kept.unwrapped(MASTER) == b"k" * 32
    with pytest.raises(SealError):
        kept.unwrapped(OTHER)

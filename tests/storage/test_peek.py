"""Looking into a database changes nothing, and works beside a bot that writes."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from storage import members, peek
from storage.database import Database
from storage.failures import DAMAGED, StorageError
from storage.migrations import newest
from storage.rows import fetch
from tests.moderation.examples import AUTHOR, NOW


async def test_one_state_is_seen_while_another_writes(database: Database, tmp_path: Path) -> None:
    """In a transaction, what comes meanwhile is not seen."""
    async with peek.opened(tmp_path / "state" / "medpics.db") as connection:
        await connection.execute("BEGIN")
        before = await fetch(connection, "SELECT id FROM member WHERE id > 0")
        async with database.transaction() as tx:
            await members.meet(tx, AUTHOR, "fr", NOW)
        assert before == await fetch(connection, "SELECT id FROM member WHERE id > 0") == []


async def test_nothing_can_be_written(database: Database, tmp_path: Path) -> None:
    """Not even by mistake."""
    with pytest.raises(StorageError):
        async with peek.opened(tmp_path / "state" / "medpics.db") as connection:
            await connection.execute("DELETE FROM member")


async def test_a_stopped_bots_database_is_opened(tmp_path: Path) -> None:
    """Without a write-ahead log beside it."""
    await (await Database.open(tmp_path / "a.db")).close()

    async with peek.opened(tmp_path / "a.db") as connection:
        assert await fetch(connection, "SELECT id FROM member WHERE id > 0") == []


def test_no_database_is_made(tmp_path: Path) -> None:
    """A misspelt folder is told, not filled."""

    async def look() -> None:
        async with peek.opened(tmp_path / "a.db"):
            pytest.fail("opened nothing")

    with pytest.raises(StorageError, match=r"^There is no a\.db: "):
        asyncio.run(look())
    assert not list(tmp_path.iterdir())


async def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """This program does not know what it would be looking at."""
    await (await Database.open(tmp_path / "a.db")).close()
    with sqlite3.connect(tmp_path / "a.db") as other:
        other.execute(f"PRAGMA user_version = {newest() + 1}")
    other.close()

    with pytest.raises(StorageError, match="newer version of MedPics"):
        async with peek.opened(tmp_path / "a.db"):
            pytest.fail("looked into the future")


async def test_damage_found_while_looking_is_a_sentence(tmp_path: Path) -> None:
    """It need not show in the first page."""
    await (await Database.open(tmp_path / "a.db")).close()
    whole = (tmp_path / "a.db").read_bytes()
    (tmp_path / "a.db").write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))

    with pytest.raises(StorageError) as refusal:
        async with peek.opened(tmp_path / "a.db") as connection:
            await fetch(connection, "SELECT * FROM member")
    assert str(refusal.value) == DAMAGED

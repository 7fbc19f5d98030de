"""Each way in which a store fails becomes a sentence that says what to do."""

import errno
import sqlite3
from pathlib import Path

import pytest

from storage import members
from storage.database import Database
from storage.failures import BROKEN_DISK, DAMAGED, DISK_FULL, LOCKED, READ_ONLY, explain
from storage.failures import StorageError as Refused
from storage.rows import fetch
from tests.moderation.examples import AUTHOR, NOW


def of_sqlite(path: Path, sql: str) -> sqlite3.Error:
    """The error that a statement ends with."""
    connection = sqlite3.connect(path, timeout=0)
    try:
        with pytest.raises(sqlite3.Error) as error:
            connection.executescript(sql)
    finally:
        connection.close()
    return error.value


def test_a_full_database_is_a_full_disk(tmp_path: Path) -> None:
    """SQLite says so of a disk without room, and of a file that may not grow."""
    sql = "PRAGMA max_page_count = 2; CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(9999))"

    assert explain(of_sqlite(tmp_path / "a.db", sql)) == DISK_FULL


def test_a_locked_database_says_who_must_let_go(tmp_path: Path) -> None:
    """Another program writes and does not end."""
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    assert explain(of_sqlite(tmp_path / "a.db", "CREATE TABLE t (x)")) == LOCKED
    other.close()


def test_what_is_no_database_is_damage(tmp_path: Path) -> None:
    """Its first bytes are somebody else's."""
    (tmp_path / "a.db").write_bytes(b"no database at all" * 100)

    assert explain(of_sqlite(tmp_path / "a.db", "CREATE TABLE t (x)")) == DAMAGED


def test_a_text_that_is_none_is_damage(tmp_path: Path) -> None:
    """SQLite finds the file in order, and the library fails at reading it, without a code."""
    connection = sqlite3.connect(tmp_path / "a.db")
    with pytest.raises(sqlite3.OperationalError) as error:
        connection.execute("SELECT CAST(x'ff' AS TEXT)").fetchall()
    connection.close()
    assert explain(error.value) == DAMAGED
    assert explain(sqlite3.OperationalError("something else without a code")) is None


def test_a_folder_that_is_not_there_cannot_be_used(tmp_path: Path) -> None:
    """SQLite only says that it cannot open the file."""
    assert explain(of_sqlite_at_opening(tmp_path / "none" / "a.db")) == READ_ONLY


def of_sqlite_at_opening(path: Path) -> sqlite3.Error:
    with pytest.raises(sqlite3.Error) as error:
        sqlite3.connect(path)
    return error.value


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, DISK_FULL),
        (errno.EDQUOT, DISK_FULL),
        (errno.EROFS, READ_ONLY),
        (errno.EACCES, READ_ONLY),
        (errno.EIO, BROKEN_DISK),
        (errno.ECONNREFUSED, None),
    ],
)
def test_the_systems_errors_are_told_apart(number: int, sentence: str | None) -> None:
    """What the network does is no failure of the store."""
    assert explain(OSError(number, "x", "/a/secret/path")) == sentence


@pytest.mark.parametrize("error", [None, KeyError("x"), OSError("x"), sqlite3.ProgrammingError()])
def test_other_errors_have_no_sentence(error: Exception | None) -> None:
    """A mistake of ours must not read as one of the disk."""
    assert explain(error) is None


def test_a_refusal_is_its_own_sentence() -> None:
    """It was written for people already."""
    assert explain(Refused("Do this.")) == "Do this."


async def test_a_full_disk_undoes_the_decision_and_keeps_the_rest(database: Database) -> None:
    """What was committed stays, the half-done is gone, and with room it goes on."""
    async with database.transaction() as tx:
        await members.meet(tx, AUTHOR, "fr", NOW)
        [pages] = await fetch(tx, "PRAGMA page_count")
        await tx.execute(f"PRAGMA max_page_count = {pages['page_count']}")
    with pytest.raises(sqlite3.OperationalError) as error:
        await fill(database)
    assert explain(error.value) == DISK_FULL
    async with database.transaction() as tx:
        await tx.execute("PRAGMA max_page_count = 1000000")
    known = await fetch(database.reader, "SELECT id FROM member WHERE id > 0")
    assert known == [{"id": AUTHOR}]
    await fill(database)
    assert len(await fetch(database.reader, "SELECT id FROM member WHERE id > 0")) == 501


async def fill(database: Database) -> None:
    async with database.transaction() as tx:
        for number in range(1000, 1500):
            await members.meet(tx, number, "fr" * 100, NOW)

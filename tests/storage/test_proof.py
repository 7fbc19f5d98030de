"""A backup that is not whole is refused, wherever the damage is."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import backup, proof
from storage.failures import StorageError
from storage.migrations import newest
from storage.proof import Contents
from tests.moderation.examples import NOW
from tests.storage.houses import furnished


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a furnished house; nobody changes it."""
    folder = tmp_path_factory.mktemp("proof")

    async def make() -> None:
        async with furnished(folder / "var") as house:
            await backup.write(house.folder, folder / "a.backup", NOW)

    asyncio.run(make())
    return folder / "a.backup"


def verified(path: Path) -> Contents:
    return asyncio.run(proof.verify(path))


def refusal(path: Path) -> str:
    with pytest.raises(StorageError) as refused:
        verified(path)
    return str(refused.value)


def edited(whole: Path, tmp_path: Path, sql: str) -> Path:
    """A copy that somebody changed with a tool for databases."""
    path = tmp_path / "b.backup"
    path.write_bytes(whole.read_bytes())
    with sqlite3.connect(path) as other:
        other.executescript(sql)
    other.close()
    return path


def test_a_whole_backup_is_taken(whole: Path) -> None:
    """Without this, refusing always would pass every other test."""
    assert verified(whole).at == NOW


@settings(max_examples=150, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_no_damaged_byte_passes_for_something_else(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, share: float, flip: int
) -> None:
    """One byte anywhere: it is found, or it lay where nothing is stored."""
    data = bytearray(whole.read_bytes())
    data[int(share * len(data))] ^= flip
    path = tmp_path_factory.mktemp("flip") / "b.backup"
    path.write_bytes(data)
    try:
        assert verified(path) == verified(whole)
    except StorageError:
        pass
    finally:
        path.unlink()


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.7, 0.99])
def test_a_part_of_a_backup_is_refused(whole: Path, tmp_path: Path, share: float) -> None:
    """A copy that was cut off."""
    data = whole.read_bytes()
    (tmp_path / "b.backup").write_bytes(data[: int(len(data) * share)])

    assert refusal(tmp_path / "b.backup")


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("UPDATE member SET name = 'Somebody else'", "the rows of member"),
        ("DELETE FROM erasure", "the rows of erasure"),
        ("UPDATE backup_about SET at = '2020-01-01T00:00:00+00:00'", "the rows of backup_about"),
        ("UPDATE sqlite_sequence SET seq = 0", "the rows of sqlite_sequence"),
        ("DROP TRIGGER audit_never_changes", "the rows of sqlite_schema"),
        ("DROP TABLE prompt", "a table is missing"),
        ("CREATE TABLE more (x)", "a table is missing or was added"),
        ("DELETE FROM backup_file WHERE rowid = 1", "a picture is missing"),
        ("UPDATE backup_file SET data = x'00' WHERE rowid = 1", "a picture is not the one"),
        ("INSERT INTO backup_file VALUES ('x', 'y', x'00')", "a picture is not the one"),
        ("DELETE FROM backup_about", "the rows of backup_about"),
    ],
)
def test_what_was_changed_is_named(whole: Path, tmp_path: Path, sql: str, reason: str) -> None:
    """A table, or that it is a picture."""
    assert reason in refusal(edited(whole, tmp_path, sql))


def test_a_backup_with_an_original_is_refused(whole: Path, tmp_path: Path) -> None:
    """Even where everything else fits: no version of ours writes one."""
    path = edited(whole, tmp_path, "UPDATE picture SET original = masked")

    async def note_anew() -> None:
        async with backup.editing(path) as copy:
            rows, digest = await proof.digest(copy, "picture")
            values = (rows, digest)
            await copy.execute(
                "UPDATE backup_table SET rows = ?, digest = ? WHERE name = 'picture'", values
            )

    asyncio.run(note_anew())
    assert "it names originals" in refusal(path)


def test_a_database_is_no_backup(whole: Path, tmp_path: Path) -> None:
    """Somebody names the database itself, or any other file."""
    assert refusal(whole.parent / "var" / "medpics.sqlite").endswith("is no backup of MedPics.")
    (tmp_path / "letter.txt").write_text("Dear colleague, " * 99)
    assert "letter.txt is damaged" in refusal(tmp_path / "letter.txt")
    assert "There is no file" in refusal(tmp_path / "none")


def test_a_backup_of_a_newer_version_is_refused(whole: Path, tmp_path: Path) -> None:
    """With what to do about it."""
    path = edited(whole, tmp_path, f"PRAGMA user_version = {newest() + 1}")

    assert "install that version" in refusal(path)

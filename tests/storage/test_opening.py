"""A database that cannot be used is refused at the start, in one sentence, and left as it is."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import aiosqlite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import audit, members, peek
from storage import database as database_module
from storage.database import Database
from storage.failures import StorageError
from storage.migrations import newest
from tests.moderation.examples import NOW


async def test_what_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """The sentence does not say where the file lies, but what to do."""
    (tmp_path / "a.db").write_bytes(b"no database at all" * 100)

    with pytest.raises(StorageError, match=r"^The database is damaged: .*\.$") as refusal:
        await Database.open(tmp_path / "a.db")
    assert str(tmp_path) not in str(refusal.value)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
async def test_damage_behind_the_first_page_is_found_at_the_start(
    tmp_path: Path, share: float
) -> None:
    """A page that was overwritten shows at once, and not when its rows are needed."""
    await (await Database.open(tmp_path / "a.db")).close()
    whole = bytearray((tmp_path / "a.db").read_bytes())
    page = int(len(whole) / 4096 * share) * 4096
    whole[page : page + 4096] = b"\x5a" * 4096
    (tmp_path / "a.db").write_bytes(whole)

    with pytest.raises(StorageError, match="damaged"):
        await Database.open(tmp_path / "a.db")


async def test_half_a_file_is_refused(tmp_path: Path) -> None:
    """As a copy that was cut off, or a disk that lost its end."""
    await (await Database.open(tmp_path / "a.db")).close()
    whole = (tmp_path / "a.db").read_bytes()
    (tmp_path / "a.db").write_bytes(whole[: len(whole) // 8192 * 4096])

    with pytest.raises(StorageError, match="damaged"):
        await Database.open(tmp_path / "a.db")


async def test_a_locked_database_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program keeps it to itself; the bot waits a little, then says so."""
    monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 50)
    await (await Database.open(tmp_path / "a.db")).close()
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.executescript("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM member;")

    with pytest.raises(StorageError, match=r"^The database is locked: "):
        await Database.open(tmp_path / "a.db")
    other.close()


async def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    """An older program does not know what the new columns mean."""
    await (await Database.open(tmp_path / "a.db")).close()
    with sqlite3.connect(tmp_path / "a.db") as other:
        other.execute(f"PRAGMA user_version = {newest() + 1}")
    other.close()
    before = (tmp_path / "a.db").read_bytes()

    with pytest.raises(StorageError, match="newer version of MedPics"):
        await Database.open(tmp_path / "a.db")
    assert (tmp_path / "a.db").read_bytes() == before


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder with a closed database in it, which nobody may write."""
    asyncio.run(_made(tmp_path / "house" / "a.db"))
    (tmp_path / "house").chmod(0o500)
    yield tmp_path / "house"
    (tmp_path / "house").chmod(0o700)


async def _made(path: Path) -> None:
    await (await Database.open(path)).close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("name", ["a.db", "b.db"])
def test_a_folder_without_rights_is_refused(read_only: Path, name: str) -> None:
    """Neither a new database nor an old one can be used there."""
    with pytest.raises(StorageError, match=r"^storage\.folder cannot be read and written"):
        asyncio.run(_made(read_only / name))


async def test_a_foreign_schema_is_refused(tmp_path: Path) -> None:
    """Tables of ours without our number: somebody else's file, or a broken copy."""
    async with aiosqlite.connect(tmp_path / "a.db") as other:
        await other.execute("CREATE TABLE member (x)")

    with pytest.raises(StorageError, match="already exists"):
        await Database.open(tmp_path / "a.db")


async def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """The system's own message would have told the whole path."""
    (tmp_path / "file").touch()

    with pytest.raises(StorageError) as refusal:
        await Database.open(tmp_path / "file" / "a.db")
    assert str(tmp_path) not in str(refusal.value)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with rows in it, as it lies on the disk."""
    path = tmp_path_factory.mktemp("sound") / "a.db"

    async def make() -> None:
        database = await Database.open(path)
        async with database.transaction() as tx:
            for number in range(200):
                await members.meet(tx, number, "fr", NOW)
                await audit.record(tx, NOW, number, "approve", f"case {number}", 1)
        await database.close()

    asyncio.run(make())
    return path


@settings(max_examples=150, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_whatever_the_damage_it_is_a_sentence(
    sound: Path, tmp_path_factory: pytest.TempPathFactory, share: float, flip: int
) -> None:
    """Opened for work and for verifying, one byte changed anywhere: it goes, or is refused."""
    data = bytearray(sound.read_bytes())
    data[int(share * len(data))] ^= flip
    path = tmp_path_factory.mktemp("flip") / "a.db"
    path.write_bytes(data)

    async def look() -> None:
        with suppress(StorageError):
            async with peek.opened(path) as connection:
                await audit.check(connection)
        with suppress(StorageError):
            await (await Database.open(path)).close()

    asyncio.run(look())
    shutil.rmtree(path.parent)

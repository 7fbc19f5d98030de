"""Private files: sealed on the disk, under names that say nothing, gone when purged."""

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import file_keys
from storage.database import Database
from storage.files import Files, MissingFileError, Purpose
from tests.moderation.examples import NOW
from tests.storage.examples import MASTER, round_trip


def on_disk(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "private").iterdir()}


async def with_key(database: Database, name: str) -> bool:
    return await file_keys.load(database.reader, name) is not None


@round_trip
@given(data=st.binary(max_size=2000), purpose=st.sampled_from(Purpose))
async def test_bytes_come_back_as_kept(files: Files, data: bytes, purpose: Purpose) -> None:
    """None is added, changed or lost, whatever they are."""
    assert await files.get(await files.put(data, purpose)) == data


async def test_a_name_says_nothing(files: Files) -> None:
    """The same picture twice has two names and two keys, and neither comes from its bytes."""
    names = [await files.put(b"same", Purpose.MASKED) for _ in range(20)]
    keys = [await file_keys.load(files._database.reader, name) for name in names]
    assert len(set(names)) == len({key.unwrapped(MASTER) for key in keys if key}) == 20
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)


async def test_a_key_knows_what_its_file_is_for(files: Files) -> None:
    """So that a backup can leave originals and evidence shut."""
    names = {purpose: await files.put(b"x", purpose) for purpose in Purpose}
    every = await file_keys.every(files._database.reader)
    assert {key.purpose: key.name for key in every} == names
    assert {key.created_at for key in every} == {NOW}


async def test_a_purged_file_is_gone(files: Files, tmp_path: Path) -> None:
    """From the folder, with its key, and for whoever still holds its name."""
    kept = await files.put(b"kept", Purpose.MASKED)
    purged = await files.put(b"purged", Purpose.ORIGINAL)
    await files.delete(purged)

    assert on_disk(tmp_path) == {kept}
    assert not await with_key(files._database, purged)
    with pytest.raises(MissingFileError):
        await files.get(purged)


async def test_purging_twice_is_harmless(files: Files) -> None:
    """A sweep that was interrupted starts again; other files stay."""
    kept, purged = [await files.put(b"kept", Purpose.MASKED) for _ in range(2)]
    await files.delete(purged)
    await files.delete(purged)

    assert await files.get(kept) == b"kept"


@pytest.mark.parametrize("name", ["", "../medpics.db", "/etc/hostname", "A" * 32, "0" * 32 + "\n"])
async def test_a_name_is_no_path(files: Files, name: str) -> None:
    """What is not one of our names leads nowhere, neither for reading nor for purging."""
    with pytest.raises(MissingFileError):
        await files.get(name)
    with pytest.raises(MissingFileError):
        await files.delete(name)


async def test_a_key_that_cannot_be_kept_leaves_no_file(files: Files, tmp_path: Path) -> None:
    """The disk is full: the person is told, and nothing lies about."""
    async with files._database.transaction() as tx:
        await tx.execute("DROP TABLE file_key")
    with pytest.raises(Exception, match="no such table"):
        await files.put(b"x", Purpose.ORIGINAL)
    assert on_disk(tmp_path) == set()


async def test_a_failed_write_leaves_no_part(files: Files, tmp_path: Path) -> None:
    """Half an original that no row names would never be purged; nor is there a key without it."""
    not_bytes: Any = "text"
    with pytest.raises(TypeError):
        await files.put(not_bytes, Purpose.ORIGINAL)

    assert on_disk(tmp_path) == set()
    assert await file_keys.every(files._database.reader) == []


async def test_strays_are_forgotten(files: Files, tmp_path: Path) -> None:
    """Old files that no row names, and parts of files; what is known or new stays."""
    known, stray, new = [await files.put(b"x", Purpose.MASKED) for _ in range(3)]
    (tmp_path / "private" / "half.part").touch()
    for name in (known, stray, "half.part"):
        os.utime(tmp_path / "private" / name, (0, NOW.timestamp() - 1))
    os.utime(tmp_path / "private" / new, (0, NOW.timestamp()))

    assert await files.forget_strays({known}, NOW) == 2
    assert on_disk(tmp_path) == {known, new}
    assert [await with_key(files._database, name) for name in (known, stray, new)] == [
        *(True, False, True)
    ]
    assert await files.forget_strays({known}, NOW) == 0


async def test_halves_left_by_a_crash_are_forgotten(files: Files, tmp_path: Path) -> None:
    """A file whose key was never kept or is deleted already, and a key whose file is gone."""
    keyless, fileless = [await files.put(b"x", Purpose.ORIGINAL) for _ in range(2)]
    async with files._database.transaction() as tx:
        await file_keys.forget(tx, [keyless])
    files._folder.remove(fileless)
    os.utime(tmp_path / "private" / keyless, (0, NOW.timestamp() - 1))

    assert await files.forget_strays({keyless, fileless}, NOW + timedelta(seconds=1)) == 0
    assert await files.forget_strays((), NOW) == 1
    assert on_disk(tmp_path) == set()
    assert await with_key(files._database, fileless)
    assert await files.forget_strays((), NOW + timedelta(seconds=1)) == 1
    assert not await with_key(files._database, fileless)


async def test_a_restart_finds_what_was_kept(files: Files, tmp_path: Path) -> None:
    """The name, the database and the master key are enough."""
    name = await files.put(b"kept", Purpose.MASKED)
    again = Files(tmp_path / "private", files._database, MASTER, lambda: NOW)

    assert await again.get(name) == b"kept"


async def test_many_at_once_do_not_meet(files: Files, tmp_path: Path) -> None:
    """Kept, read and purged side by side, as an album and a sweep do."""

    async def life(number: int) -> bytes | None:
        name = await files.put(b"%d" % number * 1000, Purpose.ORIGINAL)
        data = await files.get(name)
        if number % 2:
            await files.delete(name)
        return data

    lives = await asyncio.gather(*map(life, range(40)), files.forget_strays((), NOW))
    assert lives[:40] == [b"%d" % number * 1000 for number in range(40)]
    assert len(on_disk(tmp_path)) == await files.check_master() == 20


async def test_a_put_that_is_cut_off_leaves_what_the_sweep_finds(
    files: Files, tmp_path: Path
) -> None:
    """Cancelled at any moment: whole, or nothing that lasts longer than an hour."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor() as threads:
        loop.set_default_executor(threads)
        for moment in range(60):
            task = asyncio.create_task(files.put(b"x" * 9000, Purpose.ORIGINAL))
            await asyncio.wait([task], timeout=moment / 10_000)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    loop.set_default_executor(ThreadPoolExecutor())
    for key in await file_keys.every(files._database.reader):
        with suppress(MissingFileError):
            assert await files.get(key.name) == b"x" * 9000
    for name in on_disk(tmp_path):
        os.utime(tmp_path / "private" / name, (0, 0))
    await files.forget_strays((), NOW + timedelta(hours=1))
    assert on_disk(tmp_path) == set()
    assert await file_keys.every(files._database.reader) == []


async def test_an_error_holds_neither_name_nor_path(files: Files, tmp_path: Path) -> None:
    """It may be logged."""
    with pytest.raises(MissingFileError) as error:
        await files.get("0" * 32)

    assert str(error.value) == ""


async def test_what_is_kept_and_what_is_free(files: Files) -> None:
    """The bytes of every file, and what the disk still has."""
    before = await files.room()
    key = await files.put(b"x" * 5000, Purpose.MASKED)
    after = await files.room()
    assert after.kept >= before.kept + 5000
    assert after.free > 0
    await files.delete(key)
    assert (await files.room()).kept == before.kept

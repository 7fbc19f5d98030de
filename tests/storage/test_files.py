"""Private files: readable by their owner only, under names that say nothing, gone when purged."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.files import Files, MissingFileError
from tests.moderation.examples import NOW
from tests.storage.examples import round_trip


@round_trip
@given(data=st.binary(max_size=2000))
async def test_bytes_come_back_as_kept(files: Files, data: bytes) -> None:
    """None is added, changed or lost."""
    assert await files.get(await files.put(data)) == data


@pytest.mark.usefixtures("open_umask")
async def test_only_the_owner_can_read(tmp_path: Path) -> None:
    """The folder and every file in it, whatever the shell allows."""
    key = await Files(tmp_path / "a" / "private").put(b"x")
    folder = tmp_path / "a" / "private"

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / key).stat().st_mode & 0o777 == 0o600


async def test_a_folder_left_open_is_closed(tmp_path: Path) -> None:
    """One that an operator made beforehand, with the usual rights."""
    (tmp_path / "private").mkdir(mode=0o755)
    Files(tmp_path / "private")

    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700


async def test_a_key_says_nothing(files: Files) -> None:
    """The same picture twice has two names, and neither comes from its bytes."""
    keys = [await files.put(b"same") for _ in range(20)]

    assert len(set(keys)) == 20
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)


async def test_a_purged_file_is_gone(files: Files, tmp_path: Path) -> None:
    """From the folder, and for whoever still holds its key."""
    kept, purged = await files.put(b"kept"), await files.put(b"purged")
    await files.delete(purged)

    assert [path.name for path in (tmp_path / "private").iterdir()] == [kept]
    with pytest.raises(MissingFileError):
        await files.get(purged)


async def test_purging_twice_is_harmless(files: Files) -> None:
    """A sweep that was interrupted starts again; other files stay."""
    kept, purged = await files.put(b"kept"), await files.put(b"purged")
    await files.delete(purged)
    await files.delete(purged)

    assert await files.get(kept) == b"kept"


@pytest.mark.parametrize("key", ["", "../medpics.db", "/etc/hostname", "A" * 32, "0" * 32 + "\n"])
async def test_a_key_is_no_path(files: Files, key: str) -> None:
    """What is not one of our keys leads nowhere, neither for reading nor for purging."""
    with pytest.raises(MissingFileError):
        await files.get(key)
    with pytest.raises(MissingFileError):
        await files.delete(key)


async def test_a_failed_write_leaves_no_part(files: Files, tmp_path: Path) -> None:
    """Half an original that no row names would never be purged."""
    not_bytes: Any = "text"
    with pytest.raises(TypeError):
        await files.put(not_bytes)

    assert list((tmp_path / "private").iterdir()) == []


async def test_strays_are_forgotten(files: Files, tmp_path: Path) -> None:
    """Old files that no row names, and parts of files; what is known or new stays."""
    known, stray, new = [await files.put(b"x") for _ in range(3)]
    (tmp_path / "private" / "half.part").touch()
    for name in (known, stray, "half.part"):
        os.utime(tmp_path / "private" / name, (0, NOW.timestamp() - 1))
    os.utime(tmp_path / "private" / new, (0, NOW.timestamp()))

    assert await files.forget_strays({known}, NOW) == 2
    assert {path.name for path in (tmp_path / "private").iterdir()} == {known, new}
    assert await files.forget_strays({known}, NOW) == 0


async def test_a_restart_finds_what_was_kept(files: Files, tmp_path: Path) -> None:
    """The key alone is enough."""
    key = await files.put(b"kept")

    assert await Files(tmp_path / "private").get(key) == b"kept"


async def test_an_error_holds_neither_key_nor_path(files: Files, tmp_path: Path) -> None:
    """It may be logged."""
    with pytest.raises(MissingFileError) as error:
        await files.get("0" * 32)

    assert str(error.value) == ""


async def test_what_is_kept_and_what_is_free(files: Files) -> None:
    """The bytes of every file, and what the disk still has."""
    before = await files.room()
    key = await files.put(b"x" * 5000)
    after = await files.room()
    assert after.kept >= before.kept + 5000
    assert after.free > 0
    await files.delete(key)
    assert (await files.room()).kept == before.kept

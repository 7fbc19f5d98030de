"""Sealed files: nothing in clear on the disk, nothing altered opens, and a purged key is gone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage import file_keys
from storage.database import Database
from storage.files import DamagedFileError, Files, MissingFileError, Purpose
from storage.master import MasterKeyError
from storage.sealing import SealError, unseal
from tests.moderation.examples import NOW
from tests.storage.examples import MASTER, OTHER, holding

MARK = b"MARKED-PIXELS-OF-AN-ORIGINAL"
ORIGINAL = b"\xff\xd8\xff\xe0" + MARK * 40 + b"\xff\xd9"


class InClear(Files):
    """A cipher that does nothing: what every test of secrecy here has to notice."""

    def _write(self, data_key: bytes, name: str, data: bytes) -> None:
        self._folder.write(name, data)


@pytest.mark.parametrize("purpose", Purpose)
async def test_nothing_lies_in_clear(files: Files, tmp_path: Path, purpose: Purpose) -> None:
    """Neither in a file, nor in the database, nor in its log; nor does the key of the file."""
    name = await files.put(ORIGINAL, purpose)
    key = await file_keys.load(files._database.reader, name)
    assert key is not None
    assert holding(tmp_path, MARK) == []
    assert holding(tmp_path, key.unwrapped(MASTER)) == []
    assert await files.get(name) == ORIGINAL


async def test_a_cipher_that_does_nothing_is_noticed(tmp_path: Path, database: Database) -> None:
    """The test above would find the mark, and what is in clear does not even open."""
    idle = InClear(tmp_path / "private", database, MASTER, lambda: NOW)
    name = await idle.put(ORIGINAL, Purpose.ORIGINAL)
    assert holding(tmp_path, MARK) == [name]
    with pytest.raises(DamagedFileError):
        await idle.get(name)


async def test_purging_is_deleting_the_key(files: Files, tmp_path: Path) -> None:
    """Once the log is emptied, the file itself is noise, even to the owner of the master key."""
    names = [await files.put(ORIGINAL, Purpose.ORIGINAL) for _ in range(30)]
    await files._database.checkpoint()
    keys = [key for key in await file_keys.every(files._database.reader) if key.name in names]
    copies = {name: (tmp_path / "private" / name).read_bytes() for name in names}
    assert holding(tmp_path, keys[7].wrapped)
    for key in keys[5:25]:
        await files.delete(key.name)
    await files._database.checkpoint()

    assert [key.name for key in keys[5:25] if holding(tmp_path, key.wrapped)] == []
    for key in keys[5:25]:
        (tmp_path / "private" / key.name).write_bytes(copies[key.name])
        with pytest.raises(MissingFileError):
            await files.get(key.name)
        for still in await file_keys.every(files._database.reader):
            with pytest.raises(SealError):
                unseal(still.unwrapped(MASTER), key.name, copies[key.name])


def cut(data: bytes) -> bytes:
    return data[:-1]


def longer(data: bytes) -> bytes:
    return data + b"\0"


def first_bit(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def last_bit(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def nothing(data: bytes) -> bytes:
    return b""


def in_clear(data: bytes) -> bytes:
    return ORIGINAL


@pytest.mark.parametrize("alter", [cut, longer, first_bit, last_bit, nothing, in_clear])
async def test_an_altered_file_does_not_open(
    files: Files, tmp_path: Path, alter: Callable[[bytes], bytes], caplog: Any
) -> None:
    """One sentence, which says nothing of the file; the operator reads of it in the log."""
    name = await files.put(ORIGINAL, Purpose.ORIGINAL)
    path = tmp_path / "private" / name
    path.write_bytes(alter(path.read_bytes()))

    with pytest.raises(DamagedFileError) as refused:
        await files.get(name)
    assert str(refused.value).endswith("it was altered on the disk, or its key was.")
    assert "a private file cannot be opened" in caplog.text
    assert name not in caplog.text + str(refused.value)


async def test_swapped_files_do_not_open(files: Files, tmp_path: Path) -> None:
    """Neither of two files whose contents changed places, nor one with its own key along."""
    names = [await files.put(ORIGINAL, Purpose.ORIGINAL) for _ in range(2)]
    first, second = [(tmp_path / "private" / name) for name in names]
    first_bytes = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(first_bytes)
    for name in names:
        with pytest.raises(DamagedFileError):
            await files.get(name)
    other = await file_keys.load(files._database.reader, names[1])
    assert other is not None
    async with files._database.transaction() as tx:
        await file_keys.save(tx, replace(other, name=names[0]))
    with pytest.raises(DamagedFileError):
        await files.get(names[0])


@pytest.mark.parametrize("field", ["wrapped", "master", "purpose"])
async def test_an_altered_key_does_not_open(files: Files, field: str) -> None:
    """Nor does an original that the database calls a masked picture."""
    name = await files.put(ORIGINAL, Purpose.ORIGINAL)
    key = await file_keys.load(files._database.reader, name)
    assert key is not None
    changed: dict[str, Any] = {
        "wrapped": last_bit(key.wrapped),
        "master": "0" * 16,
        "purpose": Purpose.MASKED,
    }
    async with files._database.transaction() as tx:
        await file_keys.save(tx, replace(key, **{field: changed[field]}))
    with pytest.raises(DamagedFileError):
        await files.get(name)
    assert await files.shut_keys() == 1


async def test_another_master_opens_nothing(
    files: Files, tmp_path: Path, database: Database
) -> None:
    """It is refused at the start, with what it would need; and were it not, it reads nothing."""
    name = await files.put(ORIGINAL, Purpose.ORIGINAL)
    other = Files(tmp_path / "private", database, OTHER, lambda: NOW)

    with pytest.raises(MasterKeyError) as refused:
        await other.check_master()
    assert f"1 private files are sealed under the master key {MASTER.id}" in str(refused.value)
    with pytest.raises(DamagedFileError):
        await other.get(name)
    assert (await files.check_master(), await files.shut_keys()) == (1, 0)

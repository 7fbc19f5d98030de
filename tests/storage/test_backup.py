"""A backup holds what it should and nothing else, and is whole or not there at all."""

import asyncio
import errno
import os
import sqlite3
from pathlib import Path

import pytest
from aiosqlite import Connection

from moderation.case import DECIDED, ENDED, CaseState
from storage import audit, backup, pictures, proof
from storage.backup import FILES
from storage.failures import StorageError
from storage.rows import fetch
from tests.moderation.examples import NOW
from tests.storage.houses import CAPTION, SECRET, House

REVISABLE = {CaseState.REJECTED}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "medpics.backup"


async def test_it_tells_what_it_holds(house: House, target: Path) -> None:
    """The same when it is read again later."""
    contents = await backup.write(house.folder, target, NOW)
    report = await audit.check(house.database.reader)

    assert (contents.at, contents.lacking, contents.head) == (NOW, 0, report.head)
    assert contents.rows["medical_case"] == len(CaseState)
    assert await proof.verify(target) == contents


async def test_no_original_is_in_it(house: House, target: Path) -> None:
    """Nor evidence, nor what people typed and nobody dealt with; not in a free page either."""
    await backup.write(house.folder, target, NOW)

    written = content(target)
    assert SECRET not in written
    assert CAPTION.encode() not in written
    for name in house.on_disk() - await named(target):
        assert name.encode() not in written


def content(path: Path) -> bytes:
    return path.read_bytes()


def beside(path: Path) -> set[str]:
    """What lies in the folder of a file."""
    return {other.name for other in path.parent.iterdir()}


async def named(target: Path) -> set[str]:
    async with proof.opened(target) as opened:
        return {row["name"] for row in await fetch(opened, "SELECT name FROM backup_file")}


async def test_the_masked_pictures_of_open_cases_are_in_it(house: House, target: Path) -> None:
    """Exactly those, byte for byte as they lie on the disk; of ended cases nothing."""
    await backup.write(house.folder, target, NOW)
    async with proof.opened(target) as opened:
        rows = await fetch(opened, "SELECT name, data FROM backup_file")
    expected = set()
    for state, case_id in house.cases.items():
        shown = (await pictures.of_case(house.database.reader, case_id))[0]
        expected |= set() if state in ENDED else {shown.masked}
        expected |= {shown.preview} if state not in DECIDED or state in REVISABLE else set()

    assert {row["name"] for row in rows} == expected
    for row in rows:
        assert row["data"] == content(house.folder / FILES / row["name"])


async def test_no_key_of_another_file_is_in_it(house: House, target: Path) -> None:
    """An original that somebody kept a copy of stays shut, whoever has backup and master key."""
    await backup.write(house.folder, target, NOW)
    async with proof.opened(target) as opened:
        keys = {row["name"] for row in await fetch(opened, "SELECT name FROM file_key")}
    every = {
        row["name"] for row in await fetch(house.database.reader, "SELECT name FROM file_key")
    }

    assert keys == await named(target)
    assert len(every) > len(keys)


async def test_the_house_itself_is_not_changed(house: House, target: Path) -> None:
    """Neither a row nor a file."""
    before = [await proof.digest(house.database.reader, t) for t in ("picture", "inbox", "outbox")]
    files = house.on_disk()
    await backup.write(house.folder, target, NOW)

    after = [await proof.digest(house.database.reader, t) for t in ("picture", "inbox", "outbox")]
    assert (after, house.on_disk()) == (before, files)


@pytest.mark.usefixtures("open_umask")
async def test_only_its_owner_can_read_it(house: House, target: Path) -> None:
    """Whatever the shell allows; and nothing is left beside it."""
    await backup.write(house.folder, target, NOW)

    assert os.stat(target).st_mode & 0o777 == 0o600  # noqa: PTH116 - one call, one mode
    assert beside(target) == {"var", target.name}


async def test_an_existing_file_is_kept(house: House, target: Path) -> None:
    """The earlier backup may be the better one."""
    keep_yesterday(target)
    with pytest.raises(StorageError, match="exists already"):
        await backup.write(house.folder, target, NOW)

    assert content(target) == b"yesterday"
    assert beside(target) == {"var", target.name}


def keep_yesterday(target: Path) -> None:
    target.write_bytes(b"yesterday")


async def test_a_place_that_is_not_there_is_a_sentence(house: House, tmp_path: Path) -> None:
    """A folder that nobody made."""
    with pytest.raises(StorageError, match="cannot be written"):
        await backup.write(house.folder, tmp_path / "none" / "a.backup", NOW)


async def test_a_house_that_is_not_there_is_a_sentence(tmp_path: Path, target: Path) -> None:
    """And no file is left that could be taken for a backup."""
    with pytest.raises(StorageError, match=r"There is no medpics\.sqlite"):
        await backup.write(tmp_path / "none", target, NOW)

    assert beside(target) == set()


async def test_a_full_disk_leaves_nothing(
    house: House, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the file that there was no room for."""

    def full(_folder: Path, _name: str) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup, "GRASPED_MAX", 0)
    monkeypatch.setattr(backup, "_read", full)
    with pytest.raises(StorageError, match=r"^The disk is full: make room for .*medpics\.backup"):
        await backup.write(house.folder, target, NOW)
    assert beside(target) == {"var"}


async def test_a_file_that_vanishes_meanwhile_is_caught_up_with(
    house: House, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Painted anew while it was copied: the second look takes rows and files that fit."""
    [shown, _raw] = await pictures.of_case(house.database.reader, house.cases[CaseState.DRAFT])
    read, taken = backup._read, []

    def vanishing(folder: Path, name: str) -> bytes | None:
        taken.append(name)
        if name == shown.masked and taken.count(name) == 1:
            repaint(house.folder, shown.masked)
        return read(folder, name)

    monkeypatch.setattr(backup, "GRASPED_MAX", 0)
    monkeypatch.setattr(backup, "_read", vanishing)
    contents = await backup.write(house.folder, target, NOW)

    assert contents.lacking == 0
    assert shown.masked not in await named(target)
    assert len(taken) == contents.files + 1


async def test_a_file_that_was_opened_in_time_is_kept(
    house: House, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Painted anew right after the moment of the rows: the file of that moment is kept."""
    [shown, _raw] = await pictures.of_case(house.database.reader, house.cases[CaseState.DRAFT])
    leave_out = backup.leave_out

    async def later(copy: Connection) -> None:
        repaint(house.folder, shown.masked)
        await leave_out(copy)

    monkeypatch.setattr(backup, "leave_out", later)
    contents = await backup.write(house.folder, target, NOW)

    assert contents.lacking == 0
    assert shown.masked in await named(target)


def repaint(folder: Path, masked: str) -> None:
    """What the bot does: a new file, the row, then the old file goes."""
    (folder / FILES / ("0" * 32)).write_bytes(b"anew")
    with sqlite3.connect(folder / backup.DATABASE) as other:
        other.execute("UPDATE picture SET masked = ? WHERE masked = ?", ("0" * 32, masked))
    other.close()
    (folder / FILES / masked).unlink()


async def test_a_file_that_was_lost_before_is_counted(house: House, target: Path) -> None:
    """The rest is worth keeping all the same."""
    [shown] = await pictures.of_case(house.database.reader, house.cases[CaseState.SUBMITTED])
    await house.files.delete(shown.masked)
    contents = await backup.write(house.folder, target, NOW)

    assert contents.lacking == 1
    assert await proof.verify(target) == contents


async def test_file_systems_without_second_names_will_do(
    house: House, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as that of a memory stick."""

    def refuse(_from: Path, _to: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    await backup.write(house.folder, target, NOW)

    assert await proof.verify(target)
    assert beside(target) == {"var", target.name}


async def test_a_backup_that_is_cut_off_leaves_nothing(house: House, target: Path) -> None:
    """Interrupted by hand, at any moment of it."""
    for turns in range(0, 60, 7):
        task = asyncio.ensure_future(backup.write(house.folder, target, NOW))
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert beside(target) - {"var"} <= {target.name}
        discard(target)


def discard(target: Path) -> None:
    target.unlink(missing_ok=True)

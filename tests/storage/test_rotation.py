"""Another master key: all keys or none are wrapped anew, and no stop in between loses anything."""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from storage import database, file_keys
from storage.database import Database, StorageError, alone
from storage.files import Files, Purpose
from storage.master import MasterKeyError
from storage.rotation import Rotated, abandon, rotate
from storage.rows import fetch
from storage.sealing import MasterKey
from tests.house import ROOT
from tests.moderation.examples import NOW
from tests.storage.examples import KEY_TEXT, MASTER, OTHER, holding


async def nobody(_tx: object, _losses: object) -> None:
    pass


# No case waits here, and nobody is told.
SILENT = ("", nobody)
THIRD = MasterKey(b"3" * 32)


@pytest.fixture
async def stopped(tmp_path: Path) -> Path:
    """The database of a bot that was stopped: five files, each as its number."""
    path = tmp_path / "a.db"
    opened = await Database.open(path)
    files = Files(tmp_path / "private", opened, MASTER, lambda: NOW)
    for number in range(5):
        await files.put(b"%d" % number, Purpose.ORIGINAL)
    await opened.close()
    return path


async def opened_by(path: Path, master: MasterKey) -> list[bytes]:
    """What the files say; raises MasterKeyError when this is not their master."""
    opened = await Database.open(path)
    try:
        files = Files(path.parent / "private", opened, master, lambda: NOW)
        await files.check_master()
        every = await file_keys.every(opened.reader)
        return sorted([await files.get(key.name) for key in every])
    finally:
        await opened.close()


ALL = [b"0", b"1", b"2", b"3", b"4"]


async def assert_opens_with(path: Path, master: MasterKey, *others: MasterKey) -> None:
    assert await opened_by(path, master) == ALL
    for other in others:
        with pytest.raises(MasterKeyError):
            await opened_by(path, other)


async def test_another_master_takes_over(stopped: Path) -> None:
    """Everything opens with the new key and nothing with the old; its traces are gone."""
    async with alone(stopped) as tx:
        wrapped = [key.wrapped for key in await file_keys.every(tx)]
    assert [each for each in wrapped if holding(stopped.parent, each)] == wrapped

    assert await rotate(stopped, MASTER, OTHER, NOW) == Rotated(5, 0)
    await assert_opens_with(stopped, OTHER, MASTER)
    assert [each for each in wrapped if holding(stopped.parent, each)] == []


async def test_the_same_key_is_no_change(stopped: Path) -> None:
    """Somebody named the old file twice."""
    with pytest.raises(MasterKeyError, match="the master key in use"):
        await rotate(stopped, MASTER, MASTER, NOW)


async def test_a_finished_change_is_told(stopped: Path) -> None:
    """Asked for once more with the old key still in the configuration, it finds nothing to do."""
    await rotate(stopped, MASTER, OTHER, NOW)
    assert await rotate(stopped, MASTER, OTHER, NOW) == Rotated(0, 5)
    await assert_opens_with(stopped, OTHER, MASTER)


async def test_an_unknown_master_changes_nothing(stopped: Path) -> None:
    """The old key that was named is not the one that wraps."""
    with pytest.raises(MasterKeyError, match=rf"{MASTER.id}.*{THIRD.id}.*nothing was changed"):
        await rotate(stopped, THIRD, OTHER, NOW)
    await assert_opens_with(stopped, MASTER, OTHER)


async def test_one_damaged_key_changes_nothing(stopped: Path) -> None:
    """The others stay as they were, under the old key."""
    async with alone(stopped) as tx:
        damaged = (await file_keys.every(tx))[3]
        await file_keys.save(tx, replace(damaged, wrapped=damaged.wrapped[:-1]))
    with pytest.raises(MasterKeyError, match="nothing was changed"):
        await rotate(stopped, MASTER, OTHER, NOW)
    async with alone(stopped) as tx:
        assert await file_keys.masters(tx) == {MASTER.id: 5}


async def test_a_running_bot_is_not_disturbed(stopped: Path) -> None:
    """It would go on wrapping with the key that it has."""
    running = await Database.open(stopped)
    with pytest.raises(StorageError, match="close every other program"):
        await rotate(stopped, MASTER, OTHER, NOW)
    await running.close()
    await assert_opens_with(stopped, MASTER, OTHER)


async def test_nobody_starts_during_a_change(
    stopped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that is started meanwhile gets a sentence."""
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 50)
    async with alone(stopped):
        with pytest.raises(StorageError, match="close every other program"):
            await Database.open(stopped)


async def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """The folder was mistyped."""
    with pytest.raises(StorageError, match="There is no database"):
        await rotate(tmp_path / "none.db", MASTER, OTHER, NOW)
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - nothing waits for it


# Rotates in a process of its own, which kills itself before its n-th statement.
KILLED = f"""
import asyncio, os, signal, sys
import aiosqlite
from datetime import UTC, datetime
from pathlib import Path
from storage.master import parse
from storage.rotation import rotate
from storage.sealing import MasterKey

left = int(sys.argv[2])
execute = aiosqlite.Connection.execute

def counted(self, *arguments):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(self, *arguments)

aiosqlite.Connection.execute = counted
was, now = parse("{KEY_TEXT}"), MasterKey(bytes(range(32)))
asyncio.run(rotate(Path(sys.argv[1]), was, now, datetime.now(UTC)))
"""


async def test_a_kill_at_any_step_loses_nothing(stopped: Path) -> None:
    """Until the commit the old key opens everything, afterwards the new one; never a mixture."""
    step, killed = 0, True
    while killed:
        command = [sys.executable, "-c", KILLED, str(stopped), str(step)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment)
        killed = await process.wait() == -9
        if killed:
            await assert_opens_with(stopped, MASTER, OTHER)
        step += 1
    assert step > 10
    await assert_opens_with(stopped, OTHER, MASTER)


async def trail(path: Path) -> list[tuple[str, str, str]]:
    async with alone(path) as tx:
        rows = await fetch(tx, "SELECT * FROM audit ORDER BY id")
    return [(row["action"], row["subject"], row["at"]) for row in rows]


async def test_a_change_of_keys_is_on_the_trail(stopped: Path) -> None:
    """With the id of the new master, once; one that found nothing to do, or failed, is not."""
    with pytest.raises(MasterKeyError):
        await rotate(stopped, THIRD, OTHER, NOW)
    await rotate(stopped, MASTER, OTHER, NOW)
    await rotate(stopped, MASTER, OTHER, NOW)
    assert await trail(stopped) == [("rotate_keys", f"key {OTHER.id}", NOW.isoformat())]


async def test_a_key_that_is_given_up_is_on_the_trail(stopped: Path) -> None:
    """By the id of what was lost."""
    await abandon(stopped, MASTER.id, OTHER, NOW, *SILENT)
    assert await trail(stopped) == [("abandon_keys", f"key {MASTER.id}", NOW.isoformat())]


async def test_a_lost_master_is_given_up_by_its_id(stopped: Path) -> None:
    """Its files stay shut for ever, and the bot starts with a new key."""
    with pytest.raises(MasterKeyError):
        await opened_by(stopped, OTHER)
    assert await abandon(stopped, MASTER.id, OTHER, NOW, *SILENT) == 5
    assert await opened_by(stopped, OTHER) == []


async def test_nothing_is_given_up_by_mistake(stopped: Path) -> None:
    """Neither the key in use, nor for an id that is mistyped."""
    with pytest.raises(MasterKeyError, match="nothing is lost"):
        await abandon(stopped, MASTER.id, MASTER, NOW, *SILENT)
    with pytest.raises(MasterKeyError, match=r"Nothing is sealed under a master key 0123\."):
        await abandon(stopped, "0123", OTHER, NOW, *SILENT)
    await assert_opens_with(stopped, MASTER)

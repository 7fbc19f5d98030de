"""Restores a backup into an empty storage folder: proven first, and all of it or nothing."""

import os
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from storage import proof
from storage.aftermath import Aftermath, settle
from storage.backup import DATABASE, FILES, NAME, editing
from storage.database import Database
from storage.failures import StorageError
from storage.lock import NAME as LOCK
from storage.lock import held
from storage.proof import Contents

# What is not finished lies here, in the folder itself: it may be the root of a disk.
STAGING = ".restoring"

Finish = Callable[[Database, Aftermath], Awaitable[None]]


async def restore(
    backup: Path, house: Path, now: datetime, reason: str, finish: Finish
) -> tuple[Contents, Aftermath]:
    """Raises StorageError, and then leaves the folder as empty as it was.

    reason: what the author of a waiting case reads when a picture of it is lost; finish: what else
    is written, in one unit with the rest, before the folder can be used.
    """
    contents = await proof.verify(backup)
    _refuse_unless_empty(house)
    with held(house):
        staging = house / STAGING
        # Of a restore that was killed.
        shutil.rmtree(staging, ignore_errors=True)
        try:
            staging.mkdir(mode=0o700)
            aftermath = await _build(backup, staging, contents.at, now, reason, finish)
            _move_in(staging, house)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            shutil.rmtree(house / FILES, ignore_errors=True)
            raise
    return contents, aftermath


async def _build(
    backup: Path, staging: Path, at: datetime, now: datetime, reason: str, finish: Finish
) -> Aftermath:
    files = await _unpack_files(backup, staging / FILES)
    await _unpack_rows(backup, staging / DATABASE)
    database = await Database.open(staging / DATABASE)
    try:
        async with database.unit():
            async with database.transaction() as tx:
                aftermath = await settle(tx, at, now, files, reason)
            await finish(database, aftermath)
    finally:
        await database.close()
    return aftermath


async def _unpack_files(backup: Path, folder: Path) -> frozenset[str]:
    """Returns their names."""
    folder.mkdir(mode=0o700)  # noqa: ASYNC240 - nobody else is served here
    names = set()
    async with (
        proof.opened(backup) as source,
        source.execute("SELECT name, data FROM backup_file") as cursor,
    ):
        async for name, data in cursor:
            # A backup may have been made by anybody: a name is no way out of the folder.
            if not NAME.fullmatch(name):
                raise StorageError(f"{backup.name} holds a file with a name that is none of ours.")
            _write(folder / name, data)
            names.add(name)
    _sync(folder)
    return frozenset(names)


async def _unpack_rows(backup: Path, path: Path) -> None:
    """The tables of the house alone, in pages that never held the pictures."""
    _write(path, b"")
    async with proof.opened(backup) as source:
        await source.execute("PRAGMA temp_store = MEMORY")
        await source.execute("VACUUM INTO ?", (str(path),))
    async with editing(path) as copy:
        for table in proof.OWN_TABLES:
            await copy.execute(f"DROP TABLE {table}")
        await copy.execute("PRAGMA application_id = 0")
        await copy.execute("VACUUM")


def _refuse_unless_empty(house: Path) -> None:
    if house.exists() and any(path.name not in {LOCK, STAGING} for path in house.iterdir()):
        raise StorageError(
            f"{house} is not empty, and a backup is restored into an empty folder only: move "
            "what is there aside, or name another storage.folder."
        )


def _move_in(staging: Path, house: Path) -> None:
    """The database comes last: before it is there, there is no house."""
    _sync(staging)
    (staging / FILES).rename(house / FILES)
    (staging / DATABASE).rename(house / DATABASE)
    shutil.rmtree(staging, ignore_errors=True)
    _sync(house)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Writes a backup, beside a bot that goes on writing: one file, whole or not at all.

It is a SQLite file: the tables of the house as they were at one moment, without originals and
evidence, and three of its own with the bytes of the private files that are left, and with what
proves that it is whole (`proof`). The bytes are copied as they lie on the disk.
"""

import hashlib
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import ExitStack, asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

import aiosqlite
from aiosqlite import Connection

from moderation.case import DECIDED, ENDED, CaseState
from storage import peek, proof
from storage.failures import DISK_FULL, StorageError, explain
from storage.proof import Contents
from storage.rows import encode, fetch, fetch_one, insert

DATABASE = "medpics.sqlite"
FILES = "files"
NAME = re.compile(r"[0-9a-f]{32}")

# Files vanish between the moment of the rows and their copying, when somebody works on a draft: so
# many of the newest are opened at once.
GRASPED_MAX = 400
# For the others it is begun anew; what was copied once is not read again.
ATTEMPTS_MAX = 5

OWN = """
CREATE TABLE backup_about (at TEXT NOT NULL, lacking INTEGER NOT NULL, head TEXT) STRICT;
CREATE TABLE backup_table (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, digest TEXT NOT NULL)
  STRICT;
CREATE TABLE backup_file (name TEXT PRIMARY KEY, digest TEXT NOT NULL, data BLOB NOT NULL) STRICT;
"""


async def write(house: Path, target: Path, at: datetime) -> Contents:
    """Writes the backup of a storage folder and reads it again; raises StorageError.

    at: now. The file appears under its name only once it is proven whole.
    """
    _refuse_existing(target)
    made: list[Path] = []
    try:
        lacking: frozenset[str] | None = None
        for _attempt in range(ATTEMPTS_MAX):
            made.append(_begun(target))
            earlier = made[-2] if len(made) > 1 else None
            before, lacking = lacking, await _take(house, made[-1], at, earlier)
            # What lacks twice did not vanish meanwhile: it was lost before.
            if not lacking or lacking == before:
                break
        contents = await proof.verify(made[-1])
        _finish(made[-1], target)
    except (OSError, sqlite3.Error, StorageError) as error:
        if explain(error) == DISK_FULL:
            raise StorageError(f"The disk is full: make room for {target}.") from error
        raise
    finally:
        for partial in made:
            partial.unlink(missing_ok=True)
    return contents


async def _take(house: Path, partial: Path, at: datetime, earlier: Path | None) -> frozenset[str]:
    """Fills `partial`; returns the names of files that are not there any more."""
    with ExitStack() as stack:
        async with peek.opened(house / DATABASE) as source, editing(partial) as copy:
            # One moment: what is read first holds for everything that is copied after it.
            await source.execute("BEGIN")
            grasped = _grasp(stack, house / FILES, await _youngest(source))
            await source.backup(copy)
        async with editing(partial) as copy:
            await leave_out(copy)
            await copy.execute("VACUUM")
            await copy.executescript(OWN)
            wanted = await proof.wanted(copy)
            if earlier is not None:
                await _reuse(copy, earlier, wanted)
            lacking = await _copy_files(copy, house / FILES, wanted, grasped)
            await _prove(copy, at, len(lacking))
    return lacking


async def _youngest(source: Connection) -> list[str]:
    """Names of the files that may vanish first: those of the newest pictures."""
    sql = (
        "SELECT masked AS name, id FROM picture WHERE masked IS NOT NULL UNION ALL"
        " SELECT preview, id FROM picture WHERE preview IS NOT NULL ORDER BY id DESC LIMIT ?"
    )
    return [row["name"] for row in await fetch(source, sql, GRASPED_MAX)]


def _grasp(stack: ExitStack, folder: Path, names: Iterable[str]) -> dict[str, BinaryIO]:
    """Opens them: an open file can be read even when it is deleted meanwhile."""
    grasped: dict[str, BinaryIO] = {}
    for name in names:
        if NAME.fullmatch(name):
            with suppress(OSError):
                grasped[name] = stack.enter_context((folder / name).open("rb"))
    return grasped


@asynccontextmanager
async def editing(path: Path) -> AsyncIterator[Connection]:
    """An existing file; neither journal nor temporary file: nothing of it is written elsewhere."""
    address = f"{path.absolute().as_uri()}?mode=rw"  # noqa: ASYNC240 - no call at all
    async with aiosqlite.connect(address, uri=True, isolation_level=None) as copy:
        copy.row_factory = aiosqlite.Row
        await copy.execute("PRAGMA journal_mode = MEMORY")
        await copy.execute("PRAGMA temp_store = MEMORY")
        await copy.execute("PRAGMA secure_delete = ON")
        yield copy


async def leave_out(copy: Connection) -> None:
    """Takes out what no backup holds: originals and evidence with their keys, files that are due,
    what a registry said of applicants, and what people sent that was not dealt with yet.

    Tables that this database does not have are passed over.
    """
    known = await proof.tables(copy)
    ended = "(SELECT id FROM medical_case WHERE state IN (SELECT value FROM json_each(?)))"
    await copy.execute("UPDATE picture SET original = NULL")
    await copy.execute("UPDATE application SET evidence = NULL")
    if "document" in known:
        await copy.execute("UPDATE document SET key = NULL")
    await copy.execute(
        f"UPDATE picture SET masked = NULL WHERE case_id IN {ended}",  # noqa: S608 - ours
        (encode(tuple(ENDED)),),
    )
    await copy.execute(
        f"UPDATE picture SET preview = NULL WHERE case_id IN {ended}",  # noqa: S608 - ours
        (encode(tuple(DECIDED - {CaseState.REJECTED})),),
    )
    kept = (encode(tuple(await proof.wanted(copy))),)
    for table in ("file_key", "unsealed_file"):
        if table in known:
            await copy.execute(
                f"DELETE FROM {table} WHERE name NOT IN (SELECT value FROM json_each(?))",  # noqa: S608 - ours
                kept,
            )
    if "registry_answer" in known:
        # Names of others that a registry gave; it is asked again.
        await copy.execute("DELETE FROM registry_answer")
    if "inbox" in known:
        # What waits holds words as they were typed. Telegram repeats what it was not told of.
        await copy.execute("DELETE FROM inbox WHERE state = 'waiting'")
        await copy.execute("UPDATE inbox SET payload = NULL")


async def _reuse(copy: Connection, earlier: Path, wanted: frozenset[str]) -> None:
    await copy.execute("ATTACH ? AS earlier", (str(earlier),))
    await copy.execute(
        "INSERT INTO backup_file SELECT * FROM earlier.backup_file"
        " WHERE name IN (SELECT value FROM json_each(?))",
        (encode(tuple(wanted)),),
    )
    await copy.execute("DETACH earlier")


async def _copy_files(
    copy: Connection, folder: Path, wanted: frozenset[str], grasped: dict[str, BinaryIO]
) -> frozenset[str]:
    """Returns the names of those that are not there."""
    there = {row["name"] for row in await fetch(copy, "SELECT name FROM backup_file")}
    lacking = set()
    await copy.execute("BEGIN")
    for name in sorted(wanted - there):
        data = grasped[name].read() if name in grasped else _read(folder, name)
        if data is None:
            lacking.add(name)
        else:
            values = {"name": name, "digest": hashlib.sha256(data).hexdigest(), "data": data}
            await insert(copy, "backup_file", values)
    await copy.execute("COMMIT")
    return frozenset(lacking)


def _read(folder: Path, name: str) -> bytes | None:
    if not NAME.fullmatch(name):
        return None
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        return None


async def _prove(copy: Connection, at: datetime, lacking: int) -> None:
    """Last of all: what was saved, so that whoever reads it can tell."""
    chained = "audit_chain" in await proof.tables(copy)
    chain = await fetch_one(copy, "SELECT head_hash FROM audit_chain") if chained else None
    about = {"at": encode(at), "lacking": lacking, "head": chain["head_hash"] if chain else None}
    await insert(copy, "backup_about", about)
    for table in await proof.proven(copy):
        rows, digest = await proof.digest(copy, table)
        await insert(copy, "backup_table", {"name": table, "rows": rows, "digest": digest})
    await copy.execute(f"PRAGMA application_id = {proof.APPLICATION_ID}")


def _refuse_existing(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise StorageError(f"{target} exists already: name another file.")


def _begun(target: Path) -> Path:
    """An empty file beside the target, readable by its owner only."""
    partial = target.with_name(f".{target.name}.{token_hex(4)}.part")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        message = f"{target} cannot be written ({error.strerror}): name another place."
        raise StorageError(message) from error
    return partial


def _finish(partial: Path, target: Path) -> None:
    """Gives the file its name, durably, and takes no other file's place."""
    _sync(partial, os.O_RDONLY)
    try:
        os.link(partial, target)
    except FileExistsError:
        _refuse_existing(target)
    except OSError:
        # Some file systems know no second name for a file.
        _refuse_existing(target)
        partial.rename(target)
    _sync(target.absolute().parent, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

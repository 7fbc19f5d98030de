"""Files of an earlier version, in clear: sealed at the start, whatever stops it, and no others."""

import os
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage import file_keys
from storage.database import Database
from storage.file_keys import FileKey
from storage.files import DamagedFileError, Files, MissingFileError, Purpose
from storage.migrations import SCHEMA
from storage.sealing import FILE_FORMAT, new_key
from tests.moderation.examples import NOW
from tests.storage.examples import MASTER, holding

MARK = b"MARKED-PIXELS-OF-AN-ORIGINAL"
NAMES = {purpose: f"{number:032x}" for number, purpose in enumerate(Purpose)}
ROWS = """
INSERT INTO member (id, language, joined_at, standing, notice_version)
VALUES (11, 'fr', '2026-03-01T09:30:00+00:00', 'verified', 1);
INSERT INTO medical_case (id, author_id, created_at, updated_at, state, revision, step, attested)
VALUES (5, 11, '2026-03-01T09:30:00+00:00', '2026-03-01T09:30:00+00:00', 'draft', 1, 'pictures',
  '[]');
INSERT INTO picture
  (id, case_id, position, received_at, state, original, masked, preview, width, height, flags)
VALUES (8, 5, 77, '2026-03-01T09:30:00+00:00', 'masked', '00000000000000000000000000000000',
  '00000000000000000000000000000002', '00000000000000000000000000000003', 4, 3, '[]');
INSERT INTO application (id, member_id, created_at, state, revision, number_kept, evidence)
VALUES (3, 11, '2026-03-01T09:30:00+00:00', 'submitted', 1, 0, '00000000000000000000000000000001');
PRAGMA user_version = 1;
"""


@dataclass
class Upgraded:
    """The store of the first version, as this version opens it."""

    folder: Path
    database: Database
    files: Files

    def holding(self) -> list[str]:
        return holding(self.folder, MARK)

    async def listed(self) -> dict[Purpose, str]:
        rows = await file_keys.unsealed(self.database.reader)
        return {purpose: name for name, purpose in rows}


def content(purpose: Purpose) -> bytes:
    # A clever author's picture may begin like anything, even like what we seal.
    return FILE_FORMAT + MARK + purpose.encode()


@pytest.fixture
async def old(tmp_path: Path) -> AsyncIterator[Upgraded]:
    private, path = tmp_path / "private", tmp_path / "a.db"
    with sqlite3.connect(path) as first:
        first.executescript((SCHEMA / "001_initial.sql").read_text(encoding="utf-8") + ROWS)
    first.close()
    private.mkdir()
    for purpose, name in NAMES.items():
        (private / name).write_bytes(content(purpose))
    database = await Database.open(path)
    yield Upgraded(tmp_path, database, Files(private, database, MASTER, lambda: NOW))
    await database.close()


async def assert_sealed(old: Upgraded) -> None:
    """Each opens as what it was, nothing is in clear, and nothing is left to be done."""
    assert {p: await old.files.get(name) for p, name in NAMES.items()} == {
        purpose: content(purpose) for purpose in Purpose
    }
    every = await file_keys.every(old.database.reader)
    assert {key.purpose: key.name for key in every} == NAMES
    assert old.holding() == []
    assert await old.listed() == {}


async def test_old_files_are_listed_and_sealed(old: Upgraded) -> None:
    """In place, under the names that the rows have, as what the rows say they are."""
    assert await old.listed() == NAMES
    assert old.holding() == sorted(NAMES.values())
    assert await old.files.seal_old() == 4
    await assert_sealed(old)
    assert await old.files.seal_old() == 0


async def test_until_then_they_do_not_open(old: Upgraded) -> None:
    """Nothing in clear is ever taken for a private file."""
    for name in NAMES.values():
        with pytest.raises(MissingFileError):
            await old.files.get(name)


async def test_a_stop_after_the_key_is_made_good(old: Upgraded) -> None:
    """The key is kept, the file still in clear, and a part of the sealed one beside it."""
    name = NAMES[Purpose.ORIGINAL]
    key = FileKey(name, Purpose.ORIGINAL, NOW).holding(new_key(), MASTER)
    async with old.database.transaction() as tx:
        await file_keys.save(tx, key)
    (old.folder / "private" / f"{name}.part").write_bytes(FILE_FORMAT)
    await old.files.seal_old()
    await assert_sealed(old)


async def test_a_stop_after_the_file_is_made_good(old: Upgraded) -> None:
    """It is sealed already and still listed: it is not sealed twice."""
    listed = await old.listed()
    await old.files.seal_old()
    async with old.database.transaction() as tx:
        rows = [(name, purpose) for purpose, name in listed.items()]
        await tx.executemany("INSERT INTO unsealed_file VALUES (?, ?)", rows)
    assert await old.files.seal_old() == 4
    await assert_sealed(old)


async def test_a_file_that_is_gone_is_passed_over(old: Upgraded) -> None:
    """A crash of the earlier version left its row."""
    (old.folder / "private" / NAMES[Purpose.PREVIEW]).unlink()
    assert await old.files.seal_old() == 4
    assert await old.listed() == {}
    assert await old.files.get(NAMES[Purpose.MASKED]) == content(Purpose.MASKED)


async def test_what_is_put_there_in_clear_later_stays_shut(old: Upgraded) -> None:
    """Otherwise whoever can write to the folder chooses what is published."""
    await old.files.seal_old()
    path = old.folder / "private" / NAMES[Purpose.MASKED]
    path.write_bytes(b"another picture")
    assert await old.files.seal_old() == 0
    with pytest.raises(DamagedFileError):
        await old.files.get(path.name)


async def test_an_old_stray_is_swept_like_any_other(old: Upgraded) -> None:
    """No row names it, so nobody seals it."""
    path = old.folder / "private" / ("f" * 32)
    path.write_bytes(MARK)
    os.utime(path, (0, 0))
    await old.files.seal_old()
    assert await old.files.forget_strays(set(NAMES.values()), NOW) == 1
    await assert_sealed(old)

"""A restored house has what the backup had, or is not there at all."""

import asyncio
import os
import sqlite3
from pathlib import Path

import pytest

from moderation.case import ENDED, CaseState, PictureState
from storage import (
    audit,
    backup,
    members,
    pictures,
)
from storage.aftermath import Aftermath
from storage.database import Database
from storage.failures import StorageError
from storage.lock import NAME as LOCK
from storage.lock import held
from storage.migrations import SCHEMA
from storage.restore import STAGING, restore
from storage.rows import fetch, update
from tests.moderation.examples import NOW
from tests.storage.houses import (
    AUTHORS,
    LATER,
    REASON,
    House,
    bring_back,
    load,
    open_house,
)

OVER = ENDED | {CaseState.PUBLISHED, CaseState.HIDDEN}


@pytest.mark.parametrize("state", sorted(OVER))
async def test_what_is_over_comes_back_as_it_was(
    house: House, again: House, state: CaseState
) -> None:
    """Published and ended cases: every field."""
    assert await load(again, state) == await load(house, state)


@pytest.mark.parametrize("state", sorted(set(CaseState) - OVER - {CaseState.DRAFT}))
async def test_what_is_open_waits_where_it_was(
    house: House, again: House, state: CaseState
) -> None:
    """In the same state, with its masked picture, byte for byte."""
    now = await load(again, state)
    [shown] = await pictures.of_case(again.database.reader, now.id)

    assert (now.state, now.fingerprint) == (state, "f")
    assert shown.state is PictureState.MASKED
    assert await again.files.get(shown.masked) == b"masked %d" % AUTHORS[state]
    assert shown.original is None


async def test_nothing_else_is_on_the_disk(again: House) -> None:
    """Every file is named by a row, and every name has its file; private as the first house."""
    known = await pictures.keys(again.database.reader)

    assert again.on_disk() == known
    assert not [path for path in everything(again.folder) if os.stat(path).st_mode & 0o077]  # noqa: PTH116 - one call, one mode


def everything(folder: Path) -> list[Path]:
    return [folder, *folder.rglob("*")]


async def test_a_folder_that_is_not_empty_is_refused(source: Path, tmp_path: Path) -> None:
    """Whatever lies in it is worth more than a backup; the first house is not touched."""
    before = sorted(everything(tmp_path / "var"))
    with pytest.raises(StorageError, match="is not empty"):
        await bring_back(source, tmp_path / "var")

    assert sorted(everything(tmp_path / "var")) == before


async def test_a_folder_in_use_is_refused(source: Path, tmp_path: Path) -> None:
    """A bot that was started on the empty folder at this very moment."""
    with held(tmp_path / "new"), pytest.raises(StorageError, match=r"works on storage\.folder"):
        await bring_back(source, tmp_path / "new")


async def test_a_folder_where_only_a_lock_was_left_will_do(source: Path, tmp_path: Path) -> None:
    """A bot that could not start leaves it behind."""
    with held(tmp_path / "new"):
        pass
    await bring_back(source, tmp_path / "new")

    assert {path.name for path in everything(tmp_path / "new")} >= {LOCK, "medpics.sqlite"}


async def test_a_damaged_backup_touches_nothing(source: Path, tmp_path: Path) -> None:
    """It is proven before the folder is even made."""
    damage(source)
    with pytest.raises(StorageError, match="is damaged"):
        await bring_back(source, tmp_path / "new")

    assert "new" not in {path.name for path in everything(tmp_path)}


def damage(source: Path) -> None:
    with sqlite3.connect(source) as other:
        other.execute("UPDATE member SET name = 'x'")
    other.close()


async def test_a_name_is_no_way_out_of_the_folder(source: Path, tmp_path: Path) -> None:
    """Somebody made a backup of their own, and everything in it fits."""
    async with backup.editing(source) as copy:
        [row] = await fetch(copy, "SELECT name FROM backup_file LIMIT 1")
        for table, column in (
            ("picture", "masked"),
            ("picture", "preview"),
            ("backup_file", "name"),
        ):
            await update(copy, table, {column: "../../escaped"}, {column: row["name"]})
        await copy.execute("DELETE FROM backup_table")
        await copy.execute("DELETE FROM backup_about")
        await backup._prove(copy, NOW, 0)
    with pytest.raises(StorageError, match="none of ours"):
        await bring_back(source, tmp_path / "new")

    assert not [path for path in everything(tmp_path) if path.name == "escaped"]


async def test_a_restore_that_fails_leaves_an_empty_folder(source: Path, tmp_path: Path) -> None:
    """It can be tried again at once."""

    async def fail(_database: Database, _aftermath: Aftermath) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        await restore(source, tmp_path / "new", LATER, REASON, fail)
    assert [path.name for path in everything(tmp_path / "new")] == ["new", LOCK]
    await bring_back(source, tmp_path / "new")


async def test_a_restore_that_is_cut_off_leaves_all_or_nothing(
    source: Path, tmp_path: Path
) -> None:
    """Interrupted by hand, at any moment of it."""
    for turns in range(0, 80, 8):
        folder = tmp_path / f"new{turns}"
        task = asyncio.ensure_future(bring_back(source, folder))
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        left = {path.name for path in everything(folder) if path.parent == folder} - {LOCK}
        assert left - {STAGING} in (set(), {"files", "medpics.sqlite"})
        if "files" not in left:
            await bring_back(source, folder)


async def test_a_restore_that_was_killed_can_be_repeated(source: Path, tmp_path: Path) -> None:
    """What it left behind is no house."""
    (tmp_path / "new" / STAGING / "files").mkdir(parents=True)
    await bring_back(source, tmp_path / "new")

    assert {path.name for path in everything(tmp_path / "new")} >= {"files", "medpics.sqlite"}


def an_earlier_house(folder: Path) -> None:
    """As version 2 left it: one member, one row in a trail that is no chain yet."""
    folder.mkdir()
    with sqlite3.connect(folder / "medpics.sqlite") as old:
        for path in sorted(SCHEMA.glob("00[12]*.sql")):
            old.executescript(path.read_text(encoding="utf-8"))
        old.executescript(
            "INSERT INTO member (id, language, joined_at, standing, notice_version)"
            " VALUES (11, 'fr', '2026-03-01T09:30:00+00:00', 'verified', 1);"
            "INSERT INTO audit (at, actor_id, action, subject)"
            " VALUES ('2026-03-01T09:30:00+00:00', 11, 'submit', 'case 1');"
            "PRAGMA user_version = 2;"
        )
    old.close()


async def test_a_backup_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """As a start of the bot would; tables that it does not have are passed over."""
    an_earlier_house(tmp_path / "old")
    contents = await backup.write(tmp_path / "old", tmp_path / "b.backup", NOW)
    await bring_back(tmp_path / "b.backup", tmp_path / "new")
    async with open_house(tmp_path / "new") as made:
        assert (await audit.check(made.database.reader)).rows == 2
        assert await members.load(made.database.reader, 11)
    assert (contents.schema, contents.head) == (2, None)

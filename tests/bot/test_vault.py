"""The master key: without the right one nothing opens, and no process we start inherits it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings, Storage
from bot.vault import database_path, master_key, open_stores
from storage.database import Database
from storage.files import Purpose
from storage.master import MasterKeyError, create
from tests.handlers.fakes import TOKEN
from tests.house import ROOT
from tests.moderation.examples import NOW
from tests.storage.examples import KEY_TEXT, MASTER

# What a child of the bot says of itself: its limit for core dumps, and its environment.
CHILD = """
import os, subprocess, sys
from bot.vault import keep_to_ourselves
keep_to_ourselves()
said = "import os, resource; print(resource.getrlimit(resource.RLIMIT_CORE), dict(os.environ))"
print(subprocess.run([sys.executable, "-c", said], capture_output=True, text=True).stdout)
"""


def storage_at(folder: Path, **fields: object) -> Storage:
    return Storage.model_validate(
        {"folder": folder / "var", "key_file": folder / "medpics.key"} | fields
    )


def test_the_key_comes_from_its_file(tmp_path: Path) -> None:
    """As `medpics keys new` made it."""
    made = create(tmp_path / "medpics.key")
    assert master_key(storage_at(tmp_path)).id == made.id


def test_the_environment_stands_above_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then no file is looked for."""
    monkeypatch.setenv("MEDPICS_STORAGE__MASTER_KEY", KEY_TEXT)
    storage = Settings(telegram={"token": TOKEN}, storage={"key_file": tmp_path / "none"}).storage
    assert master_key(storage).id == MASTER.id


@pytest.mark.parametrize("place", ["var/medpics.key", "var/files/k", "other/../var/k"])
def test_a_key_beside_its_data_is_refused(tmp_path: Path, place: str) -> None:
    """Whoever steals or copies the folder would have both."""
    storage = storage_at(tmp_path, key_file=tmp_path / place)
    with pytest.raises(MasterKeyError, match="lies inside"):
        master_key(storage)


def test_a_link_into_the_folder_is_seen_through(tmp_path: Path) -> None:
    """The key lies where it leads."""
    (tmp_path / "var").mkdir()
    create(tmp_path / "var" / "k")
    (tmp_path / "medpics.key").symlink_to(tmp_path / "var" / "k")
    with pytest.raises(MasterKeyError, match="lies inside"):
        master_key(storage_at(tmp_path))


async def test_without_a_key_nothing_is_made(tmp_path: Path) -> None:
    """Neither folder nor database; the sentence says what to run."""
    with pytest.raises(MasterKeyError, match=r"make one with medpics keys new .*medpics\.key"):
        await open_stores(storage_at(tmp_path), lambda: NOW)
    assert not database_path(storage_at(tmp_path)).parent.exists()


async def test_another_key_than_before_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the id of the key that is needed; and nothing stays open."""
    database, files = await open_stores(storage_at(tmp_path, master_key=KEY_TEXT), lambda: NOW)
    await files.put(b"x", Purpose.MASKED)
    await database.close()
    other = create(tmp_path / "medpics.key")
    closed: list[Database] = []
    close = Database.close

    async def noted(self: Database) -> None:
        closed.append(self)
        await close(self)

    monkeypatch.setattr(Database, "close", noted)
    with pytest.raises(MasterKeyError, match=rf"under the master key {MASTER.id}.*{other.id}"):
        await open_stores(storage_at(tmp_path), lambda: NOW)
    assert len(closed) == 1


def test_no_child_gets_a_secret_or_leaves_a_dump() -> None:
    """Tesseract needs neither token nor master key; the folder of the weights it may know."""
    secrets = {"MEDPICS_TELEGRAM__TOKEN": TOKEN, "medpics_storage__master_key": KEY_TEXT}
    kept = {"MEDPICS_WEIGHTS": "here", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CHILD]
    said = subprocess.run(
        command, env=os.environ | secrets | kept, capture_output=True, text=True, check=True
    ).stdout
    assert said.startswith("(0, 0) ")
    assert "MEDPICS_WEIGHTS" in said
    assert not [secret for secret in (TOKEN, KEY_TEXT) if secret in said]

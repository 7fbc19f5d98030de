"""Backups that are taken while a bot writes as fast as it can: each is one moment, and whole."""

import asyncio
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderation.case import ENDED, CaseState, PictureState
from storage import audit, backup, cases, pictures, posts
from storage.rows import fetch
from tests.house import ROOT
from tests.moderation.examples import NOW
from tests.storage.houses import SECRET, House, bring_back, open_house

# More by hand: MEDPICS_BACKUPS=300 pytest tests/storage/test_backup_load.py
BACKUPS = int(os.environ.get("MEDPICS_BACKUPS", "8"))


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Path]:
    """A storage folder that another process works in; in the end it is killed."""
    folder = tmp_path / "var"
    command = [sys.executable, "-m", "tests.storage.writer", str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        for _case in range(15):
            assert process.stdout.readline()
        # Nobody reads on: what it says must not fill the pipe and stop it.
        os.set_blocking(process.stdout.fileno(), False)
        yield folder
        assert process.poll() is None, "the writer died"
        process.kill()


async def wrong_with(house: House) -> list[str]:
    """What could not be so if the backup were one moment of the house."""
    reader, found = house.database.reader, []
    if (await fetch(reader, "PRAGMA integrity_check")) != [{"integrity_check": "ok"}]:
        found.append("pages")
    if await fetch(reader, "PRAGMA foreign_key_check") or (await audit.check(reader)).broken:
        found.append("rows")
    if house.on_disk() != await pictures.keys(reader):
        found.append("files")
    for case_id in await cases.ids_in_states(reader, CaseState):
        case = await cases.load(reader, case_id)
        assert case is not None
        trail = [row["action"] for row in await audit.trail(reader, f"case {case.id}")]
        if trail[-1] != case.state:
            found.append(f"{case.number} is {case.state}, and its trail ends with {trail[-1]}")
        if (case.state is CaseState.PUBLISHED) and await posts.load(reader, case.id) is None:
            found.append(f"{case.number} has no post")
        for picture in await pictures.of_case(reader, case.id):
            if picture.state is PictureState.MASKED and case.state not in ENDED:
                data = await house.files.get(picture.masked)
                if hashlib.sha256(data).hexdigest() != picture.digest:
                    found.append(f"{case.number} has another picture")
    return found


@pytest.mark.timeout(60 + 10 * BACKUPS)
async def test_every_backup_under_load_restores_whole(busy: Path, tmp_path: Path) -> None:
    """Rows, files and trail belong to one moment, no file lacks, no original is in it."""
    moments = set()
    for number in range(BACKUPS):
        source, folder = tmp_path / f"{number}.backup", tmp_path / f"new{number}"
        contents = await backup.write(busy, source, NOW)
        assert contents.lacking == 0
        assert SECRET not in await asyncio.to_thread(source.read_bytes)
        await bring_back(source, folder)
        async with open_house(folder) as house:
            assert await wrong_with(house) == []
        moments.add(contents.head)
        await asyncio.to_thread(shutil.rmtree, folder)
    assert len(moments) == BACKUPS, "nothing was written meanwhile"

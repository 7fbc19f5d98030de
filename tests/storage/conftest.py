"""A real database and a real folder of private files, new for every test."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import backup, cases, members
from storage.database import Database
from storage.files import Files
from tests.moderation.examples import AUTHOR, NOW
from tests.storage.examples import MASTER
from tests.storage.houses import House, bring_back, furnished, open_house


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "state" / "medpics.db")
    yield opened
    await opened.close()


@pytest.fixture
async def author(database: Database) -> int:
    async with database.transaction() as tx:
        return (await members.meet(tx, AUTHOR, "fr", NOW)).id


@pytest.fixture
async def case_id(database: Database, author: int) -> int:
    async with database.transaction() as tx:
        return (await cases.begin(tx, author, NOW)).id


@pytest.fixture
def files(tmp_path: Path, database: Database) -> Files:
    return Files(tmp_path / "private", database, MASTER, lambda: NOW)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """The shell protects nothing: what is private is so by our own doing."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The house that will be lost."""
    async with furnished(tmp_path / "var") as made:
        yield made


@pytest.fixture
async def source(house: House, tmp_path: Path) -> Path:
    await backup.write(house.folder, tmp_path / "a.backup", NOW)
    return tmp_path / "a.backup"


@pytest.fixture
async def again(house: House, source: Path, tmp_path: Path) -> AsyncIterator[House]:
    """The house that was restored; its cases by the state they had."""
    await bring_back(source, tmp_path / "new")
    async with open_house(tmp_path / "new") as made:
        made.cases.update(house.cases)
        yield made

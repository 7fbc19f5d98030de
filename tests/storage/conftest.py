"""A real database and a real folder of private files, new for every test."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import cases, members
from storage.database import Database
from storage.files import Files
from tests.moderation.examples import AUTHOR, NOW
from tests.storage.examples import MASTER


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

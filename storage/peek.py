"""Looks into a database that a running bot may be writing: nothing is changed, nobody waits."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from storage.database import BUSY_MILLISECONDS
from storage.failures import DAMAGED, StorageError, explain
from storage.migrations import version_of


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """A connection that only reads; raises StorageError, also for what fails inside."""
    address = _address(path)
    try:
        async with aiosqlite.connect(
            address, uri=True, isolation_level=None, timeout=BUSY_MILLISECONDS / 1000
        ) as connection:
            connection.row_factory = aiosqlite.Row
            await version_of(connection)
            yield connection
    except OSError as error:
        raise StorageError(explain(error) or f"{path.name} cannot be read.") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError, KeyError, TypeError) as error:
        # Damage has many faces: a text that is no text, a table or a column that is not there.
        raise StorageError(explain(error) or DAMAGED) from error


def _address(path: Path) -> str:
    if not path.is_file():
        raise StorageError(f"There is no {path.name}: is storage.folder the right one?")
    return f"{path.absolute().as_uri()}?mode=ro"

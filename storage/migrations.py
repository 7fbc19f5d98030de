"""Migrations: numbered schema files, each applied once, in one transaction with its number."""

import sqlite3
from pathlib import Path

import aiosqlite

from storage import audit
from storage.failures import StorageError

SCHEMA = Path(__file__).parent / "schema"


async def migrate(connection: aiosqlite.Connection, schema: Path = SCHEMA) -> None:
    """Applies the schema files above `user_version`, each in a transaction with its number."""
    # The audit trail of an earlier version is chained by the same rule as every later row.
    await connection.create_function("audit_link", 7, audit.link, deterministic=True)
    current = await version_of(connection, schema)
    for path in _scripts(schema):
        number = _number(path)
        if number <= current:
            continue
        changes = path.read_text(encoding="utf-8")
        script = f"BEGIN;\n{changes}\nPRAGMA user_version = {number};\nCOMMIT;"
        try:
            await connection.executescript(script)
        except sqlite3.Error:
            if connection.in_transaction:
                await connection.execute("ROLLBACK")
            raise


async def version_of(connection: aiosqlite.Connection, schema: Path = SCHEMA) -> int:
    """The number of the database's schema; raises StorageError when this program is too old."""
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    current = int(row[0]) if row else 0
    if current > newest(schema):
        raise StorageError(
            f"The database was written by a newer version of MedPics (schema {current}, this "
            f"version knows {newest(schema)}): install that version again."
        )
    return current


def _scripts(schema: Path) -> list[Path]:
    return sorted(schema.glob("[0-9]*.sql"))


def newest(schema: Path = SCHEMA) -> int:
    """The number of the last schema file; 0 without any."""
    return max(map(_number, _scripts(schema)), default=0)


def _number(path: Path) -> int:
    return int(path.name.split("_")[0])

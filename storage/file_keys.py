"""Rows of file keys: wrapped by the master key, and gone when the file is purged."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from aiosqlite import Connection

from storage.rows import columns, encode, fetch, fetch_one, insert, sure_instant
from storage.sealing import MasterKey, SealError


class Purpose(StrEnum):
    """What a private file is; a backup takes no original and no evidence."""

    ORIGINAL = "original"
    EVIDENCE = "evidence"
    MASKED = "masked"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class FileKey:
    """name: of the file; wrapped: its data key; master: the id of what wraps it."""

    name: str
    purpose: Purpose
    created_at: datetime
    wrapped: bytes = field(default=b"", repr=False)
    master: str = ""

    @property
    def label(self) -> str:
        """Bound to the wrapped key: it opens for this file, as what this file is."""
        return f"{self.purpose} {self.name}"

    def unwrapped(self, master: MasterKey) -> bytes:
        """The data key; raises SealError."""
        if self.master != master.id:
            raise SealError
        return master.unwrap(self.wrapped, self.label)

    def holding(self, data_key: bytes, master: MasterKey) -> "FileKey":
        wrapped = master.wrap(data_key, self.label)
        return replace(self, wrapped=wrapped, master=master.id)


async def load(connection: Connection, name: str) -> FileKey | None:
    row = await fetch_one(connection, "SELECT * FROM file_key WHERE name = ?", name)
    return _file_key(row) if row else None


async def every(connection: Connection) -> list[FileKey]:
    """All of them, oldest first."""
    rows = await fetch(connection, "SELECT * FROM file_key ORDER BY created_at, name")
    return [_file_key(row) for row in rows]


async def save(tx: Connection, key: FileKey) -> None:
    """In the place of an earlier key of the same file, if there is one."""
    await insert(tx, "file_key", columns(key), verb="INSERT OR REPLACE")


async def forget(tx: Connection, names: Collection[str]) -> None:
    """Without its key a file is noise."""
    sql = "DELETE FROM file_key WHERE name IN (SELECT value FROM json_each(?))"
    await tx.execute(sql, (encode(tuple(names)),))


async def names_before(connection: Connection, limit: datetime) -> frozenset[str]:
    """Files whose key was made before `limit`."""
    rows = await fetch(connection, "SELECT name FROM file_key WHERE created_at < ?", limit)
    return frozenset(row["name"] for row in rows)


async def masters(connection: Connection) -> dict[str, int]:
    """The id of every master key that wraps something, and how many files it wraps."""
    sql = "SELECT master, count(*) AS number FROM file_key GROUP BY master ORDER BY master"
    return {row["master"]: row["number"] for row in await fetch(connection, sql)}


async def unsealed(connection: Connection) -> list[tuple[str, Purpose]]:
    """Files that an earlier version kept in clear, and that were not sealed since."""
    rows = await fetch(connection, "SELECT name, purpose FROM unsealed_file ORDER BY name")
    return [(row["name"], Purpose(row["purpose"])) for row in rows]


async def note_sealed(tx: Connection, name: str) -> None:
    await tx.execute("DELETE FROM unsealed_file WHERE name = ?", (name,))


def _file_key(row: dict[str, Any]) -> FileKey:
    created_at = sure_instant(row["created_at"])
    return FileKey(**row | {"purpose": Purpose(row["purpose"]), "created_at": created_at})

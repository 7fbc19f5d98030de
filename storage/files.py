"""Private files on disk: originals, evidence and masked pictures, under names that say nothing.

The one seam for encryption at rest: everything that is kept goes through `put`, `get`, `delete`.
"""

import asyncio
import os
import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

KEY_BYTES = 16
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of private files, and bytes that the disk has left."""

    kept: int
    free: int


class MissingFileError(Exception):
    """The file was purged, or never was."""


class Files:
    """A folder of private files, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)

    async def put(self, data: bytes) -> str:
        """Keeps the bytes, durably, and returns the key that finds them again."""
        key = token_hex(KEY_BYTES)
        await asyncio.to_thread(self._write, key, data)
        return key

    async def get(self, key: str) -> bytes:
        """The bytes of a key; raises MissingFileError."""
        try:
            return await asyncio.to_thread(self._path(key).read_bytes)
        except FileNotFoundError:
            raise MissingFileError from None

    async def delete(self, key: str) -> None:
        """Forgets the bytes; deleting twice is harmless."""
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def forget_strays(self, known: Collection[str], before: datetime) -> int:
        """Deletes what was last written before `before` and is no key of `known`; how many.

        A crash between `put` and the row that remembers its key leaves such a file, and a crash
        inside `put` leaves a part of one; no other sweep would ever find them.
        """
        keep, limit = frozenset(known), before.timestamp()
        return await asyncio.to_thread(self._forget_strays, keep, limit)

    async def room(self) -> Room:
        """How much is kept, and how much the disk has left."""
        return await asyncio.to_thread(self._room)

    def _room(self) -> Room:
        kept = 0
        with os.scandir(self._folder) as entries:
            for entry in entries:
                # Another task may delete it at this very moment.
                with suppress(FileNotFoundError):
                    kept += entry.stat().st_size
        return Room(kept, shutil.disk_usage(self._folder).free)

    def _forget_strays(self, keep: frozenset[str], limit: float) -> int:
        files = [path for path in self._folder.iterdir() if path.name not in keep]
        strays = [path for path in files if path.stat().st_mtime < limit]
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise MissingFileError
        return self._folder / key

    def _write(self, key: str, data: bytes) -> None:
        target = self._path(key)
        partial = target.with_suffix(".part")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        self._keep_names()

    def _keep_names(self) -> None:
        # A file's name lasts through a power cut only once its folder is on the disk too.
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

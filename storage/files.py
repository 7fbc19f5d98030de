"""Private files on disk, each sealed under a key of its own, under names that say nothing.

Originals, evidence, masked pictures, previews: everything that is kept goes through `put`, `get`,
`delete`. A file's key is a row, wrapped by the master key; purging is deleting that row, and then
the file, which is noise without it.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from storage import file_keys
from storage.database import Database
from storage.file_keys import FileKey, Purpose
from storage.folder import Folder, Room
from storage.master import MasterKeyError
from storage.sealing import MasterKey, SealError, new_key, seal, unseal

__all__ = ["DamagedFileError", "Files", "MissingFileError", "Purpose"]

log = logging.getLogger(__name__)

NAME_BYTES = 16
_NAME = re.compile(r"[0-9a-f]{32}")


class MissingFileError(Exception):
    """The file was purged, or never was, or cannot be opened any more."""


class DamagedFileError(MissingFileError):
    """File or key are not what was sealed: nothing of it is shown."""

    def __init__(self) -> None:
        super().__init__(
            "A private file cannot be opened: it was altered on the disk, or its key was."
        )


class Files:
    """A folder of sealed files, and the database that holds their wrapped keys.

    Inside a unit of the database, keys come and go with everything else that the unit writes.
    """

    def __init__(
        self, folder: Path, database: Database, master: MasterKey, clock: Callable[[], datetime]
    ) -> None:
        self._folder = Folder(folder)
        self._database = database
        self._master = master
        self._clock = clock

    @property
    def master_id(self) -> str:
        return self._master.id

    async def put(self, data: bytes, purpose: Purpose) -> str:
        """Keeps the bytes, sealed and durably, and returns the name that finds them again.

        The file comes first: a crash before its key is kept leaves noise, which the sweep finds.
        """
        name, data_key = token_hex(NAME_BYTES), new_key()
        key = FileKey(name, purpose, self._clock()).holding(data_key, self._master)
        await asyncio.to_thread(self._write, data_key, name, data)
        try:
            async with self._database.transaction() as tx:
                await file_keys.save(tx, key)
        except BaseException:
            self._folder.remove(name)
            raise
        return name

    async def get(self, name: str) -> bytes:
        """The bytes of a name; raises MissingFileError, and of it DamagedFileError."""
        _check(name)
        key = await file_keys.load(self._database.reader, name)
        if key is None:
            raise MissingFileError
        try:
            return await asyncio.to_thread(self._read, key)
        except FileNotFoundError:
            raise MissingFileError from None
        except SealError:
            log.error("a private file cannot be opened: it was altered, or its key was")  # noqa: TRY400 - a traceback adds nothing
            raise DamagedFileError from None

    async def delete(self, *names: str) -> None:
        """Forgets the bytes: the keys in the transaction that decides, the files once it is
        committed. Deleting twice is harmless.
        """
        for name in names:
            _check(name)
        await self._forget(names)

    async def forget_strays(self, known: Collection[str], before: datetime) -> int:
        """Deletes every file and every key older than `before` that `known` does not name; how
        many.

        A crash between `put` and the row that names its file leaves such a one, and a crash inside
        `put` or `delete` a half of it; no other sweep would ever find them.
        """
        old = await asyncio.to_thread(self._folder.older, before.timestamp())
        old |= await file_keys.names_before(self._database.reader, before)
        strays = old - frozenset(known)
        await self._forget(strays)
        return len(strays)

    async def room(self) -> Room:
        """How much is kept, and how much the disk has left."""
        return await asyncio.to_thread(self._folder.room)

    async def check_master(self) -> int:
        """How many files this master key opens; raises MasterKeyError if it is another one."""
        masters = await file_keys.masters(self._database.reader)
        others = sorted(set(masters) - {self._master.id})
        if others:
            number = sum(masters[other] for other in others)
            raise MasterKeyError(
                f"{number} private files are sealed under the master key {' and '.join(others)},"
                f" and this is {self._master.id}: start with that key, or the files stay shut."
            )
        return masters.get(self._master.id, 0)

    async def shut_keys(self) -> int:
        """How many keys this master does not open, be it for damage or for another master."""
        every = await file_keys.every(self._database.reader)
        return sum(not _opens(key, self._master) for key in every)

    async def seal_old(self) -> int:
        """Seals in place what an earlier version kept in clear; how many.

        Only what the upgrade of the database listed: a file put there later in clear never opens.
        It may be cut off at any step, and goes on where it was.
        """
        listed = await file_keys.unsealed(self._database.reader)
        for name, purpose in listed:
            if _NAME.fullmatch(name):
                await self._seal_old(name, purpose)
            async with self._database.transaction() as tx:
                await file_keys.note_sealed(tx, name)
        return len(listed)

    async def _seal_old(self, name: str, purpose: Purpose) -> None:
        try:
            data = await asyncio.to_thread(self._folder.read, name)
            await self.get(name)
        except FileNotFoundError:
            return
        except MissingFileError:
            # In clear still. The key comes first: sealed without a key it would be lost.
            data_key = new_key()
            key = FileKey(name, purpose, self._clock()).holding(data_key, self._master)
            async with self._database.transaction() as tx:
                await file_keys.save(tx, key)
            await asyncio.to_thread(self._write, data_key, name, data)

    async def _forget(self, names: Collection[str]) -> None:
        if not names:
            return
        async with self._database.transaction() as tx:
            await file_keys.forget(tx, names)
        # Noise without its key: what a crash leaves here, the sweep finds.
        self._database.after_commit(lambda: self._folder.remove(*names))

    def _write(self, data_key: bytes, name: str, data: bytes) -> None:
        self._folder.write(name, seal(data_key, name, data))

    def _read(self, key: FileKey) -> bytes:
        data_key = key.unwrapped(self._master)
        return unseal(data_key, key.name, self._folder.read(key.name))


def _opens(key: FileKey, master: MasterKey) -> bool:
    try:
        key.unwrapped(master)
    except SealError:
        return False
    return True


def _check(name: str) -> None:
    # Names come from rows; what is not one of ours leads nowhere on the disk.
    if not _NAME.fullmatch(name):
        raise MissingFileError

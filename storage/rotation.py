"""Changing the master key: every data key is wrapped anew; the files stay as they are."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from moderation.trail import Entry
from storage import audit, file_keys
from storage.database import Transaction, alone
from storage.file_keys import FileKey
from storage.losses import Losses, settle
from storage.master import MasterKeyError
from storage.sealing import MasterKey, SealError

Tell = Callable[[Transaction, Losses], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Rotated:
    """wrapped: keys that changed master; already: keys that an earlier, finished change did."""

    wrapped: int
    already: int


async def rotate(path: Path, was: MasterKey, now: MasterKey, at: datetime) -> Rotated:
    """All keys or none, in one transaction with nobody else there; raises StorageError.

    Before the commit the old master opens everything, after it the new one; each row says which.
    """
    if was.id == now.id:
        raise MasterKeyError("This is the master key in use: make another with medpics keys new.")
    async with alone(path) as tx:
        every = await file_keys.every(tx)
        old = [key for key in every if key.master != now.id]
        for key in old:
            await file_keys.save(tx, key.holding(_opened(key, was), now))
        for key in await file_keys.every(tx):
            _opened(key, now)
        if old:
            await audit.record(tx, at, None, Entry.ROTATE_KEYS, f"key {now.id}")
    return Rotated(len(old), len(every) - len(old))


async def abandon(
    path: Path, lost: str, current: MasterKey, at: datetime, reason: str, tell: Tell
) -> int:
    """Forgets the keys that a lost master wraps, by its id; how many. Their files stay shut, and
    what waited for them comes to an end.

    reason: what the author of a waiting case reads; tell: has people told, in the same
    transaction. Raises StorageError, also when that is the master in use.
    """
    if lost == current.id:
        raise MasterKeyError("This is the master key in use: nothing is lost.")
    async with alone(path) as tx:
        names = [key.name for key in await file_keys.every(tx) if key.master == lost]
        if not names:
            raise MasterKeyError(f"Nothing is sealed under a master key {lost}.")
        await file_keys.forget(tx, names)
        await audit.record(tx, at, None, Entry.ABANDON_KEYS, f"key {lost}")
        files = frozenset(key.name for key in await file_keys.every(tx))
        await tell(tx, await settle(tx, at, files, reason))
    return len(names)


def _opened(key: FileKey, master: MasterKey) -> bytes:
    try:
        return key.unwrapped(master)
    except SealError:
        raise MasterKeyError(
            f"A key is wrapped by the master key {key.master} and does not open with {master.id};"
            " nothing was changed."
        ) from None

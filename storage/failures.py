"""What keeps the store from working, told by the error: one sentence, and what to do."""

import errno
import sqlite3

DISK_FULL = "The disk is full: make room where storage.folder lies."
LOCKED = "The database is locked: close every other program that has it open."
DAMAGED = (
    "The database is damaged: stop the bot, put storage.folder aside, and restore the last backup "
    "into an empty folder (medpics restore)."
)
READ_ONLY = (
    "storage.folder cannot be read and written: it, and everything in it, has to belong to the "
    "user that runs the bot, on a disk that is not read-only."
)
NO_FOLDER = (
    "A file stands where storage.folder, or its folder of files, has to be: move it aside, or "
    "name another storage.folder."
)
BROKEN_DISK = (
    "The disk fails to read or write: look into the system's log, and move storage.folder to a "
    "sound disk."
)

# The library's own words, without a code: the pages are whole, but the text in them is none.
NO_TEXT = "Could not decode to UTF-8"

# By the primary code; SQLite adds details in the higher bits.
OF_SQLITE = {
    sqlite3.SQLITE_FULL: DISK_FULL,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_IOERR: BROKEN_DISK,
}
OF_SYSTEM = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EFBIG: DISK_FULL,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EROFS: READ_ONLY,
    errno.ENOTDIR: NO_FOLDER,
    errno.EEXIST: NO_FOLDER,
    errno.EIO: BROKEN_DISK,
}


class StorageError(Exception):
    """The store cannot be used; the message is one sentence and what to do."""


def explain(error: BaseException | None) -> str | None:
    """The sentence for an error of the store; None for any other error."""
    match error:
        case StorageError():
            return str(error)
        case sqlite3.Error():
            return _of_sqlite(error)
        case OSError():
            return OF_SYSTEM.get(error.errno or 0)
    return None


def _of_sqlite(error: sqlite3.Error) -> str | None:
    # Errors that the library itself raises have no code.
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return DAMAGED if str(error).startswith(NO_TEXT) else None
    return OF_SQLITE.get(code & 0xFF)

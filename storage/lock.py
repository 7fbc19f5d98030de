"""One process for each storage folder: two bots on one folder would answer everything twice."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.failures import StorageError, explain

NAME = "medpics.lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keeps the folder, made if need be, to this process; raises StorageError.

    The system lets go of it however the process ends, so that nothing has to be cleaned up.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(explain(error) or _sentence(error)) from error
    try:
        _take(descriptor)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        message = f"Process {owner or '?'} works on storage.folder already: stop that copy first."
        raise StorageError(message) from error
    except OSError as error:
        raise StorageError(explain(error) or _sentence(error)) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def _sentence(error: OSError) -> str:
    # An OSError's own text holds the whole path.
    return f"storage.folder cannot be used ({error.strerror}): name another one."

"""One folder on the disk: files written durably and whole, readable by their owner only."""

import math
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PART = ".part"


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the files in a folder, and bytes that its disk has left."""

    kept: int
    free: int


class Folder:
    """Blocking: call it in a thread. Names are trusted; who takes one from outside checks it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)

    def write(self, name: str, data: bytes) -> None:
        """Whole or not at all, through a power cut too; takes the place of an earlier file."""
        target = self._path / name
        partial = self._path / f"{name}{PART}"
        # Left by a crash: nobody else writes under this name.
        partial.unlink(missing_ok=True)
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

    def read(self, name: str) -> bytes:
        """Raises FileNotFoundError."""
        return (self._path / name).read_bytes()

    def remove(self, *names: str) -> None:
        """Removing twice is harmless."""
        for name in names:
            (self._path / name).unlink(missing_ok=True)

    def older(self, limit: float) -> frozenset[str]:
        """Names of everything last written before `limit`, in seconds of the epoch."""
        return frozenset(path.name for path in self._path.iterdir() if _written(path) < limit)

    def room(self) -> Room:
        kept = 0
        with os.scandir(self._path) as entries:
            for entry in entries:
                # It may be renamed or removed at this very moment.
                with suppress(FileNotFoundError):
                    kept += entry.stat().st_size
        return Room(kept, shutil.disk_usage(self._path).free)

    def _keep_names(self) -> None:
        # A file's name lasts through a power cut only once its folder is on the disk too.
        descriptor = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _written(path: Path) -> float:
    """When; never, for what was renamed or removed since the folder was listed."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf

"""The folder for temporary files of a worker: in memory, its owner's alone, gone with it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PREFIX: Final = "medpics-"
# Where Linux keeps files that never reach a disk.
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of mode 0700 is made in it


class Scratch:
    """A folder of mode 0700, locked as long as its owner lives.

    A process that was killed leaves its folder behind, unlocked: the next one to make its own
    removes it. So no picture outlasts a crash for longer than the bot is down.
    """

    def __init__(self, parent: Path | None = None) -> None:
        """Without memory to be had it lies in the system's folder for temporary files."""
        parent = parent or memory() or Path(tempfile.gettempdir())
        forget_left_behind(parent)
        self.path, self._lock = _made(parent)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        with contextlib.suppress(OSError):
            os.close(self._lock)


def memory(folder: Path = MEMORY, mounts: Path = Path("/proc/self/mounts")) -> Path | None:
    """The folder in memory, if there is one that we may write to."""
    lines = mounts.read_text().splitlines() if mounts.exists() else []
    kinds = {line.split()[1]: line.split()[2] for line in lines}
    above = next((str(each) for each in (folder, *folder.parents) if str(each) in kinds), "")
    in_memory = kinds.get(above) in {"tmpfs", "ramfs", "devtmpfs"}
    return folder if in_memory and os.access(folder, os.W_OK | os.X_OK) else None


def forget_left_behind(parent: Path) -> None:
    """Removes our folders there whose owner is gone."""
    for path in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), _locked(path):
            shutil.rmtree(path, ignore_errors=True)


def _made(parent: Path) -> tuple[Path, int]:
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        with contextlib.suppress(OSError):
            lock = _lock(path)
            # Between making and locking, another process may have taken it for left behind.
            if path.exists():
                return path, lock
            os.close(lock)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = _lock(path)
    try:
        yield
    finally:
        os.close(lock)


def _lock(path: Path) -> int:
    """Raises OSError when its owner lives, or when it is another user's."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor

"""Master keys as people keep them: 32 random bytes as base64url, in a file of their owner's alone.

StorageError
    MasterKeyError    the key is missing, misplaced, malformed, or another one
"""

import base64
import os
import re
import stat
from pathlib import Path

from storage.failures import StorageError
from storage.sealing import KEY_BYTES, MasterKey, new_key

_TEXT = re.compile(r"[A-Za-z0-9_-]{43}=?")
# A key file is one line; whoever names another file by mistake need not wait for it.
_MOST_BYTES = 256


class MasterKeyError(StorageError):
    """The message is one sentence and what to do; it never holds a key."""


def is_key(text: str) -> bool:
    return bool(_TEXT.fullmatch(text.strip()))


def parse(text: str) -> MasterKey:
    """A key from its text; raises MasterKeyError."""
    if not is_key(text):
        raise MasterKeyError(
            "This is not the shape of a master key: make one with medpics keys new PATH."
        )
    padded = text.strip().rstrip("=") + "="
    return MasterKey(base64.urlsafe_b64decode(padded)[:KEY_BYTES])


def create(path: Path) -> MasterKey:
    """Makes a key file, mode 0600, and never writes over anything; raises MasterKeyError."""
    text = base64.urlsafe_b64encode(new_key()).decode() + "\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        message = f"{path} exists already and is left as it is: name another file."
        raise MasterKeyError(message) from None
    except OSError as error:
        raise MasterKeyError(f"{path} cannot be written ({error.strerror}).") from None
    return parse(text)


def read(path: Path) -> MasterKey:
    """The key of a file that its owner alone, who is we, can read; raises MasterKeyError."""
    try:
        # Opening a pipe would wait for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            _check(path, os.fstat(stream.fileno()))
            text = stream.read(_MOST_BYTES).decode("ascii", "replace")
    except FileNotFoundError:
        message = f"There is no master key at {path}: make one with medpics keys new {path}."
        raise MasterKeyError(message) from None
    except OSError as error:
        raise MasterKeyError(f"{path} cannot be read ({error.strerror}).") from None
    if not is_key(text):
        message = f"{path} holds no master key: bring back the right file, or make a new one."
        raise MasterKeyError(message)
    return parse(text)


def _check(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise MasterKeyError(f"{path} is no file: name a file with a master key.")
    if status.st_uid != os.geteuid():
        raise MasterKeyError(f"{path} belongs to another user: run chown on it.")
    if status.st_mode & 0o177:
        mode = stat.S_IMODE(status.st_mode)
        raise MasterKeyError(
            f"{path} has mode {mode:04o}, so that others may read it: run chmod 600 {path}."
        )

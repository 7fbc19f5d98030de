"""A ruler for leaks: marked secrets are looked for, however spelt, in everything that was written.

What counts as written: standard output and error, every file of the storage folder but the
database, every file opened for writing anywhere else, and the names of all of them.
"""

import base64
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_from_bytes

from sandbox.messenger import Messenger

DATABASE = "medpics.sqlite"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
# Enough of a picture that no other bytes look like it by chance.
SLICE = 16
# Shorter, it may stand anywhere.
BASE64_LEAST = 8


@dataclass(slots=True)
class Watch:
    """Paths that were opened for writing while it was on, in order."""

    paths: list[str] = field(default_factory=list)
    on: bool = False


WATCH = Watch()


def _note(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: it also sees files that are gone before anybody could look for them."""
    if not WATCH.on or event != "open":
        return
    path, mode, flags = arguments
    writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
    if writes or (isinstance(flags, int) and flags & WRITING):
        WATCH.paths.append(os.fsdecode(path) if isinstance(path, str | bytes) else "")


sys.addaudithook(_note)


@contextmanager
def watching() -> Iterator[list[str]]:
    WATCH.paths, WATCH.on = [], True
    try:
        yield WATCH.paths
    finally:
        WATCH.on = False


def written_elsewhere(paths: list[str], folder: Path) -> list[str]:
    """What was written outside the storage folder; compiled modules and devices hold nothing."""
    return [
        path
        for path in paths
        if path
        and "__pycache__" not in path
        and not path.startswith(("/dev/null", "/dev/tty", str(folder)))
    ]


def spellings(secret: bytes) -> dict[str, bytes]:
    """The same bytes as a log, a URL, a JSON text or a repr would show them."""
    found = {
        "plain": secret,
        "hex": secret.hex().encode(),
        "percent": quote_from_bytes(secret, safe="").encode(),
        "json": json.dumps(secret.decode("utf-8", "replace"))[1:-1].encode(),
        "repr": repr(secret)[2:-1].encode(),
        "latin": secret.decode("latin-1").encode(),
        "utf-16": secret.decode("utf-8", "replace").encode("utf-16-le"),
    }
    for offset in range(3):
        # What stands before decides how base64 cuts the bytes; the edges depend on it.
        whole = (offset + len(secret)) // 3 * 4
        packed = base64.b64encode(b"\0" * offset + secret)[4 if offset else 0 : whole]
        if len(packed) >= BASE64_LEAST:
            found[f"base64 {offset}"] = packed
    return found


def leaks(content: bytes, marks: dict[str, bytes]) -> list[str]:
    """Which marks stand in the content, and how they are spelt there."""
    return [
        f"{name}, {kind}"
        for name, secret in marks.items()
        for kind, spelt in spellings(secret).items()
        if spelt in content
    ]


def files_beside_the_database(folder: Path) -> dict[str, bytes]:
    """Every file of the storage folder, private ones included; its name counts as content."""
    return {
        str(path.relative_to(folder)): path.name.encode() + b"\n" + path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(DATABASE)
    }


def database_bytes(folder: Path) -> bytes:
    """The database with its log."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{DATABASE}*")))


def pictures_of(messenger: Messenger) -> dict[str, bytes]:
    """A slice out of the middle of every file that went through the messenger, either way."""
    return {
        f"picture {name}": data[len(data) // 2 :][:SLICE]
        for name, data in messenger.blobs.items()
        if len(data) > 2 * SLICE
    }


def identifiers_of(messenger: Messenger) -> dict[str, bytes]:
    """Telegram's names of all these files."""
    return {
        f"file id {number}": name.encode() for number, name in enumerate(messenger.world.files)
    }

"""Marked secrets that journeys speak, and a ruler that measures whether one was written."""

import logging
import pkgutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.logs import QUIET, set_up
from tests.bot.test_logs import HOOKS
from tests.journeys.clinic import TOKEN, Clinic
from tests.journeys.hiders import picture
from tests.journeys.leaks import (
    database_bytes,
    files_beside_the_database,
    identifiers_of,
    leaks,
    pictures_of,
    watching,
    written_elsewhere,
)

APPLICANT = "Zébulon Quillfeather"
NUMBER = "10003461033"
CAPTION = "Quagmire-like rash of Mme Xerxes"
QUESTION = "Is it flibbertigibbet disease?"
CONTEXT = "Since a wobblegong bite"
REASON = "Please crop the zugzwang corner"
ANSWER = "Looks like plughish to me"
WHY = "I am the patient with the oojamaflip"
CONTACT = "snollygoster@example.org"
NAME_IN_TELEGRAM = "Dora"
HIDDEN_BYTES = b"MARKED-BYTES-BEHIND-AN-ORIGINAL"
SAID = {
    "applicant": APPLICANT,
    "number": NUMBER,
    "caption": CAPTION[:8],
    "question": "flibbertigibbet",
    "context": "wobblegong",
    "reason": "zugzwang",
    "answer": "plughish",
    "request": "oojamaflip",
    "contact": CONTACT,
    "name in Telegram": NAME_IN_TELEGRAM,
    "token": TOKEN.partition(":")[2],
}
# What only the local messenger uses.
ITS_LIBRARIES = ("multipart", "python_multipart", "uvicorn")


class Both:
    """Where the log goes: to the standard error of the moment, and into memory."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def write(self, text: str) -> None:
        self.said.append(text)
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


@dataclass
class Ruler:
    """What a test wrote, and what must not be in it."""

    capture: pytest.CaptureFixture[str]
    log: Both
    opened: list[str]
    temporary: Path
    said: str = ""
    marks: dict[str, bytes] = field(
        default_factory=lambda: {k: v.encode() for k, v in SAID.items()}
    )

    def read(self) -> bytes:
        """Everything on standard output and error so far."""
        out, err = self.capture.readouterr()
        self.said += out + err
        return "".join([*self.log.said, self.said]).encode()

    def found(self, clinic: Clinic) -> list[str]:
        """Every leak, by where it is."""
        folder = clinic.settings.storage.folder
        pictures = pictures_of(clinic.messenger) | {"hidden bytes": HIDDEN_BYTES}
        marks = self.marks | pictures | identifiers_of(clinic.messenger)
        places = {"standard output and error": self.read()}
        places |= files_beside_the_database(folder)
        elsewhere = written_elsewhere(self.opened, folder)
        places |= {path: _bytes(Path(path)) + path.encode() for path in elsewhere}
        places |= {str(path): _bytes(path) for path in self.temporary.rglob("*")}
        places["the names of files"] = "\n".join([*places, *elsewhere]).encode()
        shut = {"token": marks["token"]} | pictures
        database = leaks(database_bytes(folder), shut)
        return [f"database: {leak}" for leak in database] + [
            f"{place}: {leak}"
            for place, content in places.items()
            for leak in leaks(content, marks)
        ]


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


@pytest.fixture(autouse=True)
def ruler(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Ruler]:
    """The product's own logging, with everything it could ever say; nothing of it is lost."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    for hook in HOOKS:
        monkeypatch.setattr(hook, pkgutil.resolve_name(hook))
    root, names = logging.getLogger(), [*QUIET, *ITS_LIBRARIES]
    before = root.handlers[:], root.level, [logging.getLogger(name).level for name in names]
    set_up(logging.DEBUG)
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(Both())
    for name in ITS_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    with watching() as opened:
        yield Ruler(capfd, handler.stream, opened, temporary)
    root.handlers[:], root.level = before[0], before[1]
    for name, level in zip(names, before[2], strict=True):
        logging.getLogger(name).setLevel(level)


@pytest.fixture
async def watched(clinic: Clinic, ruler: Ruler) -> AsyncIterator[Clinic]:
    """A clinic in which nothing leaks, whatever a test does in it."""
    yield clinic
    await clinic.settle()
    assert ruler.found(clinic) == []
    await clinic.stop()
    assert ruler.found(clinic) == []


def marked_picture(*colours: tuple[int, int, int]) -> bytes:
    """An original that carries more than its picture."""
    return picture(*colours) + HIDDEN_BYTES

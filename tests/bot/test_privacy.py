"""What people say and send leaves no trace in the log, whatever happens to it."""

import io
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

from anonymize import Finding, Masked, Refusal, Result
from bot.app import Running, build
from bot.settings import Settings
from handlers.context import Hider
from moderation.member import Role, Standing
from storage import members, pictures
from tests.bot.test_logs import written
from tests.handlers.fakes import TOKEN, Painter, RecordingRequest, Refuser
from tests.handlers.scenes import ORIGINAL, SECRET, no_time, settled
from tests.moderation.examples import AUTHOR, NOW, make_member
from tests.storage.examples import KEY_TEXT

__all__ = ["written"]

NAME, CAPTION, FILE_ID = "Zebulon", "Mrs Quagmire of ward 7", "AgACFILEIDENTIFIER"
MARKED = [NAME, "Quagmire", FILE_ID, TOKEN.split(":")[1], SECRET.decode()]
ROOMS = ("anonymize", "bot", "handlers", "moderation", "storage")


class Stumbler:
    """Breaks in a way that nobody foresaw, with a caption in its error."""

    async def process(self, data: bytes) -> Result:
        raise KeyError(f"{CAPTION} {data!r}")

    async def render(self, data: bytes, findings: Sequence[Finding]) -> Masked:
        raise KeyError(f"{CAPTION} {data!r}")


HIDERS = [Painter(), Refuser(Refusal.FAILED), Stumbler()]


@pytest.fixture
def hider() -> Hider:
    return Painter()


@pytest.fixture
async def running(
    telegram: RecordingRequest, tmp_path: Path, hider: Hider
) -> AsyncIterator[Running]:
    """The whole bot on a recording Telegram; it does not poll."""
    settings = Settings(
        language="en",
        telegram={"token": TOKEN},
        storage={"folder": tmp_path, "master_key": KEY_TEXT},
        pictures={"album_wait_seconds": 0},
    )
    made = await build(
        settings, request=telegram, updates_request=telegram, hider=hider, pause=no_time
    )
    await made.app.initialize()
    await made.app.start()
    yield made
    await made.stop()


class Kept(logging.Handler):
    """Everything that is handed to the log, except errors, which are written by their place."""

    def __init__(self) -> None:
        super().__init__()
        self.handed: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        facts = {k: v for k, v in vars(record).items() if k not in {"exc_info", "exc_text"}}
        self.handed.append(repr(facts))


@pytest.fixture(autouse=True)
def kept(written: io.StringIO) -> Iterator[Kept]:
    """Of our own rooms, at the finest level."""
    handler = Kept()
    for room in ROOMS:
        logging.getLogger(room).addHandler(handler)
    yield handler
    for room in ROOMS:
        logging.getLogger(room).removeHandler(handler)


async def say(running: Running, telegram: RecordingRequest, **content: Any) -> None:
    """One message of the author in private."""
    person = {"id": AUTHOR, "is_bot": False, "first_name": NAME, "language_code": "en"}
    chat = {"id": AUTHOR, "type": "private", "first_name": NAME}
    number = 1 + len(telegram.calls)
    message = {"message_id": number, "date": 0, "chat": chat, "from": person} | content
    await running.inbox.receive([{"update_id": number, "message": message}])
    await settled(running.services)


async def admit(running: Running) -> None:
    verified = make_member(
        name=NAME, role=Role.DOCTOR, standing=Standing.VERIFIED, notice_version=1, language="en"
    )
    async with running.services.database.transaction() as tx:
        await members.meet(tx, AUTHOR, "en", NOW)
        await members.save(tx, verified)


def photo() -> dict[str, Any]:
    size = {"file_id": FILE_ID, "file_unique_id": "u", "width": 40, "height": 30}
    return {"photo": [size], "caption": CAPTION}


def assert_nothing_said(written: io.StringIO, kept: Kept) -> None:
    said = " ".join([written.getvalue(), *kept.handed])
    assert [mark for mark in MARKED if mark in said] == []


@pytest.mark.parametrize("hider", HIDERS[:2])
async def test_a_case_leaves_no_trace(
    running: Running, telegram: RecordingRequest, written: io.StringIO, kept: Kept
) -> None:
    """Taken, refused: a picture with its caption and the question after it."""
    await admit(running)
    telegram.downloads[FILE_ID] = ORIGINAL
    await say(running, telegram, **photo())
    await say(running, telegram, text=CAPTION)
    assert await pictures.keys(running.services.database.reader)
    assert_nothing_said(written, kept)


async def test_an_application_leaves_no_trace(
    running: Running, telegram: RecordingRequest, written: io.StringIO, kept: Kept
) -> None:
    """From /start by a stranger to words that nobody asked for."""
    for words in ("/start", NAME, f"/whatever {CAPTION}"):
        await say(running, telegram, text=words)
    assert telegram.of("sendMessage")
    assert_nothing_said(written, kept)


async def test_a_failed_download_leaves_no_trace(
    running: Running, telegram: RecordingRequest, written: io.StringIO, kept: Kept
) -> None:
    """The address of a file holds its id and the token; the picture comes at the second try."""

    async def first() -> None:
        telegram.before("getFile", second)

    async def second() -> None:
        telegram.downloads[FILE_ID] = ORIGINAL

    await admit(running)
    telegram.before("getFile", first)
    await say(running, telegram, **photo())
    assert len(telegram.of("getFile")) == 2
    assert await pictures.keys(running.services.database.reader)
    assert "an update waits: NetworkError" in written.getvalue()
    assert_nothing_said(written, kept)


@pytest.mark.parametrize("hider", HIDERS[2:])
async def test_an_unforeseen_error_leaves_no_trace(
    running: Running, telegram: RecordingRequest, written: io.StringIO, kept: Kept
) -> None:
    """Although its message holds the caption and the picture."""
    await admit(running)
    telegram.downloads[FILE_ID] = ORIGINAL
    await say(running, telegram, **photo())
    assert "KeyError at " in written.getvalue()
    assert_nothing_said(written, kept)
    assert telegram.uploads == []


async def test_what_is_set_aside_leaves_no_trace(
    running: Running, telegram: RecordingRequest, written: io.StringIO, kept: Kept
) -> None:
    """A fault over a caption, with the caption in its message; its person gets a reference."""

    def stumble(text: str) -> NoReturn:
        raise KeyError(text)

    running.services.identifiers = stumble
    await admit(running)
    telegram.downloads[FILE_ID] = ORIGINAL
    await say(running, telegram, **photo())
    assert "KeyError at " in written.getvalue()
    assert_nothing_said(written, kept)
    assert "Sorry" in telegram.of("sendMessage")[-1].words
    assert await pictures.keys(running.services.database.reader) == frozenset()

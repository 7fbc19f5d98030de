"""Logs: no token however it is written, no message of an error, and quiet libraries."""

import asyncio
import io
import logging
import pkgutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from bot.logs import QUIET, PlacesOnly, describe, set_up
from tests.handlers.fakes import TOKEN

SECRET = TOKEN.split(":")[1]
CAPTION = "Mrs Martin, born 1950"
URL = f"https://api.telegram.org/bot{TOKEN}/getMe"
# What `set_up` changes beside the root logger.
HOOKS = (
    "logging.raiseExceptions",
    "sys.excepthook",
    "threading.excepthook",
    "sys.unraisablehook",
)
SPELLINGS = [TOKEN, URL, quote(TOKEN), quote(TOKEN).lower(), f"<{TOKEN}>", f"x{TOKEN}x"]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What reaches standard error; the root logger is put back afterwards."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    for hook in HOOKS:
        monkeypatch.setattr(hook, pkgutil.resolve_name(hook))
    root = logging.getLogger()
    before = root.handlers[:], root.level, [logging.getLogger(name).level for name in QUIET]
    set_up(logging.DEBUG)
    yield stream
    root.handlers[:], root.level = before[0], before[1]
    for name, level in zip(QUIET, before[2], strict=True):
        logging.getLogger(name).setLevel(level)


def fail() -> None:
    raise ValueError(f"{CAPTION} {TOKEN}")


def fail_in_turn() -> None:
    try:
        fail()
    except ValueError as cause:
        raise KeyError(CAPTION) from cause


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_token_in_a_message_is_struck_out(written: io.StringIO, text: str) -> None:
    """Plain, in an address, percent-encoded in either case."""
    logging.getLogger("handlers").info(text)
    assert SECRET.lower() not in written.getvalue().lower()
    assert "<token>" in written.getvalue()


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_token_in_an_argument_is_struck_out(written: io.StringIO, text: str) -> None:
    """Beside others that stay."""
    logging.getLogger("handlers").warning("%s after %d s", text, 5)
    assert SECRET.lower() not in written.getvalue().lower()
    assert "after 5 s" in written.getvalue()


def test_other_numbers_stay(written: io.StringIO) -> None:
    """Times, case numbers and digests are no tokens."""
    text = f"12:30:45 MP-00012 {'a' * 64} 123456:short"
    logging.getLogger("handlers").info(text)
    assert text in written.getvalue()


def test_a_traceback_is_kind_and_place(written: io.StringIO) -> None:
    """Its message may hold what a person wrote, and its lines the address of a request."""
    try:
        fail()
    except ValueError:
        logging.getLogger("handlers").exception("it failed")
    assert "ValueError at bot/test_logs.py" in written.getvalue()
    assert CAPTION not in written.getvalue()
    assert SECRET not in written.getvalue()


def test_an_error_in_a_chain_shows_no_message() -> None:
    """The cause is not told either."""
    with pytest.raises(KeyError) as caught:
        fail_in_turn()
    text = PlacesOnly().formatException((KeyError, caught.value, None))
    assert text == describe(caught.value)
    assert text.startswith("KeyError at bot/test_logs.py")
    assert CAPTION not in text


def test_an_error_that_never_rose_is_described() -> None:
    """And so is none at all."""
    assert describe(ValueError(CAPTION)) == "ValueError at "
    assert describe(None) == "unknown"


@pytest.mark.parametrize("name", ["httpx", "httpcore", "telegram.ext", "telegram.request"])
def test_libraries_are_quiet(written: io.StringIO, name: str) -> None:
    """They write addresses and whole updates, though we listen to everything."""
    logging.getLogger(name).info("HTTP Request: POST %s", URL)
    logging.getLogger(name).debug("Update(%s)", CAPTION)
    assert written.getvalue() == ""


def test_warnings_of_libraries_are_heard(written: io.StringIO) -> None:
    """Struck out as ours are."""
    logging.getLogger("httpx").warning("no answer from %s", URL)
    assert "no answer from https://api.telegram.org/bot<token>" in written.getvalue()


async def test_a_task_that_nobody_asks_is_one_line(written: io.StringIO) -> None:
    """asyncio tells of it with the error as it stands; the log keeps what happened."""
    task = asyncio.create_task(failing())
    await asyncio.wait([task])
    del task
    assert "Task exception was never retrieved" in written.getvalue()
    assert "ValueError at bot/test_logs.py" in written.getvalue()
    assert CAPTION not in written.getvalue()


async def failing() -> None:
    fail()


def test_a_thread_that_ends_is_kind_and_place(written: io.StringIO) -> None:
    """Python would print the message of its error."""
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "a thread ended: ValueError at bot/test_logs.py" in written.getvalue()
    assert CAPTION not in written.getvalue()


def test_an_error_in_a_destructor_is_kind_and_place(written: io.StringIO) -> None:
    """The same for what cannot be raised any more."""

    class Fragile:
        def __del__(self) -> None:
            fail()

    Fragile()
    assert "could not be raised: ValueError at bot/test_logs.py" in written.getvalue()
    assert CAPTION not in written.getvalue()


def test_the_end_of_the_program_quotes_nobody() -> None:
    """A process ended by an error that nobody caught: its last words are kind and place."""
    program = f"from bot import logs; logs.set_up(); raise KeyError({CAPTION + TOKEN!r})"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    said = (ended.stdout + ended.stderr).decode()
    assert ended.returncode == 1
    assert "MedPics ended: KeyError at" in said
    assert CAPTION not in said
    assert SECRET not in said


class Full(io.StringIO):
    """A log on a disk that is full."""

    def write(self, _text: str) -> int:
        raise OSError


def test_a_record_that_cannot_be_written_is_not_shown(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """logging would print it with every error that led to it, their messages included."""
    [handler] = [
        each for each in logging.getLogger().handlers if isinstance(each.formatter, PlacesOnly)
    ]
    assert isinstance(handler, logging.StreamHandler)
    monkeypatch.setattr(handler, "stream", Full())
    try:
        fail()
    except ValueError:
        logging.getLogger("handlers").exception("it failed")
    assert CAPTION not in "".join([written.getvalue(), *capfd.readouterr()])

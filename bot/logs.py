"""Logging: to standard error, without tokens, addresses of files, or what people wrote."""

import logging
import re
import sys
import threading
from types import TracebackType
from typing import Any

from handlers.faults import describe

log = logging.getLogger(__name__)

# httpx writes whole addresses, and Telegram's hold the token; at DEBUG, PTB dumps updates and
# aiosqlite whatever is written into a row.
QUIET = ("httpx", "httpcore", "telegram", "aiosqlite", "apscheduler", "asyncio")
TOKEN = re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)


class HideTokens(logging.Filter):
    """The last net: anything that looks like a bot token is struck out of every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = TOKEN.sub("<token>", record.getMessage())
        record.args = None
        return True


class FirstLineOnly(logging.Filter):
    """asyncio appends what it knows of a task, the message of its error included."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "asyncio":
            record.msg = record.getMessage().partition("\n")[0]
            record.args = None
        return True


class PlacesOnly(logging.Formatter):
    """Tracebacks as kind and place: the message of an error may hold a token or a caption."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is the library's
        return describe(ei[1])


def set_up(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(PlacesOnly("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(HideTokens())
    handler.addFilter(FirstLineOnly())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A record that cannot be written would be shown with the errors that led to it, in full.
    logging.raiseExceptions = False
    sys.excepthook = _ended
    threading.excepthook = _thread_ended
    sys.unraisablehook = _not_raised


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody caught ends the program: Python's own report would quote its message."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("MedPics ended: %s", describe(error))


def _thread_ended(report: threading.ExceptHookArgs) -> None:
    log.critical("a thread ended: %s", describe(report.exc_value))


def _not_raised(report: "sys.UnraisableHookArgs") -> None:
    log.error("an error could not be raised: %s", describe(report.exc_value))

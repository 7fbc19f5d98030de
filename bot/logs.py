"""Logging: to standard error, without tokens, addresses of files, or what people wrote."""

import logging
import re
from typing import Any

from handlers.faults import describe

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


class PlacesOnly(logging.Formatter):
    """Tracebacks as kind and place: the message of an error may hold a token or a caption."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is the library's
        return describe(ei[1])


def set_up(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(PlacesOnly("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(HideTokens())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)

"""Logging: to standard error, without tokens, addresses of files, or what people wrote."""

import logging
import re

# httpx writes whole addresses, and Telegram's hold the token; PTB dumps updates at DEBUG.
QUIET = ("httpx", "httpcore", "telegram", "apscheduler", "asyncio")
TOKEN = re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}")


class HideTokens(logging.Filter):
    """The last net: anything that looks like a bot token is struck out of every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = TOKEN.sub("<token>", record.getMessage())
        record.args = None
        return True


def set_up(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(HideTokens())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)

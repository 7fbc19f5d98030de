"""The recording Telegram and the real services of the handlers' tests."""

from tests.handlers.conftest import (
    author,
    bound,
    database,
    files,
    services,
    speech,
    telegram,
    texts,
)

__all__ = ["author", "bound", "database", "files", "services", "speech", "telegram", "texts"]

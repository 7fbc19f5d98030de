"""A clock that tests can move: real time plus an offset, or time that stands still."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _system_time() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Tells the instant in UTC; `advance` moves it without waiting.

    `source` gives the base time; hand over `lambda: some_instant` for a clock that moves only by
    `advance`.
    """

    def __init__(self, source: Callable[[], datetime] = _system_time) -> None:
        self._source = source
        self._offset = timedelta()

    def now(self) -> datetime:
        return self._source() + self._offset

    def unix(self) -> int:
        """The present instant in whole seconds since 1970, as Telegram writes dates."""
        return int(self.now().timestamp())

    def advance(self, seconds: float) -> None:
        """Move forward; a clock never runs backwards."""
        if seconds < 0:
            raise ValueError("a clock only moves forward")
        self._offset += timedelta(seconds=seconds)

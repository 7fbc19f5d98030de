"""Pace: Telegram's limits are kept before it complains, and patience is had when it does."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from handlers.outbox import seconds_of

log = logging.getLogger(__name__)

RETRIES = 3


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


# What Telegram allows, roughly, as its documentation of broadcasting says; one a second in a
# private chat on average, with short bursts.
OVERALL = Limit(30, 1)
PER_GROUP = Limit(20, 60)
PER_PERSON = Limit(20, 20)
# Chats that fell silent are forgotten once so many are known.
KNOWN_MAX = 5_000


@dataclass(slots=True)
class Pace:
    """Gives every message a moment at which it may go; times in seconds of any steady clock."""

    _slots: dict[int, deque[float]] = field(default_factory=dict)
    _overall: deque[float] = field(default_factory=lambda: deque(maxlen=OVERALL.count))

    def wait_for_chat(self, chat_id: int, messages: int, now: float) -> float:
        """Takes a place among the messages of a chat; seconds until the last of them may go."""
        limit = PER_GROUP if chat_id < 0 else PER_PERSON
        if len(self._slots) >= KNOWN_MAX:
            self._forget(now)
        taken = self._slots.setdefault(chat_id, deque(maxlen=limit.count))
        return _take(taken, limit, messages, now)

    def wait_for_all(self, messages: int, now: float) -> float:
        """Takes a place among everybody's messages; asked when the chat itself need not wait.

        A place taken ahead, for a chat that has to wait, would hold up everybody until then.
        """
        return _take(self._overall, OVERALL, messages, now)

    def _forget(self, now: float) -> None:
        silent = [c for c, taken in self._slots.items() if taken[-1] < now - PER_GROUP.seconds]
        for chat_id in silent:
            del self._slots[chat_id]


def _take(taken: deque[float], limit: Limit, messages: int, now: float) -> float:
    moment = now
    for _message in range(messages):
        if len(taken) == limit.count:
            # It fits in when the oldest of a full window has left it.
            moment = max(moment, taken[0] + limit.seconds)
        taken.append(moment)
    return moment - now


class Patience(BaseRateLimiter[int]):
    """Keeps the pace, waits as long as Telegram says after a 429, and sends again a few times.

    Whoever asks Telegram for something while a transaction is open would have everybody wait for
    the answer: that is refused, as the fault in the code that it is.
    """

    def __init__(
        self,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
        is_writing: Callable[[], bool] = lambda: False,
    ) -> None:
        self._sleep, self._rest, self._is_writing = sleep, rest, is_writing
        self._pace = Pace()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,  # noqa: ARG002 - PTB hands it over
    ) -> Any:
        if self._is_writing():
            message = f"{endpoint} is called inside a transaction"
            raise RuntimeError(message)
        await self._keep_pace(endpoint, data)
        for _attempt in range(RETRIES):
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as wait:
                seconds = seconds_of(wait)
                log.info("Telegram asks for %s s of patience (%s)", seconds, endpoint)
                await self._sleep(seconds)
        return await callback(*args, **kwargs)

    async def _keep_pace(self, endpoint: str, data: dict[str, Any]) -> None:
        if not endpoint.startswith("send") or endpoint == "sendChatAction":
            return
        messages = len(data["media"]) if endpoint == "sendMediaGroup" else 1
        time = asyncio.get_running_loop().time
        seconds = self._pace.wait_for_chat(int(data.get("chat_id") or 0), messages, time())
        if seconds > 0:
            await self._rest(seconds)
        seconds = self._pace.wait_for_all(messages, time())
        if seconds > 0:
            await self._rest(seconds)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

"""Pace: Telegram's limits are kept before it complains, and patience is had when it does."""

import asyncio
import logging
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
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
LONGEST = max(limit.seconds for limit in (OVERALL, PER_GROUP, PER_PERSON))
# Chats that fell silent are forgotten once so many are known.
KNOWN_MAX = 5_000


@dataclass(slots=True)
class Pace:
    """Gives every message a moment at which it may go; times in seconds of any steady clock.

    _taken, _overall: the moments that were given, in order, as long as a window reaches back.
    """

    _taken: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    _overall: list[float] = field(default_factory=list)

    def wait(self, chat_id: int, messages: int, now: float) -> float:
        """Takes a place for messages that go together; seconds until they may.

        A chat that has to wait holds up no other: its place is one in the future.
        """
        limit = PER_GROUP if chat_id < 0 else PER_PERSON
        if len(self._taken) >= KNOWN_MAX:
            self._forget(now)
        places = [(self._taken[chat_id], limit), (self._overall, OVERALL)]
        moment, earlier = now, None
        while moment != earlier:
            earlier = moment
            for taken, limit in places:
                moment = _free(taken, limit, messages, moment)
        for taken, limit in places:
            del taken[: bisect_left(taken, now - limit.seconds)]
            at = bisect_left(taken, moment)
            taken[at:at] = [moment] * messages
        return moment - now

    def _forget(self, now: float) -> None:
        for chat_id in [c for c, taken in self._taken.items() if taken[-1] < now - LONGEST]:
            del self._taken[chat_id]


def _free(taken: Sequence[float], limit: Limit, messages: int, moment: float) -> float:
    """The first moment from `moment` on at which the messages make no window too full.

    So many others in a row that there would be too many with these keep them a window's length
    away: from the last of them before it, from the first of them after it.
    """
    for first, last in zip(taken, taken[max(0, limit.count - messages) :], strict=False):
        if last - limit.seconds < moment < first + limit.seconds:
            moment = first + limit.seconds
    return moment


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
        now = asyncio.get_running_loop().time()
        seconds = self._pace.wait(int(data.get("chat_id") or 0), messages, now)
        if seconds > 0:
            await self._rest(seconds)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

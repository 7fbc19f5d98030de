"""Ears: updates as Telegram sends them, before anything is read into them, by long polling."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from handlers.faults import describe
from handlers.outbox import backoff, seconds_of
from storage.inbox import is_numbered

log = logging.getLogger(__name__)

# Telegram holds a request open for so long when nothing happens; it allows 50.
POLL_SECONDS = 30
# Telegram needs so long to notice that an earlier copy of this very bot has gone.
CONFLICTS_MAX = 10
GOODBYE_SECONDS = 2

Raw = dict[str, Any]
Receive = Callable[[Sequence[Raw]], Awaitable[None]]


class ListeningBot(ExtBot[None]):
    """PTB's bot, and a way to the updates as they came.

    PTB's own method turns a whole batch into objects first: one update that it cannot read would
    end the listening for good, and it writes all of them into the log.
    """

    async def listen(
        self, offset: int | None, allowed: Sequence[str], seconds: int = POLL_SECONDS
    ) -> list[Raw]:
        """The updates from `offset` on, which tells Telegram to forget those before it.

        seconds: how long Telegram may wait for one.
        """
        data: Raw = {"timeout": seconds, "allowed_updates": list(allowed)}
        if offset is not None:
            data["offset"] = offset
        result = await self._post("getUpdates", data, read_timeout=seconds + 10)
        return result if isinstance(result, list) else []


class Listener(Protocol):
    """What Ears needs of a bot."""

    async def listen(
        self, offset: int | None, allowed: Sequence[str], seconds: int = POLL_SECONDS
    ) -> list[Raw]: ...


class TwoBotsError(Exception):
    """Another copy of the bot listens with the same token."""


@dataclass(slots=True)
class Ears:
    """Long polling; what was received is stored before it is acknowledged.

    receive: stores a batch, or raises; pause: how seconds pass before another try.
    """

    bot: Listener
    allowed: Sequence[str]
    receive: Receive
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _offset: int | None = None
    _was_alone: bool = False
    _conflicts: int = 0
    _failures: int = 0
    _unstored: int = 0

    async def listen(self) -> None:
        """Listens until it is cancelled.

        Raises TwoBotsError when another copy listened from the start and goes on, and InvalidToken
        when the token is not known any more. Everything else passes, and is tried again.
        """
        try:
            while True:
                await self._take(await self._hear())
        except asyncio.CancelledError:
            await self._say_goodbye()
            raise

    async def _hear(self) -> list[Raw]:
        """The next updates; none when there was nothing, or no way to hear."""
        try:
            updates = await self.bot.listen(self._offset, self.allowed)
        except Conflict as error:
            await self._give_way(error)
            return []
        except RetryAfter as wait:
            await self.pause(seconds_of(wait))
            return []
        except InvalidToken:
            raise
        except (TelegramError, json.JSONDecodeError) as error:
            await self._wait(type(error).__name__, "Telegram cannot be reached")
            return []
        if self._failures:
            log.warning("Listening again.")
        self._failures = self._conflicts = 0
        self._was_alone = True
        return updates

    async def _take(self, updates: list[Raw]) -> None:
        """Only what is stored is acknowledged, with the next request."""
        if not updates:
            return
        try:
            await self.receive(updates)
        except Exception as error:  # noqa: BLE001 - whatever it is, the rest goes on
            # Whatever keeps them from being stored, Telegram keeps them: nobody goes deaf over it.
            log.error("updates are not stored, and asked for again: %s", describe(error))  # noqa: TRY400 - no tracebacks
            await self._wait_to_store()
            return
        numbers = [each["update_id"] for each in updates if is_numbered(each)]
        if not numbers:
            # None of them can be acknowledged: they would come again at once.
            log.error("updates without a number: Telegram cannot be understood")
            await self._wait_to_store()
            return
        self._unstored = 0
        self._offset = max(numbers) + 1

    async def _wait_to_store(self) -> None:
        """Telegram answers meanwhile, so that these waits are counted by themselves."""
        self._unstored += 1
        await self.pause(backoff(self._unstored))

    async def _wait(self, reason: str, what: str) -> None:
        self._failures += 1
        if self._failures == 1:
            log.warning("%s (%s); trying again.", what, reason)
        await self.pause(backoff(self._failures))

    async def _give_way(self, error: Conflict) -> None:
        """Whoever came second ends; whoever was here first goes on, for people rely on it."""
        self._conflicts += 1
        if self._conflicts == CONFLICTS_MAX:
            log.error("Another copy of the bot uses this token; stop it.")
            if not self._was_alone:
                raise TwoBotsError from error
        await self.pause(backoff(min(self._conflicts, 3)))

    async def _say_goodbye(self) -> None:
        """Acknowledges what is stored, so that an orderly stop leaves nothing to come twice."""
        with suppress(TelegramError, TimeoutError, json.JSONDecodeError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self.bot.listen(self._offset, self.allowed, 0)

"""Ears: updates as Telegram sends them, before anything is read into them, by long polling."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from handlers.outbox import backoff, seconds_of

log = logging.getLogger(__name__)

# Telegram holds a request open for so long when nothing happens; it allows 50.
POLL_SECONDS = 30
# Telegram needs so long to notice that an earlier copy of this very bot has gone.
CONFLICTS_MAX = 10

Raw = dict[str, Any]
Receive = Callable[[Sequence[Raw]], Awaitable[None]]


class ListeningBot(ExtBot[None]):
    """PTB's bot, and a way to the updates as they came.

    PTB's own method turns a whole batch into objects first: one update that it cannot read would
    end the listening for good, and it writes all of them into the log.
    """

    async def listen(self, offset: int | None, allowed: Sequence[str]) -> list[Raw]:
        """The updates from `offset` on, which tells Telegram to forget those before it."""
        data: Raw = {"timeout": POLL_SECONDS, "offset": offset, "allowed_updates": list(allowed)}
        data = {key: value for key, value in data.items() if value is not None}
        result = await self._post("getUpdates", data, read_timeout=POLL_SECONDS + 10)
        return result if isinstance(result, list) else []


class TwoBotsError(Exception):
    """Another copy of the bot listens with the same token."""


async def poll(
    bot: ListeningBot,
    allowed: Sequence[str],
    receive: Receive,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Listens until it is cancelled; what was received is stored before it is acknowledged.

    Raises TwoBotsError when another copy keeps listening, and InvalidToken when the token is no
    longer known. Everything else passes, and is tried again.
    """
    offset: int | None = None
    conflicts = failures = 0
    while True:
        try:
            updates = await bot.listen(offset, allowed)
        except Conflict as error:
            conflicts += 1
            if conflicts >= CONFLICTS_MAX:
                raise TwoBotsError from error
            await pause(backoff(min(conflicts, 3)))
            continue
        except RetryAfter as wait:
            await pause(seconds_of(wait))
            continue
        except InvalidToken:
            raise
        except (TelegramError, json.JSONDecodeError) as error:
            failures += 1
            _report(error, failures)
            await pause(backoff(failures))
            continue
        if failures:
            log.warning("Telegram can be reached again.")
        conflicts = failures = 0
        if updates:
            # Only what is stored is acknowledged, with the next request.
            await receive(updates)
            offset = max(int(update["update_id"]) for update in updates) + 1


def _report(error: Exception, failures: int) -> None:
    if isinstance(error, BadRequest):
        log.error("Telegram refuses to tell what happens: %s", type(error).__name__)
    elif failures == 1:
        log.warning("Telegram cannot be reached (%s); trying again.", type(error).__name__)

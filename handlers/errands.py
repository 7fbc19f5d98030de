"""Errands: what is done beside the updates, because it waits for Telegram or for the anonymizer.

The database says what is to be done; an errand does it now instead of at the next sweep. So one
that fails, or that a stop cuts off, is not lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass, field
from typing import TypeVar

from telegram.error import BadRequest, Forbidden, TelegramError

from handlers.faults import describe

log = logging.getLogger(__name__)

Act = Callable[[], Awaitable[object]]
Key = tuple[str, int]
T = TypeVar("T")


# Further tries when the way to Telegram is broken, before a sweep takes over.
TRIES_MAX = 5
Pause = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class Errands:
    """At most one of each kind and subject runs; asked for again meanwhile, it runs once more.

    pause: how seconds pass before something is tried again; alarm: hears of every fault that is
    left to the next sweep.
    """

    pause: Pause = asyncio.sleep
    alarm: Callable[[Exception], Awaitable[object]] | None = None
    _running: dict[Key, "asyncio.Task[None]"] = field(default_factory=dict)
    _again: dict[Key, Act] = field(default_factory=dict)
    _closed: bool = False

    def run(self, kind: str, subject: int, act: Act) -> None:
        key = (kind, subject)
        if self._closed:
            return
        if key in self._running:
            self._again[key] = act
            return
        # A context of its own: an errand belongs to no update, and to no transaction.
        task = asyncio.create_task(
            self._work(key, act), context=Context(), name=f"{kind} {subject}"
        )
        self._running[key] = task

    @property
    def are_done(self) -> bool:
        return not self._running

    async def wait(self, kind: str, subject: int) -> None:
        """Waits until the errand that runs now, if one does, has ended."""
        task = self._running.get((kind, subject))
        if task is not None:
            await asyncio.wait([task])

    async def finish(self) -> None:
        """Waits until none runs, those included that are asked for meanwhile."""
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def guard(self, act: Awaitable[T]) -> T | None:
        """One of many things: whatever keeps it from being done, a damaged row or Telegram, keeps
        nothing else from it. None when it failed; never inside a transaction.
        """
        try:
            return await act
        except TelegramError as error:
            log.warning("a sweep left one thing to the next: %s", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whatever it is, the rest goes on
            log.error("a sweep left one thing to the next: %s", describe(error))  # noqa: TRY400 - no tracebacks
            if self.alarm is not None:
                await self.alarm(error)
        return None

    async def stop(self) -> None:
        """Cuts all of them off; the database remembers what they were about."""
        self._closed = True
        self._again.clear()
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, key: Key, act: Act) -> None:
        try:
            while True:
                await self._attempt(key, act)
                again = self._again.pop(key, None)
                if again is None:
                    return
                act = again
        finally:
            del self._running[key]

    async def _attempt(self, key: Key, act: Act) -> None:
        for tries in range(TRIES_MAX):
            try:
                await act()
            except (BadRequest, Forbidden) as error:
                log.warning("%s is left to the next sweep: %s", key[0], type(error).__name__)
                return
            except TelegramError as error:
                log.info("%s is tried again: %s", key[0], type(error).__name__)
                await self.pause(2.0**tries)
            except Exception as error:  # noqa: BLE001 - whatever it is, the rest goes on
                log.error(  # noqa: TRY400 - a traceback may quote what a person wrote
                    "%s failed and is left to the next sweep: %s", key[0], describe(error)
                )
                if self.alarm is not None:
                    await self.alarm(error)
                return
            else:
                return
        log.warning("%s is left to the next sweep", key[0])

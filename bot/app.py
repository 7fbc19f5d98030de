"""The composition root: builds everything, passes it on, and lists every handler in order."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram.ext import Application, ContextTypes, ExtBot
from telegram.request import BaseRequest

from anonymize import Anonymizer
from bot.errors import on_error
from bot.pace import ChatOrder, Patience
from bot.settings import Settings
from bot.table import handlers
from handlers.context import Clock, Context, Hider, Services
from handlers.masking import forget_interrupted
from handlers.menus import set_menus
from handlers.sweeps import ask_about_attempts, sweep
from handlers.texts import Texts
from storage.database import Database
from storage.files import Files

log = logging.getLogger(__name__)

SWEEP_EVERY = timedelta(minutes=5)

# The default set leaves out chat_member; what is not named here never arrives.
ALLOWED_UPDATES = (
    "message",
    "channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Running:
    """A bot that can be started and stopped; `close` releases what `build` opened."""

    app: "Application[Any, Context, Any, Any, Any, Any]"
    services: Services
    _release: Callable[[], Coroutine[Any, Any, None]]

    async def start(self) -> None:
        """Connects, sets the menus, takes up what a stop left undone, and begins to listen."""
        await self.app.initialize()
        await self.app.start()
        await set_menus(self.services)
        await forget_interrupted(self.services)
        await ask_about_attempts(self.services)
        await sweep(self.services)
        if self.app.job_queue is not None:
            self.app.job_queue.run_repeating(_sweep, interval=SWEEP_EVERY, name="sweep")
        if self.app.updater is not None:
            await self.app.updater.start_polling(allowed_updates=list(ALLOWED_UPDATES))

    async def close(self) -> None:
        """Releases what `build` opened, for a bot that was never started."""
        await self._release()

    async def stop(self) -> None:
        """Stops listening, lets what is being handled end, and closes everything."""
        if self.app.updater is not None and self.app.updater.running:
            await self.app.updater.stop()
        # Masking would hold the stop up for minutes; what is cut off here is resumed at the start.
        await self._cut_masking()
        if self.app.running:
            await self.app.stop()
        await self._cut_masking()
        await self.app.shutdown()
        await self._release()

    async def _cut_masking(self) -> None:
        for task in list(self.services.maskings.values()):
            task.cancel()
        await asyncio.gather(*self.services.maskings.values(), return_exceptions=True)


async def build(
    settings: Settings,
    *,
    request: BaseRequest | None = None,
    updates_request: BaseRequest | None = None,
    hider: Hider | None = None,
    clock: Clock = now,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Running:
    """Opens the database and the files and puts the bot together; nothing is sent yet.

    request, updates_request: other transports than the network; hider: another anonymizer than
    the real one; sleep: how the seconds pass that Telegram asks for. Raises StorageError
    or OSError when the store cannot be used.
    """
    # PTB's coming behaviour for retry_after; without it each 429 is a deprecation warning too.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    database = await Database.open(settings.storage.folder / "medpics.sqlite")
    try:
        files = Files(settings.storage.folder / "files")
    except OSError:
        # Its threads would keep the process from ending.
        await database.close()
        raise
    anonymizer = None if hider else Anonymizer(settings.options())
    app = _application(settings, request, updates_request, Patience(sleep))
    services = Services(
        bot=app.bot,
        database=database,
        files=files,
        hider=hider or anonymizer,  # type: ignore[arg-type]  # one of the two is always there
        texts=Texts(),
        clock=clock,
        rules=settings.rules(),
        spawn=app.create_task,
    )
    app.bot_data["services"] = services
    for handler in handlers():
        app.add_handler(handler)
    app.add_error_handler(on_error)

    async def release() -> None:
        if anonymizer is not None:
            await anonymizer.close()
        await database.close()

    return Running(app, services, release)


def _application(
    settings: Settings,
    request: BaseRequest | None,
    updates_request: BaseRequest | None,
    patience: Patience,
) -> "Application[ExtBot[Any], Context, Any, Any, Any, Any]":
    base = settings.telegram.base_url.rstrip("/")
    builder = (
        Application.builder()
        .token(settings.telegram.token.get_secret_value())
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .context_types(ContextTypes(context=Context))
        .concurrent_updates(ChatOrder())
        .rate_limiter(patience)
    )
    if request is not None:
        builder = builder.request(request)
    if updates_request is not None:
        builder = builder.get_updates_request(updates_request)
    return builder.build()


async def _sweep(context: Context) -> None:
    await sweep(context.services)

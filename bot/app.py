"""The composition root: builds everything, passes it on, and lists every handler in order."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram.ext import Application, ContextTypes
from telegram.request import BaseRequest, HTTPXRequest

from anonymize import Anonymizer
from bot.ears import Ears, ListeningBot
from bot.heartbeat import Heartbeat
from bot.inbox import App, Inbox, on_error
from bot.pace import Patience
from bot.registries import open_registries
from bot.settings import Settings, Webhook
from bot.table import FIRST, handlers, screens
from bot.trouble import report
from bot.vault import open_stores
from bot.webhook import serve
from handlers.context import Clock, Context, Hider, Services
from handlers.errands import Errands
from handlers.menus import set_menus
from handlers.places import watching
from handlers.sweeps import ask_about_attempts, sweep, take_stock
from handlers.texts import Texts
from storage import inbox as updates
from storage import outbox, places

log = logging.getLogger(__name__)

SWEEP_EVERY = timedelta(minutes=5)
STOCK_EVERY = timedelta(days=1)

# The default set leaves out chat_member; what is not named here never arrives.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
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
    """A bot that can be started and stopped; `close` releases what `build` opened.

    listening: ends when the bot can no longer hear, with the reason as its exception.
    """

    app: App
    bot: ListeningBot
    services: Services
    inbox: Inbox
    webhook: Webhook | None
    _release: Callable[[], Coroutine[Any, Any, None]]
    listening: "asyncio.Task[None] | None" = field(default=None)
    beating: "asyncio.Task[None] | None" = field(default=None)

    async def start(self) -> None:
        """Connects, sets the menus, takes up what a stop left undone, and begins to listen."""
        await self.services.files.seal_old()
        await self.app.initialize()
        await self.app.start()
        await set_menus(self.services)
        # First of all: what waits to be handled must find nobody in power who has left.
        await take_stock(self.services)
        await self.inbox.resume()
        await ask_about_attempts(self.services)
        await sweep(self.services)
        if self.app.job_queue is not None:
            heart = Heartbeat(self.app.job_queue)
            heart.repeat("sweep", SWEEP_EVERY, self._sweep)
            heart.repeat("stock", STOCK_EVERY, lambda: take_stock(self.services))
            self.beating = asyncio.create_task(heart.beat(), name="heartbeat")
        self.listening = asyncio.create_task(self._listen(), name="listening")
        # Nobody told the bot what happened to its places while it was away.
        async with self.services.database.transaction() as tx:
            await places.look_everywhere(tx)
        watching.wake(self.services)

    async def _listen(self) -> None:
        if self.webhook is None:
            await self.bot.delete_webhook()
            receive, pause = self.inbox.receive, self.services.pause
            await Ears(self.bot, ALLOWED_UPDATES, receive, pause).listen()
            return
        await self.bot.set_webhook(
            self.webhook.url,
            secret_token=self.webhook.secret.get_secret_value(),
            allowed_updates=list(ALLOWED_UPDATES),
        )
        await serve(self.webhook, self.inbox.receive)

    async def _sweep(self) -> None:
        await sweep(self.services)
        await self.inbox.take_up()

    async def is_idle(self) -> bool:
        """Whether every update is dealt with, everything is said, and no errand is under way."""
        reader = self.services.database.reader
        waiting = await updates.waiting(reader) + await outbox.waiting(reader)
        return not waiting and self.services.errands.are_done

    async def close(self) -> None:
        """Releases what `build` opened, for a bot that was never started."""
        await self._release()

    async def stop(self) -> None:
        """Stops listening and working, and closes all; what is cut off is taken up again."""
        for task in filter(None, (self.listening, self.beating)):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self.services.errands.stop()
        if self.app.running:
            await self.app.stop()
        await self.app.shutdown()
        await self._release()


async def build(
    settings: Settings,
    *,
    request: BaseRequest | None = None,
    updates_request: BaseRequest | None = None,
    hider: Hider | None = None,
    clock: Clock = now,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Running:
    """Opens the database and the files and puts the bot together; nothing is sent yet.

    request, updates_request: other transports than the network; hider: another anonymizer than
    the real one; sleep: how the seconds pass that Telegram asks for, pause: those that the bot
    waits by itself. Raises StorageError, also for want of the right master key, or OSError.
    """
    # PTB's coming behaviour for retry_after; without it each 429 is a deprecation warning too.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    database, files = await open_stores(settings.storage, clock)
    anonymizer = None if hider else Anonymizer(settings.options())
    patience = Patience(sleep, pause, lambda: database.is_writing)
    bot = _bot(settings, request, updates_request, patience)
    registries = open_registries(settings, clock, pause)
    services = Services(
        bot=bot,
        database=database,
        files=files,
        hider=hider or anonymizer,  # type: ignore[arg-type]  # one of the two is always there
        texts=Texts(),
        clock=clock,
        rules=settings.rules(),
        errands=Errands(pause),
        registry=registries,
    )
    services.errands.alarm = lambda error: report(services, error)
    application = _application(services, bot)

    async def release() -> None:
        if anonymizer is not None:
            await anonymizer.close()
        await registries.close()
        await database.close()

    inbox = Inbox(application, services)
    return Running(application, bot, services, inbox, settings.webhook, release)


def _application(services: Services, bot: ListeningBot) -> App:
    builder = Application.builder().bot(bot).context_types(ContextTypes(context=Context))
    application = builder.updater(None).build()
    application.bot_data["services"] = services
    for screen in screens():
        application.add_handler(screen, FIRST)
    for handler in handlers():
        application.add_handler(handler)
    application.add_error_handler(on_error)
    return application


def _bot(
    settings: Settings,
    request: BaseRequest | None,
    updates_request: BaseRequest | None,
    patience: Patience,
) -> ListeningBot:
    base = settings.telegram.base_url.rstrip("/")
    return ListeningBot(
        settings.telegram.token.get_secret_value(),
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        # As many connections as there may be conversations at once.
        request=request or HTTPXRequest(connection_pool_size=256),
        get_updates_request=updates_request or HTTPXRequest(connection_pool_size=1),
        rate_limiter=patience,  # type: ignore[arg-type]  # PTB names the limiter's argument
    )

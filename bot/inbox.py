"""The inbox: updates are stored before they are acknowledged, and handled in order of their chat.

One update is one transaction: its effects, what will be said of them, and that it is done. A crash
in between leaves it to be handled anew, as if for the first time.
"""

import asyncio
import json
import logging
import secrets
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import Application

from bot import trouble
from bot.flood import Floods, Sorted, tell_of_surplus
from bot.raw import Raw, part
from handlers.context import Context, Services
from handlers.faults import describe
from handlers.outbox import backoff, seconds_of
from handlers.people import meet, recognise
from handlers.telling import answer, tell
from handlers.texts import language_of
from storage import inbox, places
from storage.inbox import Incoming, is_number, is_numbered

log = logging.getLogger(__name__)

CONCURRENT_UPDATES = 64
# A fault of ours is seldom a passing one: after so many tries the person hears of it.
TRIES_MAX = 3
# An update that stood first whenever the bot died may be what killed it.
STARTS_MAX = 8
RETRY_SECONDS = 0.5

App = Application[Any, Context, Any, Any, Any, Any]


@dataclass(slots=True)
class Handled:
    """What became of the update in hand; PTB tells of errors only through its error handler."""

    error: Exception | None = None


HANDLED: ContextVar[Handled | None] = ContextVar("handled", default=None)


async def on_error(_update: object, context: Context) -> None:
    """Keeps the error for the inbox; what no update brought about is logged, by its place."""
    handled, error = HANDLED.get(), context.error
    if handled is not None:
        handled.error = error
    elif not await trouble.report(context.services, error):
        log.error("outside any update: %s", describe(error))


@dataclass(slots=True)
class Inbox:
    """Takes updates in and has them handled: in order within a chat, chats beside each other."""

    app: App
    services: Services
    _slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(CONCURRENT_UPDATES)
    )
    _passing: Counter[int] = field(default_factory=Counter)
    _floods: Floods = field(init=False)

    def __post_init__(self) -> None:
        self._floods = Floods(self.services.rules.quotas.burst)

    async def receive(self, updates: Sequence[Raw]) -> None:
        """Stores updates, each once, durably; then wakes whoever handles them."""
        services = self.services
        sorted_out = await self._without_floods([each for each in updates if is_numbered(each)])
        # In ASCII: half of a surrogate pair, which JSON may hold, is no text for SQLite.
        incoming = [
            Incoming(each["update_id"], lane_of(each), json.dumps(each))
            for each in sorted_out.kept
        ]
        try:
            async with services.database.unit():
                async with services.database.transaction() as tx:
                    lanes = await inbox.store(tx, incoming, services.clock())
                await tell_of_surplus(services, sorted_out)
        except BaseException as error:
            # Telegram keeps what is not acknowledged, for a day, and brings it again.
            self._floods.take_back(sorted_out)
            await trouble.report(services, error)
            raise
        self._wake(lanes)

    async def _without_floods(self, updates: Sequence[Raw]) -> Sorted:
        reader = self.services.database.reader
        laned = [(lane_of(each), each) for each in updates]
        private = {lane for lane, _update in laned if lane > 0}
        waiting = await inbox.waiting_in(reader, private)
        ours = await places.chats(reader)
        return self._floods.sort(laned, waiting, ours, self.services.clock().timestamp())

    async def resume(self) -> None:
        """At a start: goes on with what was stored and not done."""
        async with self.services.database.transaction() as tx:
            await inbox.started(tx)
        await self.take_up()

    async def take_up(self) -> None:
        """Goes on wherever something waits: where a full disk once ended the work, or with what an
        operator had taken up again.
        """
        self._wake(await inbox.lanes(self.services.database.reader))

    def _wake(self, lanes: Sequence[int]) -> None:
        for lane in dict.fromkeys(lanes):
            self.services.errands.run("inbox", lane, lambda lane=lane: self._work(lane))  # type: ignore[misc]

    async def _work(self, lane: int) -> None:
        while (incoming := await inbox.first(self.services.database.reader, lane)) is not None:
            if incoming.starts > STARTS_MAX:
                await self._set_aside(incoming, None)
                continue
            async with self._slots:
                failure = await self._attempt(incoming)
            if failure is not None:
                await self._after(incoming, failure)
            else:
                del self._passing[lane]

    async def _attempt(self, incoming: Incoming) -> Exception | None:
        """Handles an update, all of it or nothing; returns what kept it from that."""
        handled = Handled()
        token = HANDLED.set(handled)
        try:
            update = Update.de_json(json.loads(incoming.payload), self.services.bot)
            await _introduce(self.services, update)
            async with self.services.database.unit():
                await self.app.process_update(update)
                _raise(handled.error)
                async with self.services.database.transaction() as tx:
                    await inbox.done(tx, incoming.update_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the update waits or goes aside
            return error
        finally:
            HANDLED.reset(token)
        return None

    async def _after(self, incoming: Incoming, failure: Exception) -> None:
        """What passes by itself is waited for; a fault of ours is tried a few times, then left."""
        if isinstance(failure, RetryAfter):
            await self.services.pause(seconds_of(failure))
        elif _passes(failure):
            self._passing[incoming.lane] += 1
            log.warning("an update waits: %s", type(failure).__name__)
            failed = await trouble.report(self.services, failure)
            if failed and self._passing[incoming.lane] == 1:
                await trouble.ask_for_patience(self.services, incoming.payload)
            await self.services.pause(backoff(self._passing[incoming.lane]))
        elif incoming.tries + 1 < TRIES_MAX:
            async with self.services.database.transaction() as tx:
                await inbox.failed(tx, incoming.update_id)
            await self.services.pause(RETRY_SECONDS * 2**incoming.tries)
        else:
            await trouble.report(self.services, failure)
            await self._set_aside(incoming, failure)

    async def _set_aside(self, incoming: Incoming, failure: Exception | None) -> None:
        """It blocks nobody any more; its person gets a sentence, operators hear of it."""
        reference = secrets.token_hex(4)
        log.error("update set aside, reference %s: %s", reference, describe(failure))
        async with self.services.database.unit():
            async with self.services.database.transaction() as tx:
                await inbox.set_aside(tx, incoming.update_id)
            await self._apologise(incoming.payload, reference)
            _ = self.services.texts.of(self.services.rules.language).say
            text = _(
                "⚠️ I could not deal with a message and set it aside (reference {reference}). The "
                "log says where it failed; once that is mended, “medpics inbox retry” takes it up "
                "again."
            )
            for operator in self.services.rules.operators:
                await tell(self.services, operator, text.format(reference=reference))

    async def _apologise(self, payload: str, reference: str) -> None:
        """An update that nobody can read may name nobody to apologise to: it goes aside, too."""
        try:
            async with self.services.database.transaction():
                await apologise(self.services, payload, reference)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            log.info("nobody to apologise to: %s", type(error).__name__)


async def apologise(services: Services, payload: str, reference: str) -> None:
    """In a private chat, or to who pressed a button; groups are spared."""
    raw = json.loads(payload)
    query, message = part(raw, "callback_query"), part(raw, "message")
    user = part(query or message, "from")
    if not isinstance(user.get("id"), int):
        return
    _ = services.texts.of(language_of(user.get("language_code"))).say
    text = _(
        "Sorry, that went wrong; nothing you sent is lost. Try again, and if it happens again "
        "give the moderators this reference: {reference}"
    ).format(reference=reference)
    if query:
        # A tap that is never answered leaves a spinning button, and moderators wondering.
        await answer(services, user["id"], query["id"], text, alert=True)
    elif part(message, "chat").get("id") == user["id"]:
        await tell(services, user["id"], text)


async def _introduce(services: Services, update: Update) -> None:
    """Who acts is known before their update begins: this may ask Telegram."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        return
    if chat.id == user.id:
        await meet(services, user)
    if update.callback_query or update.message:
        await recognise(services, user, chat.id)


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error


def lane_of(update: Raw) -> int:
    """The chat whose updates keep their order; the person, for what happens in no chat."""
    for name in update:
        if body := part(update, name):
            message = part(body, "message")
            chat = part(body, "chat") or part(message, "chat") or part(body, "from")
            number = chat.get("id")
            return number if is_number(number) else 0
    return 0


def _passes(failure: Exception) -> bool:
    """No answer from Telegram, or a disk that is full or busy: neither is the update's fault."""
    if isinstance(failure, sqlite3.OperationalError):
        # This code says that a statement of ours is wrong; without one, a text cannot be read.
        code = getattr(failure, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return code != sqlite3.SQLITE_ERROR
    return isinstance(failure, NetworkError | OSError) and not isinstance(failure, BadRequest)

"""A desk: the real inbox over a recording Telegram, whose updates a test handles as it likes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, TypeHandler

from bot.inbox import Inbox, on_error
from handlers.context import Context, Services
from handlers.errands import Errands
from handlers.telling import tell
from storage import audit, inbox, outbox
from storage.inbox import Incoming
from storage.rows import fetch
from tests.handlers.scenes import no_time, settled
from tests.moderation.examples import AUTHOR, NOW

Act = Callable[[Update], Awaitable[None]]
NAME, CAPTION = "Zebulon", "Mrs Quagmire of ward 7"


def message(number: int, chat_id: int = AUTHOR, user_id: int = AUTHOR) -> dict[str, Any]:
    """What a person says, in private or in a group."""
    kind = {"type": "private", "first_name": NAME} if chat_id > 0 else {"type": "supergroup"}
    person = {"id": user_id, "is_bot": False, "first_name": NAME, "language_code": "en"}
    body = {"message_id": number, "date": 0, "chat": {"id": chat_id, "title": "T"} | kind}
    return {"update_id": number, "message": body | {"from": person, "text": CAPTION}}


def tap(number: int, chat_id: int = AUTHOR) -> dict[str, Any]:
    """A press of a person on a message of ours."""
    said = message(number, chat_id)["message"]
    query = {"id": "123", "from": said.pop("from"), "message": said, "chat_instance": "x"}
    return {"update_id": number, "callback_query": query | {"data": "x"}}


@dataclass
class Desk:
    """before, acts: what is done before and after the effect, by the number of the update; begun:
    which were begun, as often as they were; waited: the seconds between tries.
    """

    inbox: Inbox
    services: Services
    before: dict[int, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    acts: dict[int, Act] = field(default_factory=dict)
    begun: list[int] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    async def handle(self, update: Update, _context: Any) -> None:
        """Leaves a line in the trail, and a word for the author; then does what the test says."""
        number = update.update_id
        self.begun.append(number)
        if number in self.before:
            await self.before[number]()
        async with self.services.database.transaction() as tx:
            await audit.record(tx, NOW, None, "handled", f"update {number}")
        await tell(self.services, AUTHOR, f"done {number}")
        if number in self.acts:
            await self.acts[number](update)

    async def take(self, *updates: dict[str, Any]) -> None:
        """Receives updates and waits until all that can be done is done."""
        await self.inbox.receive(updates)
        await settled(self.services)

    async def restart(self) -> None:
        """Stops everything that is under way, and starts anew with what is stored."""
        await self.services.errands.stop()
        self.services.errands = Errands(self.pause)
        await self.inbox.resume()

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        await no_time(seconds)

    async def handled(self) -> list[int]:
        """The updates whose effects are committed, in order."""
        sql = "SELECT subject FROM audit WHERE action = 'handled' ORDER BY id"
        rows = await fetch(self.services.database.reader, sql)
        return [int(row["subject"].split()[1]) for row in rows]

    async def rows(self) -> dict[int, str]:
        """The state of every update that is remembered."""
        sql = "SELECT update_id, state FROM inbox"
        rows = await fetch(self.services.database.reader, sql)
        return {row["update_id"]: row["state"] for row in rows}

    async def first(self) -> Incoming | None:
        return await inbox.first(self.services.database.reader, AUTHOR)

    async def letters(self) -> int:
        return await outbox.waiting(self.services.database.reader)


def fail(*errors: Exception) -> Act:
    """Fails as often as there are errors, then works."""
    left = list(errors)

    async def act(_update: Update) -> None:
        if left:
            raise left.pop(0)

    return act


@asynccontextmanager
async def desk_of(services: Services) -> AsyncIterator[Desk]:
    builder = Application.builder().bot(services.bot).updater(None).job_queue(None)
    app: Any = builder.context_types(ContextTypes(context=Context)).build()
    app.bot_data["services"] = services
    made = Desk(Inbox(app, services), services)
    services.errands = Errands(made.pause)
    app.add_handler(TypeHandler(Update, made.handle))
    app.add_error_handler(on_error)
    async with app:
        yield made
        await services.errands.stop()

"""Flaws to plant: bots that lose or repeat something, to see that the harness notices."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.app import Running
from handlers import outbox as delivering
from handlers.context import Services
from storage import outbox, posts
from storage.database import Transaction
from storage.outbox import Letter


def acknowledge_first(running: Running) -> None:
    """Telegram may forget an update before it is stored."""
    receive, storing = running.inbox.receive, set()

    async def careless(updates: list[dict[str, object]]) -> None:
        async def later() -> None:
            await asyncio.sleep(0.1)
            await receive(updates)

        task = asyncio.create_task(later())
        storing.add(task)
        task.add_done_callback(storing.discard)

    running.inbox.receive = careless  # type: ignore[method-assign]


def strike_off_first(_running: Running) -> None:
    """A letter is gone before it is said."""
    deliver = delivering._deliver

    async def careless(services: Services, letter: Letter) -> int | None:
        async with services.database.transaction() as tx:
            await outbox.said(tx, letter.id)
        return await deliver(services, letter)

    delivering._deliver = careless


def post_blindly(_running: Running) -> None:
    """Whether a post was sent already is nobody's question."""

    async def careless(tx: Transaction, case_id: int, _now: datetime) -> bool:
        return await posts.load(tx, case_id) is None

    posts.begin_attempt = careless


FLAWS: dict[str, Callable[[Running], None]] = {
    "acknowledge first": acknowledge_first,
    "strike off first": strike_off_first,
    "post blindly": post_blindly,
}

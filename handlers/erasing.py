"""Erasing for certain: what has to go is on record until it is gone, or a person knows."""

import logging
from collections import defaultdict
from collections.abc import Iterable

from telegram.error import TimedOut

from handlers.context import Services
from handlers.delivery import Erased, erase_one
from storage import erasures
from storage.erasures import Erasure

log = logging.getLogger(__name__)


async def erase(services: Services, chat_id: int, message_ids: Iterable[int]) -> None:
    """Deletes messages: on record in the transaction that decides, carried out after it.

    What a broken connection or Telegram keeps is left to the sweep.
    """
    ids = list(message_ids)
    if not ids:
        return
    async with services.database.transaction() as tx:
        await erasures.add(tx, chat_id, ids, services.clock())
    wake(services, chat_id)


def wake(services: Services, chat_id: int) -> None:
    """Has what is on record for a chat deleted, once that is committed."""
    services.errand("erasing", chat_id, lambda: _carry_out(services, chat_id))


async def _carry_out(services: Services, chat_id: int) -> None:
    """Deletes what is on record for a chat, and strikes off what is gone.

    Raises TimedOut when Telegram did not answer about something: then it is worth another try.
    """
    outcomes = set()
    for erasure in await erasures.pending(services.database.reader, chat_id):
        outcome = await erase_one(services, chat_id, erasure.message_id)
        outcomes.add(outcome)
        if outcome is Erased.GONE:
            await _settle(services, chat_id, erasure.message_id)
    if Erased.UNANSWERED in outcomes:
        raise TimedOut


async def sweep(services: Services) -> dict[int, list[Erasure]]:
    """Tries again whatever may still stand; returns by chat what Telegram refused to delete."""
    refused: defaultdict[int, list[Erasure]] = defaultdict(list)
    for erasure in await erasures.pending(services.database.reader):
        match await erase_one(services, erasure.chat_id, erasure.message_id):
            case Erased.GONE:
                await _settle(services, erasure.chat_id, erasure.message_id)
            case Erased.REFUSED:
                refused[erasure.chat_id].append(erasure)
            case Erased.UNANSWERED:
                log.info("a message could not be deleted yet")
    return refused


async def _settle(services: Services, chat_id: int, message_id: int) -> None:
    async with services.database.transaction() as tx:
        await erasures.settle(tx, chat_id, message_id)

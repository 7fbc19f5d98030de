"""Erasing for certain: what has to go is on record until it is gone, or a person knows."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from handlers.alarms import alarm_kept
from handlers.context import Services
from handlers.telling import Erased, erase_one, tell
from storage import erasures, members
from storage.erasures import Erasure

log = logging.getLogger(__name__)

# Telegram deletes nothing older in a private chat; who cannot be told by then never will be.
PRIVATE_LIMIT = timedelta(days=2)


async def erase_surely(services: Services, chat_id: int, message_ids: Iterable[int]) -> None:
    """Deletes messages; what a broken connection or Telegram keeps is left to the sweep."""
    ids = list(message_ids)
    async with services.database.transaction() as tx:
        await erasures.add(tx, chat_id, ids, services.clock())
    await carry_out(services, chat_id, ids)


async def carry_out(services: Services, chat_id: int, message_ids: Iterable[int]) -> None:
    """Deletes messages that are on record already, and strikes off those that are gone."""
    for message_id in message_ids:
        if await erase_one(services, chat_id, message_id) is Erased.GONE:
            await _settle(services, chat_id, message_id)


async def sweep(services: Services) -> None:
    """Tries again whatever may still stand; of what Telegram refuses, a person is told once."""
    refused: defaultdict[int, list[Erasure]] = defaultdict(list)
    for erasure in await erasures.pending(services.database.reader):
        match await erase_one(services, erasure.chat_id, erasure.message_id):
            case Erased.GONE:
                await _settle(services, erasure.chat_id, erasure.message_id)
            case Erased.REFUSED:
                refused[erasure.chat_id].append(erasure)
            case Erased.UNANSWERED:
                log.info("a message could not be deleted yet")
    for chat_id, kept in refused.items():
        if await _told(services, chat_id, kept):
            for erasure in kept:
                await _settle(services, chat_id, erasure.message_id)


async def _told(services: Services, chat_id: int, kept: list[Erasure]) -> bool:
    """Moderators delete by hand in groups; in a private chat only its person can."""
    if chat_id < 0:
        return await alarm_kept(services, [(chat_id, erasure.message_id) for erasure in kept])
    member = await members.load(services.database.reader, chat_id)
    language = member.language if member else services.rules.language
    _ = services.texts.of(language).say
    text = _(
        "⚠️ Telegram does not let me delete a message that you sent me. Please delete it from this "
        "chat yourself."
    )
    if await tell(services, chat_id, text) is not None:
        return True
    return kept[0].since < services.clock() - PRIVATE_LIMIT


async def _settle(services: Services, chat_id: int, message_id: int) -> None:
    async with services.database.transaction() as tx:
        await erasures.settle(tx, chat_id, message_id)

"""Hushing: what the bot said in a thread for an author leaves with the case, or with them."""

from collections.abc import Iterable

from handlers.context import Services
from handlers.erasing import erase
from storage import spoken
from storage.spoken import Spoken


async def hush_case(services: Services, case_id: int) -> None:
    """Belongs into the transaction that ends the case."""
    await _hush(services, await spoken.of_case(services.database.reader, case_id))


async def hush_author(services: Services, author_id: int) -> None:
    """Belongs into the transaction that erases the account."""
    await _hush(services, await spoken.of_author(services.database.reader, author_id))


async def sweep(services: Services) -> None:
    """What was being said at the very moment when its case ended."""
    await _hush(services, await spoken.too_late(services.database.reader))


async def _hush(services: Services, said: Iterable[Spoken]) -> None:
    for each in said:
        async with services.database.transaction() as tx:
            await spoken.forget(tx, each)
        if each.message_id is not None:
            await erase(services, each.chat_id, [each.message_id])

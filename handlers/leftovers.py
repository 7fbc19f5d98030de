"""Leftovers: messages that Telegram would not delete, of which a person is told once."""

from handlers import erasing
from handlers.alarms import alarm_kept
from handlers.context import Services
from handlers.telling import tell
from storage import erasures, members
from storage.erasures import Erasure


async def sweep(services: Services) -> None:
    """Tries again whatever may still stand; who can delete it by hand is told of the rest."""
    for chat_id, kept in (await erasing.sweep(services)).items():
        async with services.database.unit():
            if await _told(services, chat_id, kept):
                async with services.database.transaction() as tx:
                    for erasure in kept:
                        await erasures.settle(tx, chat_id, erasure.message_id)


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
    await tell(services, chat_id, text)
    return True

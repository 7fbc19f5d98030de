"""A group that became a supergroup keeps its duty, and what waits there goes on."""

from telegram import Update

from handlers.context import Context, Services
from handlers.delivery import follow_migration
from handlers.sweeps import catch_up


async def follow(update: Update, context: Context) -> None:
    """Either of Telegram's two service messages will do; following twice is harmless."""
    message = update.effective_message
    if message is None:
        return
    if message.migrate_to_chat_id is not None:
        await _follow(context.services, message.chat_id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await _follow(context.services, message.migrate_from_chat_id, message.chat_id)


async def _follow(services: Services, old: int, new: int) -> None:
    await follow_migration(services, old, new)
    services.errand("migration", new, lambda: catch_up(services))

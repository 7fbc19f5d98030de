"""A group that became a supergroup keeps its duty."""

from telegram import Update

from handlers.context import Context
from handlers.delivery import follow_migration


async def follow(update: Update, context: Context) -> None:
    """Either of Telegram's two service messages will do; following twice is harmless."""
    message = update.effective_message
    if message is None:
        return
    if message.migrate_to_chat_id is not None:
        await follow_migration(context.services, message.chat_id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await follow_migration(context.services, message.migrate_from_chat_id, message.chat_id)

"""Which bot hears of what: the queue of updates of each bot."""

from typing import TYPE_CHECKING

from sandbox.accounts import Bot, QueuedUpdate
from sandbox.model import Chat, JsonObject, Message
from sandbox.render_message import render_message
from sandbox.rights import has_right, is_admin, is_present

if TYPE_CHECKING:
    from sandbox.messenger import Messenger

UPDATE_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
UPDATE_LIFE_SECONDS = 24 * 3600


def wants(bot: Bot, kind: str) -> bool:
    if bot.allowed_updates:
        return kind in bot.allowed_updates
    return kind not in ON_REQUEST_ONLY


def emit(messenger: "Messenger", bot: Bot, kind: str, body: JsonObject) -> None:
    """Queue an update, unless the bot did not ask for its kind."""
    if not wants(bot, kind):
        return
    update = QueuedUpdate(bot.next_update_id, kind, body, messenger.clock.unix())
    bot.next_update_id += 1
    bot.queue.append(update)
    messenger.wake()


def drop_expired(messenger: "Messenger", bot: Bot) -> None:
    """Telegram keeps updates for 24 hours, whoever fetches them."""
    oldest = messenger.clock.unix() - UPDATE_LIFE_SECONDS
    bot.queue = [update for update in bot.queue if update.date > oldest]


def announce_message(
    messenger: "Messenger", chat: Chat, message: Message, *, edited: bool = False
) -> None:
    """Tell every bot of the chat that may see the message, except its sender."""
    noun = "channel_post" if chat.type == "channel" else "message"
    kind = f"edited_{noun}" if edited else noun
    for bot in messenger.world.bots.values():
        if bot.user_id == message.sender_id or not is_present(chat, bot.user_id):
            continue
        if _may_see(messenger, chat, message, bot):
            body = render_message(messenger.world, message, bot.user_id)
            emit(messenger, bot, kind, body)


def _may_see(messenger: "Messenger", chat: Chat, message: Message, bot: Bot) -> bool:
    """Privacy mode: outside its own chats a bot that is no admin hears only what concerns it."""
    sender = messenger.world.users.get(message.sender_id)
    if sender and sender.is_bot:
        return chat.type == "channel"
    if chat.is_private or chat.type == "channel" or not bot.privacy:
        return True
    if is_admin(chat, bot.user_id) or message.service is not None:
        return True
    replied = chat.messages.get(message.reply_to)
    if replied and replied.sender_id == bot.user_id:
        return True
    username = messenger.world.users[bot.user_id].username.lower()
    commands = any(entity["type"] == "bot_command" for entity in message.entities)
    return commands or f"@{username}" in message.text.lower()


def announce_to_admins(
    messenger: "Messenger", chat: Chat, kind: str, body: JsonObject, right: str = ""
) -> None:
    """Tell the bots that are administrators, with `right` where one is needed."""
    for bot in messenger.world.bots.values():
        if is_admin(chat, bot.user_id) and (not right or has_right(chat, bot.user_id, right)):
            emit(messenger, bot, kind, body)

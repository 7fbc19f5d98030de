"""Messages come, change and go; channel posts are forwarded into the discussion group."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.delivery import announce_message
from sandbox.model import Chat, ChatType, JsonObject, Message
from sandbox.render import TELEGRAM_ID
from sandbox.render_message import origin_of

if TYPE_CHECKING:
    from sandbox.messenger import Messenger

GENERAL_TOPIC_ID = 1


def post(messenger: "Messenger", chat: Chat, draft: Message) -> Message:
    """Number, date and place a draft, and tell everybody it concerns."""
    draft.id = _next_id(messenger, chat)
    draft.date = messenger.clock.unix()
    draft.chat = chat.key
    draft.protected = draft.protected or chat.protected
    _place_in_thread(chat, draft)
    chat.messages[draft.id] = draft
    announce_message(messenger, chat, draft)
    messenger.touch(draft)
    if chat.type is ChatType.CHANNEL and chat.linked and draft.service is None:
        _forward_automatically(messenger, chat, draft)
    return draft


def post_service(
    messenger: "Messenger", chat: Chat, service: JsonObject, *, by: int, thread_id: int = 0
) -> Message:
    """A service message: a fact about the chat, written by nobody in particular."""
    draft = Message(0, chat.key, 0, sender_id=by, service=service, thread_id=thread_id)
    return post(messenger, chat, draft)


def revise(messenger: "Messenger", message: Message, *, content: bool = True) -> None:
    """Announce a change; of mere buttons (`content` false) Telegram shows no edit date."""
    chat = messenger.world.chats[message.chat]
    if content:
        message.edited = messenger.clock.unix()
        announce_message(messenger, chat, message, edited=True)
    messenger.touch(message)
    copy = automatic_forward_of(messenger, chat, message) if content else None
    if copy:
        copy.text, copy.entities, copy.media = message.text, message.entities, message.media
        copy.spoiler = message.spoiler
        revise(messenger, copy)


def remove(messenger: "Messenger", message: Message) -> None:
    """Take a message away; bots never hear of it."""
    message.deleted = True
    messenger.touch(message)


def automatic_forward_of(messenger: "Messenger", chat: Chat, message: Message) -> Message | None:
    """The copy of a channel post in the linked discussion group."""
    if chat.type is not ChatType.CHANNEL or not chat.linked:
        return None
    for candidate in messenger.world.chats[chat.linked].messages.values():
        origin = candidate.origin
        if candidate.is_automatic_forward and origin and origin.message_id == message.id:
            return None if candidate.deleted else candidate
    return None


def thread_of(chat: Chat, root: Message) -> list[Message]:
    """What stands below an automatic forward, oldest first."""
    return [
        message
        for message in chat.messages.values()
        if message.thread_id == root.id and not message.deleted
    ]


def _next_id(messenger: "Messenger", chat: Chat) -> int:
    """Channels and supergroups count for themselves; a bot's private chats share one series."""
    if chat.is_private:
        bot = messenger.world.bots[chat.bot_id]
        number, bot.next_message_id = bot.next_message_id, bot.next_message_id + 1
        return number
    number, chat.next_message_id = chat.next_message_id, chat.next_message_id + 1
    return number


def _place_in_thread(chat: Chat, draft: Message) -> None:
    replied = chat.messages.get(draft.reply_to)
    if chat.is_forum:
        inherited = replied.thread_id if replied else 0
        draft.thread_id = draft.thread_id or inherited or GENERAL_TOPIC_ID
        draft.in_topic = True
    elif chat.type is ChatType.SUPERGROUP and replied:
        draft.thread_id = replied.thread_id or replied.id
    else:
        draft.thread_id = 0


def _forward_automatically(messenger: "Messenger", channel: Chat, message: Message) -> None:
    copy = replace(
        message,
        chat=channel.linked,
        sender_id=TELEGRAM_ID,
        sender_chat=channel.key,
        origin=origin_of(channel, message),
        is_automatic_forward=True,
        album=str(int(message.album) + 1) if message.album else "",
        thread_id=0,
        reply_to=0,
        external_reply=None,
        quote=None,
        markup=_links_only(message.markup),
        reactions={},
    )
    if messenger.forwards_held is not None:
        messenger.forwards_held.append(copy)
    else:
        post(messenger, messenger.world.chats[channel.linked], copy)


def _links_only(markup: JsonObject | None) -> JsonObject | None:
    """Buttons survive a forward only when every one of them is a link."""
    if markup and all("url" in button for row in markup["inline_keyboard"] for button in row):
        return markup
    return None

"""What people may write where, as their own client would check it."""

import re
from typing import TYPE_CHECKING

from sandbox.autolinks import add_automatic
from sandbox.entities import utf16_length
from sandbox.membership import lift_expired
from sandbox.model import Chat, ChatType, JsonObject, Message
from sandbox.posting import post
from sandbox.rights import KIND_PERMISSION, has_right, is_admin, is_permitted, is_present

if TYPE_CHECKING:
    from sandbox.messenger import Messenger

MAX_TEXT = 4096
MAX_CAPTION = 1024
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class NotAllowedError(Exception):
    """The person's client would not offer this."""


def check_payload(payload: str) -> None:
    """A deep link carries at most 64 of a few characters; ValueError otherwise."""
    if not _PAYLOAD.fullmatch(payload):
        raise ValueError("a deep link's payload is at most 64 of A-Z a-z 0-9 _ -")


def typed_entities(text: str) -> list[JsonObject]:
    """What Telegram finds in text that a person typed."""
    return add_automatic(text, [])


def new_album_id(messenger: "Messenger") -> str:
    # Steps of two leave room for the album's automatic forward.
    return str(13_700_000_000_000_000 + 2 * messenger.count("album"))


def kind_of(message: Message) -> str:
    if message.media:
        return message.media.kind
    if message.contact:
        return "contact"
    return "poll" if message.poll_id else "text"


def can_read(messenger: "Messenger", chat: Chat, user_id: int) -> bool:
    """Whether the chat is open to the person; a discussion also to readers of its channel."""
    if is_present(chat, user_id) or chat.username:
        return True
    linked = messenger.world.chats.get(chat.linked)
    return linked is not None and linked.type == "channel" and is_present(linked, user_id)


def may_write(messenger: "Messenger", chat: Chat, user_id: int, kind: str = "text") -> str:
    """Empty when the person may send this kind here, else the reason why not."""
    if chat.is_private:
        return "" if chat.id == user_id else "this is somebody else's chat"
    if chat.migrated_to:
        return "this group has moved"
    if not can_read(messenger, chat, user_id):
        return "only members can write here"
    if chat.type is ChatType.CHANNEL:
        allowed = has_right(chat, user_id, "can_post_messages")
        return "" if allowed else "only administrators can post here"
    lift_expired(messenger, chat)
    permission, noun = KIND_PERMISSION[kind]
    return "" if is_permitted(chat, user_id, permission) else f"{noun} are not allowed here"


def write(messenger: "Messenger", chat: Chat, draft: Message) -> Message:
    """A person's message; NotAllowedError where it may not be, ValueError for impossible text."""
    kind = kind_of(draft)
    reason = may_write(messenger, chat, draft.sender_id, kind)
    if reason:
        raise NotAllowedError(reason)
    _check_text(draft)
    _check_thread(chat, draft)
    draft.entities = draft.entities or typed_entities(draft.text)
    if chat.is_private:
        chat.started = True
        chat.blocked = False
    member = chat.members.get(draft.sender_id)
    if member and member.is_anonymous and not draft.sender_chat:
        draft.sender_chat = chat.key
    return post(messenger, chat, draft)


def _check_text(draft: Message) -> None:
    draft.text = draft.text.strip()
    length = utf16_length(draft.text)
    if draft.media and length > MAX_CAPTION:
        raise ValueError("a caption has at most 1024 characters")
    if length > MAX_TEXT:
        raise ValueError("a message has at most 4096 characters")
    if kind_of(draft) == "text" and not length:
        raise ValueError("an empty message cannot be sent")


def _check_thread(chat: Chat, draft: Message) -> None:
    if draft.reply_to and draft.reply_to not in chat.messages:
        raise ValueError("the message to reply to is not in this chat")
    if not chat.is_forum or draft.thread_id <= 1:
        return
    topic = chat.topics.get(draft.thread_id)
    if topic is None:
        raise ValueError("there is no such topic")
    if topic.closed and not is_admin(chat, draft.sender_id):
        raise NotAllowedError("this topic is closed")

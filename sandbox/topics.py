"""Topics of a forum: made, renamed, closed, opened, deleted."""

from typing import TYPE_CHECKING

from sandbox.model import Chat, JsonObject, Message, Topic
from sandbox.posting import post, remove

if TYPE_CHECKING:
    from sandbox.messenger import Messenger

DEFAULT_COLOR = 0x6FB9F0
COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


def _note(
    messenger: "Messenger", chat: Chat, service: JsonObject, *, by: int, thread_id: int = 0
) -> Message:
    draft = Message(0, chat.key, 0, sender_id=by, service=service, thread_id=thread_id)
    return post(messenger, chat, draft)


def create_topic(
    messenger: "Messenger",
    chat: Chat,
    name: str,
    *,
    by: int,
    color: int = DEFAULT_COLOR,
    emoji: str = "",
) -> Topic:
    """A new topic; its number is that of the message that announces it."""
    service = {"forum_topic_created": {"name": name, "icon_color": color}}
    number = chat.next_message_id
    chat.topics[number] = topic = Topic(number, name, color, emoji)
    _note(messenger, chat, service, by=by, thread_id=number)
    return topic


def rename_topic(messenger: "Messenger", chat: Chat, topic: Topic, name: str, *, by: int) -> None:
    topic.name = name
    _note(messenger, chat, {"forum_topic_edited": {"name": name}}, by=by, thread_id=topic.id)


def set_closed(messenger: "Messenger", chat: Chat, topic: Topic, *, closed: bool, by: int) -> None:
    topic.closed = closed
    kind = "forum_topic_closed" if closed else "forum_topic_reopened"
    _note(messenger, chat, {kind: {}}, by=by, thread_id=topic.id)


def delete_topic(messenger: "Messenger", chat: Chat, topic: Topic) -> None:
    """The topic goes with everything in it."""
    del chat.topics[topic.id]
    for message in list(chat.messages.values()):
        if message.thread_id == topic.id and not message.deleted:
            remove(messenger, message)

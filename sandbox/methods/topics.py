"""Forum topics: create, edit, close, reopen, delete."""

from sandbox import topics
from sandbox.methods.inputs import ChatId, JsonObject
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.targets import require, room_of
from sandbox.model import Chat, Topic
from sandbox.refusal import bad_request
from sandbox.render import render_topic

MAX_NAME = 128
NOT_FORUM = "the chat is not a forum"
NOT_ENOUGH = "not enough rights to manage topics"


class CreateForumTopic(Params):
    chat_id: ChatId
    name: str
    icon_color: int | None = None
    icon_custom_emoji_id: str | None = None


class TopicParams(Params):
    chat_id: ChatId
    message_thread_id: int


class EditForumTopic(TopicParams):
    name: str | None = None
    icon_custom_emoji_id: str | None = None


class CloseForumTopic(TopicParams):
    pass


class ReopenForumTopic(TopicParams):
    pass


class DeleteForumTopic(TopicParams):
    pass


def _forum(call: Call, chat_id: int | str, right: str = "can_manage_topics") -> Chat:
    chat = room_of(call, chat_id, topic=NOT_FORUM)
    if not chat.is_forum:
        raise bad_request(NOT_FORUM)
    require(call, chat, right, bad_request(NOT_ENOUGH))
    return chat


def _topic(chat: Chat, thread_id: int) -> Topic:
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return chat.topics[thread_id]


def _check_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise bad_request("topic name is empty")
    if len(name) > MAX_NAME:
        raise bad_request("TOPIC_TITLE_INVALID")
    return name


@method(CreateForumTopic)
def create_forum_topic(call: Call, params: CreateForumTopic) -> JsonObject:
    chat = _forum(call, params.chat_id)
    name = _check_name(params.name)
    color = topics.DEFAULT_COLOR if params.icon_color is None else params.icon_color
    if color not in topics.COLORS:
        raise bad_request("invalid icon color specified")
    emoji = params.icon_custom_emoji_id or ""
    made = topics.create_topic(
        call.messenger, chat, name, by=call.bot_id, color=color, emoji=emoji
    )
    return render_topic(made)


@method(EditForumTopic)
def edit_forum_topic(call: Call, params: EditForumTopic) -> bool:
    chat = _forum(call, params.chat_id)
    topic = _topic(chat, params.message_thread_id)
    name = _check_name(params.name) if params.name else topic.name
    emoji = params.icon_custom_emoji_id
    if name == topic.name and (emoji is None or emoji == topic.icon_emoji):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.icon_emoji = topic.icon_emoji if emoji is None else emoji
    topics.rename_topic(call.messenger, chat, topic, name, by=call.bot_id)
    return True


def _set_closed(call: Call, params: TopicParams, *, closed: bool) -> bool:
    chat = _forum(call, params.chat_id)
    topic = _topic(chat, params.message_thread_id)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topics.set_closed(call.messenger, chat, topic, closed=closed, by=call.bot_id)
    return True


@method(CloseForumTopic)
def close_forum_topic(call: Call, params: CloseForumTopic) -> bool:
    return _set_closed(call, params, closed=True)


@method(ReopenForumTopic)
def reopen_forum_topic(call: Call, params: ReopenForumTopic) -> bool:
    return _set_closed(call, params, closed=False)


@method(DeleteForumTopic)
def delete_forum_topic(call: Call, params: DeleteForumTopic) -> bool:
    chat = _forum(call, params.chat_id, "can_delete_messages")
    topics.delete_topic(call.messenger, chat, _topic(chat, params.message_thread_id))
    return True

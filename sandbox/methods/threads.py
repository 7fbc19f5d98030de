"""Whether a bot may write in a chat, in which thread, and what it replies to."""

from sandbox.entities import utf16_length
from sandbox.methods.inputs import ReplyParameters
from sandbox.methods.registry import Call
from sandbox.methods.targets import reachable_chat
from sandbox.methods.texts import formatted
from sandbox.model import Chat, ChatType, Message
from sandbox.refusal import bad_request, forbidden
from sandbox.rights import KIND_PERMISSION, has_right, is_permitted

THREAD_NOT_FOUND = "message thread not found"
REPLIED_NOT_FOUND = "message to be replied not found"


def check_writable(call: Call, chat: Chat, kind: str) -> None:
    """Raise the refusal of a chat where the bot may not send this kind of message."""
    if chat.is_private:
        _check_private(call, chat)
    elif chat.type is ChatType.CHANNEL:
        if not has_right(chat, call.bot_id, "can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
    else:
        permission, noun = KIND_PERMISSION[kind]
        if not is_permitted(chat, call.bot_id, permission):
            raise bad_request(f"not enough rights to send {noun} to the chat")


def _check_private(call: Call, chat: Chat) -> None:
    if call.messenger.world.users[chat.id].is_bot:
        raise forbidden("bot can't send messages to bots")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started and chat.writable_until < call.messenger.clock.unix():
        raise forbidden("bot can't initiate conversation with a user")


def check_thread(call: Call, chat: Chat, thread_id: int | None) -> int:
    """The topic to write in; outside forums the parameter is ignored, as Telegram does."""
    if not thread_id or not chat.is_forum:
        return 0
    # General, number 1, is no topic that can be named: it is written to by naming none.
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request(THREAD_NOT_FOUND)
    if topic.closed and not has_right(chat, call.bot_id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def resolve_reply(call: Call, chat: Chat, draft: Message, reply: ReplyParameters | None) -> None:
    """Note in the draft what it replies to; refuses an unknown message unless told not to."""
    if reply is None:
        return
    source = reachable_chat(call, reply.chat_id) if reply.chat_id is not None else chat
    replied = source.messages.get(reply.message_id)
    if replied is None or replied.deleted:
        if reply.allow_sending_without_reply:
            return
        raise bad_request(REPLIED_NOT_FOUND)
    if source.key == chat.key:
        _check_same_topic(chat, draft, replied)
        draft.reply_to = replied.id
    else:
        draft.external_reply = (source.key, replied.id)
    if reply.quote:
        _quote(draft, replied, reply)


def _check_same_topic(chat: Chat, draft: Message, replied: Message) -> None:
    if chat.is_forum and draft.thread_id and replied.thread_id != draft.thread_id:
        raise bad_request(REPLIED_NOT_FOUND)


def _quote(draft: Message, replied: Message, reply: ReplyParameters) -> None:
    text, entities = formatted(reply.quote or "", reply.quote_parse_mode, reply.quote_entities)
    found = replied.text.find(text)
    if found < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    position = utf16_length(replied.text[:found])
    draft.quote = {"text": text, "position": position, "is_manual": True}
    if entities:
        draft.quote["entities"] = entities

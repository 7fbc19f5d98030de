"""deleteMessage and deleteMessages, with the rule of 48 hours."""

from sandbox.methods.inputs import ChatId
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.targets import find_message, reachable_chat
from sandbox.model import Chat, ChatType, Message
from sandbox.posting import remove
from sandbox.refusal import bad_request
from sandbox.rights import has_right

DELETE_WINDOW_SECONDS = 48 * 3600
MAX_BATCH = 100
UNDELETABLE = frozenset({"migrate_to_chat_id", "migrate_from_chat_id"})


class DeleteMessage(Params):
    chat_id: ChatId
    message_id: int


class DeleteMessages(Params):
    chat_id: ChatId
    message_ids: list[int]


def check_deletable(call: Call, chat: Chat, message: Message) -> None:
    """Raise "message can't be deleted" for what is too old or not the bot's to delete."""
    if message.service and UNDELETABLE & message.service.keys():
        raise bad_request("message can't be deleted")
    if not chat.is_private and has_right(chat, call.bot_id, "can_delete_messages"):
        return
    age = call.messenger.clock.unix() - message.date
    if age >= DELETE_WINDOW_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    if chat.is_private:
        return
    own = message.sender_id == call.bot_id
    if chat.type is ChatType.CHANNEL:
        own = own and has_right(chat, call.bot_id, "can_post_messages")
    if not own:
        raise bad_request("message can't be deleted")


@method(DeleteMessage)
def delete_message(call: Call, params: DeleteMessage) -> bool:
    chat = reachable_chat(call, params.chat_id)
    message = find_message(chat, params.message_id, "message to delete not found")
    check_deletable(call, chat, message)
    remove(call.messenger, message)
    return True


@method(DeleteMessages)
def delete_messages(call: Call, params: DeleteMessages) -> bool:
    """Messages that are gone are skipped; one that may not be deleted refuses the whole batch."""
    if not params.message_ids:
        raise bad_request("message identifiers are not specified")
    if len(params.message_ids) > MAX_BATCH:
        raise bad_request("too many message identifiers specified")
    chat = reachable_chat(call, params.chat_id)
    found = [chat.messages[x] for x in params.message_ids if x in chat.messages]
    present = [message for message in found if not message.deleted]
    for message in present:
        check_deletable(call, chat, message)
    for message in present:
        remove(call.messenger, message)
    return True

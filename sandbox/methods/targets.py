"""From identifiers in a request to chats, messages and members, with Telegram's refusals."""

from sandbox.membership import lift_expired
from sandbox.methods.registry import Call
from sandbox.model import Chat, ChatType, Message, Status
from sandbox.refusal import Refusal, bad_request, forbidden, migrated
from sandbox.rights import has_right, is_present, member_of

CHAT_NOT_FOUND = "chat not found"


def find_chat(call: Call, chat_id: int | str) -> Chat:
    """Any chat the bot has met; raises Refusal "chat not found" otherwise."""
    world = call.messenger.world
    if isinstance(chat_id, str):
        for chat in world.chats.values():
            if chat_id.startswith("@") and chat.username.lower() == chat_id[1:].lower():
                return chat
        raise bad_request(CHAT_NOT_FOUND)
    if chat_id > 0:
        return _find_private(call, chat_id)
    found = world.chats.get(str(chat_id))
    if found is None or call.bot_id not in found.members:
        raise bad_request(CHAT_NOT_FOUND)
    lift_expired(call.messenger, found)
    return found


def _find_private(call: Call, user_id: int) -> Chat:
    world = call.messenger.world
    key = f"{user_id}@{call.bot_id}"
    if key in world.chats:
        return world.chats[key]
    if user_id not in world.users or not _has_met(call, user_id):
        raise bad_request(CHAT_NOT_FOUND)
    return call.messenger.private_chat(user_id, call.bot_id)


def _has_met(call: Call, user_id: int) -> bool:
    if call.messenger.world.users[user_id].is_bot:
        return True
    return any(
        call.bot_id in chat.members and user_id in chat.members
        for chat in call.messenger.world.chats.values()
    )


def reachable_chat(call: Call, chat_id: int | str) -> Chat:
    """A chat that the bot is in; raises the 403 for where it was, and the 400 for migration."""
    chat = find_chat(call, chat_id)
    if chat.migrated_to:
        raise migrated(chat.migrated_to)
    if chat.is_private or is_present(chat, call.bot_id):
        return chat
    noun = {ChatType.GROUP: "group", ChatType.CHANNEL: "channel"}.get(chat.type, "supergroup")
    if member_of(chat, call.bot_id).status is Status.KICKED:
        raise forbidden(f"bot was kicked from the {noun} chat")
    raise forbidden(f"bot is not a member of the {noun} chat")


def room_of(call: Call, chat_id: int | str, *, topic: str = "") -> Chat:
    """A group or channel that the bot is in; `topic` names what private chats do not have."""
    chat = reachable_chat(call, chat_id)
    if chat.is_private:
        raise bad_request(topic or "chat not found")
    return chat


def require(call: Call, chat: Chat, right: str, refusal: Refusal) -> None:
    if not has_right(chat, call.bot_id, right):
        raise refusal


def find_message(chat: Chat, message_id: int, refusal: str) -> Message:
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request(refusal)
    return message


def find_user_id(call: Call, user_id: int) -> int:
    if user_id not in call.messenger.world.users:
        raise bad_request("invalid user_id specified")
    return user_id

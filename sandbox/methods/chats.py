"""getChat and its kin, pins, titles, permissions, leaving."""

from sandbox.membership import leave
from sandbox.methods.inputs import ChatId, ChatPermissions, JsonObject
from sandbox.methods.members import allowed_names
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.targets import (
    find_chat,
    find_message,
    find_user_id,
    reachable_chat,
    require,
    room_of,
)
from sandbox.model import Chat, ChatType, Status
from sandbox.posting import post_service
from sandbox.refusal import bad_request
from sandbox.render import render_full_chat, render_member
from sandbox.render_message import render_message
from sandbox.rights import is_present, member_of

MAX_TITLE = 128
MAX_DESCRIPTION = 255


class ChatOnly(Params):
    chat_id: ChatId


class GetChat(ChatOnly):
    pass


class GetChatMemberCount(ChatOnly):
    pass


class LeaveChat(ChatOnly):
    pass


class UnpinAllChatMessages(ChatOnly):
    pass


class GetChatAdministrators(ChatOnly):
    return_bots: bool | None = None


class GetChatMember(ChatOnly):
    user_id: int


class PinChatMessage(ChatOnly):
    message_id: int
    disable_notification: bool | None = None


class UnpinChatMessage(ChatOnly):
    message_id: int | None = None


class SetChatTitle(ChatOnly):
    title: str


class SetChatDescription(ChatOnly):
    description: str | None = None


class SetChatPermissions(ChatOnly):
    permissions: ChatPermissions
    use_independent_chat_permissions: bool | None = None


@method(GetChat)
def get_chat(call: Call, params: GetChat) -> JsonObject:
    chat = find_chat(call, params.chat_id)
    if not chat.username:
        chat = reachable_chat(call, params.chat_id)
    world = call.messenger.world
    out = render_full_chat(world, chat)
    pinned = [x for x in chat.messages.values() if x.pinned and not x.deleted]
    if pinned:
        out["pinned_message"] = render_message(world, pinned[-1], call.bot_id, nested=True)
    return out


@method(GetChatMemberCount)
def get_chat_member_count(call: Call, params: GetChatMemberCount) -> int:
    chat = reachable_chat(call, params.chat_id)
    return 2 if chat.is_private else sum(is_present(chat, x) for x in chat.members)


@method(GetChatAdministrators)
def get_chat_administrators(call: Call, params: GetChatAdministrators) -> list[JsonObject]:
    """Other bots are listed only on request; the asking bot always is."""
    chat = room_of(call, params.chat_id, topic="there are no administrators in the private chat")
    world = call.messenger.world
    return [
        render_member(world, chat, member)
        for member in chat.members.values()
        if member.status in {Status.CREATOR, Status.ADMINISTRATOR}
        and (
            not world.users[member.user_id].is_bot
            or params.return_bots
            or member.user_id == call.bot_id
        )
    ]


@method(GetChatMember)
def get_chat_member(call: Call, params: GetChatMember) -> JsonObject:
    chat = reachable_chat(call, params.chat_id)
    user_id = find_user_id(call, params.user_id)
    if chat.type is ChatType.CHANNEL and member_of(chat, call.bot_id).status is Status.MEMBER:
        raise bad_request("member list is inaccessible")
    if user_id not in chat.members and not is_present(chat, user_id):
        return render_member(call.messenger.world, chat, member_of(chat, user_id))
    member = member_of(chat, user_id)
    if chat.is_private:
        member.status = Status.MEMBER
    return render_member(call.messenger.world, chat, member)


@method(LeaveChat)
def leave_chat(call: Call, params: LeaveChat) -> bool:
    chat = room_of(call, params.chat_id, topic="chat member status can't be changed")
    leave(call.messenger, chat, call.bot_id)
    return True


def _check_pin(call: Call, chat: Chat) -> None:
    if chat.is_private:
        return
    right = "can_edit_messages" if chat.type is ChatType.CHANNEL else "can_pin_messages"
    refusal = bad_request("not enough rights to manage pinned messages in the chat")
    require(call, chat, right, refusal)


@method(PinChatMessage)
def pin_chat_message(call: Call, params: PinChatMessage) -> bool:
    chat = reachable_chat(call, params.chat_id)
    message = find_message(chat, params.message_id, "message to pin not found")
    _check_pin(call, chat)
    if message.pinned:
        return True
    message.pinned = True
    service = {"pinned_message": message.id}
    post_service(call.messenger, chat, service, by=call.bot_id, thread_id=message.thread_id)
    return True


@method(UnpinChatMessage)
def unpin_chat_message(call: Call, params: UnpinChatMessage) -> bool:
    chat = reachable_chat(call, params.chat_id)
    _check_pin(call, chat)
    pinned = [x for x in chat.messages.values() if x.pinned and not x.deleted]
    if params.message_id is not None:
        pinned = [message for message in pinned if message.id == params.message_id]
    if not pinned:
        raise bad_request("message to unpin not found")
    pinned[-1].pinned = False
    call.messenger.changed(chat)
    return True


@method(UnpinAllChatMessages)
def unpin_all_chat_messages(call: Call, params: UnpinAllChatMessages) -> bool:
    chat = reachable_chat(call, params.chat_id)
    _check_pin(call, chat)
    for message in chat.messages.values():
        message.pinned = False
    call.messenger.changed(chat)
    return True


def _changeable(call: Call, chat_id: int | str) -> Chat:
    chat = room_of(call, chat_id)
    require(call, chat, "can_change_info", bad_request("not enough rights to change chat info"))
    return chat


@method(SetChatTitle)
def set_chat_title(call: Call, params: SetChatTitle) -> bool:
    chat = _changeable(call, params.chat_id)
    title = params.title.strip()
    if not 1 <= len(title) <= MAX_TITLE:
        raise bad_request("CHAT_TITLE_EMPTY" if not title else "chat title is too long")
    if title == chat.title:
        raise bad_request("chat title is not modified")
    chat.title = title
    post_service(call.messenger, chat, {"new_chat_title": title}, by=call.bot_id)
    return True


@method(SetChatDescription)
def set_chat_description(call: Call, params: SetChatDescription) -> bool:
    chat = _changeable(call, params.chat_id)
    description = params.description or ""
    if len(description) > MAX_DESCRIPTION:
        raise bad_request("chat description is too long")
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    call.messenger.changed(chat)
    return True


@method(SetChatPermissions)
def set_chat_permissions(call: Call, params: SetChatPermissions) -> bool:
    chat = room_of(call, params.chat_id)
    if chat.type is ChatType.CHANNEL:
        raise bad_request("can't change permissions of a channel")
    refusal = bad_request("not enough rights to change chat permissions")
    require(call, chat, "can_restrict_members", refusal)
    independent = bool(params.use_independent_chat_permissions)
    chat.permissions = allowed_names(params.permissions, independent=independent)
    call.messenger.changed(chat)
    return True

"""Invite links and the answers to join requests."""

from dataclasses import replace

from sandbox.membership import make_link, settle_request
from sandbox.methods.inputs import ChatId, JsonObject
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.targets import find_user_id, require, room_of
from sandbox.model import Chat, InviteLink
from sandbox.refusal import bad_request
from sandbox.render import render_invite_link
from sandbox.rights import is_present

MAX_NAME = 32
MAX_MEMBERS = 99_999
NOT_ENOUGH = "not enough rights to manage chat invite link"


class ExportChatInviteLink(Params):
    chat_id: ChatId


class CreateChatInviteLink(Params):
    chat_id: ChatId
    name: str | None = None
    expire_date: int | None = None
    member_limit: int | None = None
    creates_join_request: bool | None = None


class EditChatInviteLink(CreateChatInviteLink):
    invite_link: str


class RevokeChatInviteLink(Params):
    chat_id: ChatId
    invite_link: str


class ApproveChatJoinRequest(Params):
    chat_id: ChatId
    user_id: int


class DeclineChatJoinRequest(ApproveChatJoinRequest):
    pass


def _chat(call: Call, chat_id: int | str) -> Chat:
    chat = room_of(call, chat_id)
    require(call, chat, "can_invite_users", bad_request(NOT_ENOUGH))
    return chat


def _options(params: CreateChatInviteLink) -> JsonObject:
    if len(params.name or "") > MAX_NAME:
        raise bad_request("invite link name is too long")
    if params.member_limit is not None and not 1 <= params.member_limit <= MAX_MEMBERS:
        raise bad_request("member limit must be between 1 and 99999")
    if params.creates_join_request and params.member_limit:
        raise bad_request(
            "member limit can't be specified for links requiring administrator approval"
        )
    return {
        "name": params.name or "",
        "expires": params.expire_date or 0,
        "member_limit": params.member_limit or 0,
        "creates_join_request": bool(params.creates_join_request),
    }


def _own_link(call: Call, chat: Chat, url: str) -> InviteLink:
    link = chat.links.get(url)
    if link is None or link.creator_id != call.bot_id:
        raise bad_request("INVITE_HASH_EXPIRED")
    return link


@method(ExportChatInviteLink)
def export_chat_invite_link(call: Call, params: ExportChatInviteLink) -> str:
    chat = _chat(call, params.chat_id)
    for link in chat.links.values():
        if link.is_primary and link.creator_id == call.bot_id:
            link.is_revoked = True
    return make_link(call.messenger, chat, call.bot_id, is_primary=True).link


@method(CreateChatInviteLink)
def create_chat_invite_link(call: Call, params: CreateChatInviteLink) -> JsonObject:
    chat = _chat(call, params.chat_id)
    link = make_link(call.messenger, chat, call.bot_id, **_options(params))
    return render_invite_link(call.messenger.world, chat, link)


@method(EditChatInviteLink)
def edit_chat_invite_link(call: Call, params: EditChatInviteLink) -> JsonObject:
    chat = _chat(call, params.chat_id)
    old = _own_link(call, chat, params.invite_link)
    if old.is_revoked:
        raise bad_request("INVITE_HASH_EXPIRED")
    chat.links[old.link] = new = replace(old, **_options(params))
    return render_invite_link(call.messenger.world, chat, new)


@method(RevokeChatInviteLink)
def revoke_chat_invite_link(call: Call, params: RevokeChatInviteLink) -> JsonObject:
    chat = _chat(call, params.chat_id)
    link = _own_link(call, chat, params.invite_link)
    link.is_revoked = True
    return render_invite_link(call.messenger.world, chat, link)


def _settle(call: Call, params: ApproveChatJoinRequest, *, approve: bool) -> bool:
    chat = room_of(call, params.chat_id)
    require(call, chat, "can_invite_users", bad_request("CHAT_ADMIN_REQUIRED"))
    user_id = find_user_id(call, params.user_id)
    if is_present(chat, user_id):
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if user_id not in chat.requests:
        raise bad_request("HIDE_REQUESTER_MISSING")
    settle_request(call.messenger, chat, user_id, approve=approve, by=call.bot_id)
    return True


@method(ApproveChatJoinRequest)
def approve_chat_join_request(call: Call, params: ApproveChatJoinRequest) -> bool:
    return _settle(call, params, approve=True)


@method(DeclineChatJoinRequest)
def decline_chat_join_request(call: Call, params: DeclineChatJoinRequest) -> bool:
    return _settle(call, params, approve=False)

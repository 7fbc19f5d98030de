"""banChatMember, unbanChatMember, restrictChatMember, promoteChatMember, setChatMemberTag."""

from dataclasses import replace

from sandbox.entities import utf16_length
from sandbox.membership import change_member
from sandbox.methods.inputs import ChatId, ChatPermissions
from sandbox.methods.registry import Call, Params, method
from sandbox.methods.targets import find_user_id, require, room_of
from sandbox.model import Chat, ChatType, Member, Message, Status
from sandbox.posting import remove
from sandbox.refusal import bad_request
from sandbox.rights import (
    ALL_RIGHTS,
    MEDIA_PERMISSIONS,
    has_right,
    is_present,
    member_of,
    possible_rights,
)

RESTRICT = "not enough rights to restrict/unrestrict chat member"
MAX_TAG = 16
TEMPORARY_SECONDS = range(30, 366 * 24 * 3600 + 1)


class BanChatMember(Params):
    chat_id: ChatId
    user_id: int
    until_date: int | None = None
    revoke_messages: bool | None = None


class UnbanChatMember(Params):
    chat_id: ChatId
    user_id: int
    only_if_banned: bool | None = None


class RestrictChatMember(Params):
    chat_id: ChatId
    user_id: int
    permissions: ChatPermissions
    use_independent_chat_permissions: bool | None = None
    until_date: int | None = None


class PromoteChatMember(Params):
    chat_id: ChatId
    user_id: int
    is_anonymous: bool | None = None
    can_manage_chat: bool | None = None
    can_delete_messages: bool | None = None
    can_manage_video_chats: bool | None = None
    can_restrict_members: bool | None = None
    can_promote_members: bool | None = None
    can_change_info: bool | None = None
    can_invite_users: bool | None = None
    can_post_stories: bool | None = None
    can_edit_stories: bool | None = None
    can_delete_stories: bool | None = None
    can_post_messages: bool | None = None
    can_edit_messages: bool | None = None
    can_pin_messages: bool | None = None
    can_manage_topics: bool | None = None
    can_manage_direct_messages: bool | None = None
    can_manage_tags: bool | None = None


class SetChatMemberTag(Params):
    chat_id: ChatId
    user_id: int
    tag: str | None = None


def _target(call: Call, chat: Chat, user_id: int) -> Member:
    """A member that may be restricted or banned: no owner, no administrator."""
    require(call, chat, "can_restrict_members", bad_request(RESTRICT))
    member = member_of(chat, find_user_id(call, user_id))
    if member.status is Status.CREATOR:
        raise bad_request("can't remove chat owner")
    if user_id == call.bot_id:
        raise bad_request("can't restrict self")
    if member.status is Status.ADMINISTRATOR:
        raise bad_request("user is an administrator of the chat")
    return member


@method(BanChatMember)
def ban_chat_member(call: Call, params: BanChatMember) -> bool:
    chat = room_of(call, params.chat_id, topic="can't ban members in private chats")
    _target(call, chat, params.user_id)
    banned = Member(
        params.user_id, Status.KICKED, is_member=False, until=_end(call, params.until_date)
    )
    change_member(call.messenger, chat, banned, by=call.bot_id)
    if params.revoke_messages:
        for message in _written_by(chat, params.user_id):
            remove(call.messenger, message)
    return True


def _end(call: Call, until: int | None) -> int:
    """When it ends, in unix seconds; less than 30 seconds or more than 366 days is for ever."""
    ahead = (until or 0) - call.messenger.clock.unix()
    return until or 0 if ahead in TEMPORARY_SECONDS else 0


def _written_by(chat: Chat, user_id: int) -> list[Message]:
    found = chat.messages.values()
    return [x for x in found if x.sender_id == user_id and not x.deleted]


@method(UnbanChatMember)
def unban_chat_member(call: Call, params: UnbanChatMember) -> bool:
    """Without only_if_banned a present member is thrown out, as Telegram does."""
    chat = room_of(call, params.chat_id)
    if chat.type is ChatType.GROUP:
        raise bad_request("method is available for supergroup and channel chats only")
    member = _target(call, chat, params.user_id)
    if member.status is Status.KICKED or (
        is_present(chat, params.user_id) and not params.only_if_banned
    ):
        left = Member(params.user_id, Status.LEFT, is_member=False)
        change_member(call.messenger, chat, left, by=call.bot_id)
    return True


def allowed_names(permissions: ChatPermissions, *, independent: bool) -> set[str]:
    """The permissions that are granted; without `independent` some of them imply others."""
    names = {name for name, value in permissions.plain().items() if value}
    if not independent:
        if names & {"can_send_other_messages", "can_add_web_page_previews"}:
            names |= MEDIA_PERMISSIONS
        if names & MEDIA_PERMISSIONS or "can_send_polls" in names:
            names.add("can_send_messages")
        if permissions.can_react_to_messages is None and "can_send_messages" in names:
            names.add("can_react_to_messages")
    return names


@method(RestrictChatMember)
def restrict_chat_member(call: Call, params: RestrictChatMember) -> bool:
    chat = room_of(call, params.chat_id)
    if chat.type is not ChatType.SUPERGROUP:
        raise bad_request("method is available only for supergroups")
    member = _target(call, chat, params.user_id)
    independent = bool(params.use_independent_chat_permissions)
    allowed = allowed_names(params.permissions, independent=independent)
    present = is_present(chat, params.user_id)
    if allowed >= chat.permissions:
        status = Status.MEMBER if present else Status.LEFT
        new = Member(params.user_id, status, is_member=present, tag=member.tag)
    else:
        new = Member(
            params.user_id,
            Status.RESTRICTED,
            allowed=allowed,
            is_member=present,
            until=_end(call, params.until_date),
            tag=member.tag,
        )
    change_member(call.messenger, chat, new, by=call.bot_id)
    return True


@method(PromoteChatMember)
def promote_chat_member(call: Call, params: PromoteChatMember) -> bool:
    chat = room_of(call, params.chat_id)
    require(call, chat, "can_promote_members", bad_request("not enough rights"))
    member = member_of(chat, find_user_id(call, params.user_id))
    if member.status is Status.CREATOR:
        raise bad_request("can't remove chat owner")
    if not is_present(chat, params.user_id):
        raise bad_request("USER_NOT_PARTICIPANT")
    rights = {name for name in ALL_RIGHTS if getattr(params, name)} & possible_rights(chat)
    if any(not has_right(chat, call.bot_id, right) for right in rights):
        raise bad_request("RIGHT_FORBIDDEN")
    new = Member(params.user_id, Status.MEMBER)
    if rights:
        rights.add("can_manage_chat")
        anonymous = bool(params.is_anonymous)
        new = Member(params.user_id, Status.ADMINISTRATOR, rights=rights, is_anonymous=anonymous)
    change_member(call.messenger, chat, new, by=call.bot_id)
    return True


@method(SetChatMemberTag)
def set_chat_member_tag(call: Call, params: SetChatMemberTag) -> bool:
    chat = room_of(call, params.chat_id)
    if chat.type is ChatType.CHANNEL:
        raise bad_request("method is available only for groups and supergroups")
    require(call, chat, "can_manage_tags", bad_request("not enough rights to manage tags"))
    member = member_of(chat, find_user_id(call, params.user_id))
    if member.status not in {Status.MEMBER, Status.RESTRICTED} or not member.is_member:
        raise bad_request("USER_NOT_PARTICIPANT")
    tag = params.tag or ""
    if utf16_length(tag) > MAX_TAG:
        raise bad_request("TAG_INVALID")
    if any(ord(char) > 0x2190 for char in tag):
        raise bad_request("TAG_EMOJI_NOT_ALLOWED")
    change_member(call.messenger, chat, replace(member, tag=tag), by=call.bot_id)
    return True

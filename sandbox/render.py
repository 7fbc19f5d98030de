"""Users, chats, members and invite links as the Bot API writes them."""

from sandbox.model import (
    Chat,
    ChatType,
    InviteLink,
    JoinRequest,
    JsonObject,
    Member,
    Status,
    Topic,
    User,
    World,
)
from sandbox.rights import COMMON_RIGHTS, NEWER_RIGHTS, PERMISSIONS, possible_rights

TELEGRAM_ID = 777000
ANONYMOUS_ADMIN_ID = 1087968824
CHANNEL_IDENTITY_ID = 136817688

SERVICE_USERS = {
    TELEGRAM_ID: User(TELEGRAM_ID, "Telegram"),
    ANONYMOUS_ADMIN_ID: User(ANONYMOUS_ADMIN_ID, "Group", "", "GroupAnonymousBot", "", True),
    CHANNEL_IDENTITY_ID: User(CHANNEL_IDENTITY_ID, "Channel", "", "Channel_Bot", "", True),
}


def find_user(world: World, user_id: int) -> User:
    """A person, a bot or one of Telegram's own accounts; KeyError when there is none."""
    return world.users.get(user_id) or SERVICE_USERS[user_id]


def render_user(world: World, user_id: int, *, acting: bool = False) -> JsonObject:
    """A User; the language is told only of the person who acts (`acting`), as Telegram does."""
    user = find_user(world, user_id)
    out: JsonObject = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.last_name:
        out["last_name"] = user.last_name
    if user.username:
        out["username"] = user.username
    if acting and user.language:
        out["language_code"] = user.language
    return out


def render_chat(world: World, chat: Chat) -> JsonObject:
    out: JsonObject = {"id": chat.id, "type": chat.type.value}
    if chat.is_private:
        user = find_user(world, chat.id)
        out["first_name"] = user.first_name
        if user.last_name:
            out["last_name"] = user.last_name
        if user.username:
            out["username"] = user.username
        return out
    out["title"] = chat.title
    if chat.username:
        out["username"] = chat.username
    if chat.is_forum:
        out["is_forum"] = True
    return out


def render_permissions(allowed: set[str] | frozenset[str]) -> JsonObject:
    return {name: name in allowed for name in PERMISSIONS}


def render_admin_rights(chat: Chat, member: Member) -> JsonObject:
    names = possible_rights(chat)
    return {name: name in member.rights for name in sorted(COMMON_RIGHTS | names | NEWER_RIGHTS)}


def render_member(world: World, chat: Chat, member: Member) -> JsonObject:
    """One of the six kinds of ChatMember."""
    out: JsonObject = {
        "status": member.status.value,
        "user": render_user(world, member.user_id),
    }
    match member.status:
        case Status.CREATOR:
            out["is_anonymous"] = member.is_anonymous
        case Status.ADMINISTRATOR:
            out |= {"can_be_edited": False, "is_anonymous": member.is_anonymous}
            out |= render_admin_rights(chat, member)
        case Status.RESTRICTED:
            out |= {"is_member": member.is_member, "until_date": member.until}
            out |= render_permissions(member.allowed & chat.permissions)
        case Status.KICKED:
            out["until_date"] = member.until
        case Status.MEMBER if member.until:
            out["until_date"] = member.until
        case _:
            pass
    if member.tag and member.status in {Status.MEMBER, Status.RESTRICTED}:
        out["tag"] = member.tag
    if member.custom_title and member.status in {Status.CREATOR, Status.ADMINISTRATOR}:
        out["custom_title"] = member.custom_title
    return out


def render_invite_link(world: World, chat: Chat, link: InviteLink) -> JsonObject:
    out: JsonObject = {
        "invite_link": link.link,
        "creator": render_user(world, link.creator_id),
        "creates_join_request": link.creates_join_request,
        "is_primary": link.is_primary,
        "is_revoked": link.is_revoked,
    }
    if link.name:
        out["name"] = link.name
    if link.expires:
        out["expire_date"] = link.expires
    if link.member_limit:
        out["member_limit"] = link.member_limit
    pending = sum(request.link == link.link for request in chat.requests.values())
    if link.creates_join_request and pending:
        out["pending_join_request_count"] = pending
    return out


def render_join_request(
    world: World, chat: Chat, request: JoinRequest, link: InviteLink | None
) -> JsonObject:
    out: JsonObject = {
        "chat": render_chat(world, chat),
        "from": render_user(world, request.user_id, acting=True),
        "user_chat_id": request.user_id,
        "date": request.date,
    }
    if request.bio:
        out["bio"] = request.bio
    if link:
        out["invite_link"] = render_invite_link(world, chat, link)
    return out


def render_topic(topic: Topic) -> JsonObject:
    out: JsonObject = {
        "message_thread_id": topic.id,
        "name": topic.name,
        "icon_color": topic.icon_color,
    }
    if topic.icon_emoji:
        out["icon_custom_emoji_id"] = topic.icon_emoji
    return out


def render_full_chat(world: World, chat: Chat) -> JsonObject:
    """What getChat answers."""
    out = render_chat(world, chat)
    out |= {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.username:
        out["active_usernames"] = [chat.username]
    if chat.description:
        out["description"] = chat.description
    primary = next((x for x in chat.links.values() if x.is_primary and not x.is_revoked), None)
    if primary:
        out["invite_link"] = primary.link
    if chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}:
        out["permissions"] = render_permissions(chat.permissions)
    if chat.linked:
        out["linked_chat_id"] = world.chats[chat.linked].id
    if chat.protected:
        out["has_protected_content"] = True
    if chat.visible_history:
        out["has_visible_history"] = True
    return out

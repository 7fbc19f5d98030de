"""Who is where and may do what; every change is told to the bots it concerns."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.delivery import announce_to_admins, emit
from sandbox.model import (
    Chat,
    ChatType,
    InviteLink,
    JoinRequest,
    JsonObject,
    Member,
    Status,
)
from sandbox.posting import post_service
from sandbox.render import (
    render_chat,
    render_invite_link,
    render_join_request,
    render_member,
    render_user,
)
from sandbox.rights import has_right, is_present, member_of

if TYPE_CHECKING:
    from sandbox.messenger import Messenger

JOIN_REQUEST_WRITABLE_SECONDS = 300


class CannotJoinError(Exception):
    """The link is unknown, revoked, expired or used up, or the person is banned."""


def change_member(
    messenger: "Messenger",
    chat: Chat,
    new: Member,
    *,
    by: int,
    link: InviteLink | None = None,
    via_request: bool = False,
) -> None:
    """Put a member into a new standing and tell the bots; nothing happens if nothing differs."""
    old = replace(member_of(chat, new.user_id))
    if old == new:
        return
    was_present = is_present(chat, new.user_id)
    chat.members[new.user_id] = new
    body = _member_updated(messenger, chat, old, new, by)
    if link:
        body["invite_link"] = render_invite_link(messenger.world, chat, link)
    if via_request:
        body["via_join_request"] = True
    _tell(messenger, chat, new.user_id, body)
    if chat.type is not ChatType.CHANNEL:
        _write_service(messenger, chat, new.user_id, by, was_present=was_present)
    messenger.changed(chat)


def _member_updated(
    messenger: "Messenger", chat: Chat, old: Member, new: Member, by: int
) -> JsonObject:
    world = messenger.world
    return {
        "chat": render_chat(world, chat),
        "from": render_user(world, by, acting=True),
        "date": messenger.clock.unix(),
        "old_chat_member": render_member(world, chat, old),
        "new_chat_member": render_member(world, chat, new),
    }


def _tell(messenger: "Messenger", chat: Chat, user_id: int, body: JsonObject) -> None:
    if user_id in messenger.world.bots:
        emit(messenger, messenger.world.bots[user_id], "my_chat_member", body)
    else:
        announce_to_admins(messenger, chat, "chat_member", body)


def _write_service(
    messenger: "Messenger", chat: Chat, user_id: int, by: int, *, was_present: bool
) -> None:
    now_present = is_present(chat, user_id)
    if now_present and not was_present:
        post_service(messenger, chat, {"new_chat_members": [user_id]}, by=by)
    elif was_present and not now_present:
        post_service(messenger, chat, {"left_chat_member": user_id}, by=by)


def set_blocked(messenger: "Messenger", chat: Chat, *, blocked: bool) -> None:
    """A person blocks or unblocks the bot of a private chat."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    present = Member(chat.bot_id, Status.MEMBER)
    gone = Member(chat.bot_id, Status.KICKED, is_member=False)
    old, new = (present, gone) if blocked else (gone, present)
    body = _member_updated(messenger, chat, old, new, chat.id)
    emit(messenger, messenger.world.bots[chat.bot_id], "my_chat_member", body)
    messenger.changed(chat)


def make_link(
    messenger: "Messenger", chat: Chat, creator_id: int, **options: object
) -> InviteLink:
    """A new invite link; `options` are fields of InviteLink."""
    number = messenger.count("invite link")
    link = InviteLink(f"https://t.me/+{abs(chat.id):x}I{number:06d}", creator_id)
    link = replace(link, **options)  # type: ignore[arg-type]  # the names are InviteLink's own
    chat.links[link.link] = link
    return link


def find_link(messenger: "Messenger", url: str) -> tuple[Chat, InviteLink]:
    for chat in messenger.world.chats.values():
        if url in chat.links:
            return chat, chat.links[url]
    raise CannotJoinError("there is no such invite link")


def join_by_link(messenger: "Messenger", user_id: int, url: str) -> JoinRequest | Member:
    """Follow an invite link: a membership, or a request that an administrator must answer."""
    chat, link = find_link(messenger, url)
    lift_expired(messenger, chat)
    if is_present(chat, user_id):
        return member_of(chat, user_id)
    _check_usable(messenger, chat, link, user_id)
    if link.creates_join_request:
        return _request(messenger, chat, link, user_id)
    link.joined += 1
    return enter(messenger, chat, user_id, by=user_id, link=link)


def _check_usable(messenger: "Messenger", chat: Chat, link: InviteLink, user_id: int) -> None:
    expired = link.expires and link.expires <= messenger.clock.unix()
    used_up = link.member_limit and link.joined >= link.member_limit
    if link.is_revoked or expired or used_up:
        raise CannotJoinError("this invite link has expired")
    if member_of(chat, user_id).status is Status.KICKED:
        raise CannotJoinError("this person is banned from the chat")


def enter(
    messenger: "Messenger",
    chat: Chat,
    user_id: int,
    *,
    by: int,
    link: InviteLink | None = None,
    via_request: bool = False,
) -> Member:
    """Become a member; restrictions from an earlier stay hold."""
    old = member_of(chat, user_id)
    if old.status is Status.RESTRICTED:
        new = replace(old, is_member=True)
    else:
        new = Member(user_id, Status.MEMBER)
    change_member(messenger, chat, new, by=by, link=link, via_request=via_request)
    return new


def _request(messenger: "Messenger", chat: Chat, link: InviteLink, user_id: int) -> JoinRequest:
    now = messenger.clock.unix()
    request = JoinRequest(user_id, now, link.link)
    chat.requests[user_id] = request
    for bot in messenger.world.bots.values():
        if has_right(chat, bot.user_id, "can_invite_users"):
            private = messenger.private_chat(user_id, bot.user_id)
            private.writable_until = now + JOIN_REQUEST_WRITABLE_SECONDS
    body = render_join_request(messenger.world, chat, request, link)
    announce_to_admins(messenger, chat, "chat_join_request", body, "can_invite_users")
    messenger.changed(chat)
    return request


def settle_request(
    messenger: "Messenger", chat: Chat, user_id: int, *, approve: bool, by: int
) -> None:
    """Answer a join request; KeyError when there is none."""
    request = chat.requests.pop(user_id)
    if approve:
        link = chat.links.get(request.link)
        enter(messenger, chat, user_id, by=by, link=link, via_request=True)
    messenger.changed(chat)


def lift_expired(messenger: "Messenger", chat: Chat) -> None:
    """End bans and restrictions whose time is over; Telegram tells nobody."""
    now = messenger.clock.unix()
    for member in chat.members.values():
        if not 0 < member.until <= now:
            continue
        if member.status is Status.KICKED:
            member.status = Status.LEFT
        elif member.status is Status.RESTRICTED:
            member.status = Status.MEMBER if member.is_member else Status.LEFT
        member.until = 0


def leave(messenger: "Messenger", chat: Chat, user_id: int) -> None:
    """Go of one's own will; a restriction is remembered."""
    old = member_of(chat, user_id)
    if old.status is Status.RESTRICTED:
        new = replace(old, is_member=False)
    else:
        new = Member(user_id, Status.LEFT, is_member=False)
    change_member(messenger, chat, new, by=user_id)

"""Names of the rights of administrators and the permissions of members, and who holds them."""

from sandbox.model import Chat, ChatType, Member, Status

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
DEFAULT_PERMISSIONS = frozenset(PERMISSIONS[:11]) | {"can_invite_users"}
MEDIA_PERMISSIONS = frozenset(PERMISSIONS[1:7])

COMMON_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    }
)
CHANNEL_RIGHTS = frozenset(
    {"can_post_messages", "can_edit_messages", "can_manage_direct_messages"}
)
GROUP_RIGHTS = frozenset({"can_pin_messages", "can_manage_topics", "can_manage_tags"})
# Newer than what python-telegram-bot speaks, and sent by Telegram all the same.
NEWER_RIGHTS = frozenset({"can_send_welcome_messages"})
ALL_RIGHTS = COMMON_RIGHTS | CHANNEL_RIGHTS | GROUP_RIGHTS

PRESENT = frozenset({Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER})

# What a message of this kind needs in a group, and how Telegram names it in a refusal.
KIND_PERMISSION = {
    "text": ("can_send_messages", "text messages"),
    "photo": ("can_send_photos", "photos"),
    "document": ("can_send_documents", "documents"),
    "sticker": ("can_send_other_messages", "stickers"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "video": ("can_send_videos", "videos"),
    "poll": ("can_send_polls", "polls"),
    "contact": ("can_send_messages", "contacts"),
}


def possible_rights(chat: Chat) -> frozenset[str]:
    """The rights that exist for an administrator of this kind of chat."""
    if chat.type is ChatType.CHANNEL:
        return COMMON_RIGHTS | CHANNEL_RIGHTS
    return COMMON_RIGHTS | GROUP_RIGHTS


def member_of(chat: Chat, user_id: int) -> Member:
    """The user's standing; who was never there counts as having left."""
    return chat.members.get(user_id) or Member(user_id, Status.LEFT, is_member=False)


def is_present(chat: Chat, user_id: int) -> bool:
    """Whether the user is in the chat now; both sides of a private chat always are."""
    if chat.is_private:
        return user_id in {chat.id, chat.bot_id}
    member = member_of(chat, user_id)
    return member.status in PRESENT or (member.status is Status.RESTRICTED and member.is_member)


def is_admin(chat: Chat, user_id: int) -> bool:
    return member_of(chat, user_id).status in {Status.CREATOR, Status.ADMINISTRATOR}


def has_right(chat: Chat, user_id: int, right: str) -> bool:
    member = member_of(chat, user_id)
    if member.status is Status.CREATOR:
        return True
    return member.status is Status.ADMINISTRATOR and right in member.rights


def is_permitted(chat: Chat, user_id: int, permission: str) -> bool:
    """Whether a member of a group may do this; administrators may send anything."""
    member = member_of(chat, user_id)
    if member.status in {Status.CREATOR, Status.ADMINISTRATOR}:
        return True
    if permission not in chat.permissions:
        return False
    return member.status is not Status.RESTRICTED or permission in member.allowed

"""Media: members of a group in which cases are discussed are kept from sending any."""

from telegram import Chat, ChatFullInfo, ChatPermissions
from telegram.error import BadRequest, Forbidden

from handlers.context import Services
from moderation.post import MODERATION, Place

# The preview of a link shows whatever picture somebody put behind it.
WITHDRAWN = (
    "can_send_photos",
    "can_send_videos",
    "can_send_documents",
    "can_send_audios",
    "can_send_voice_notes",
    "can_send_video_notes",
    "can_send_other_messages",
    "can_add_web_page_previews",
)


def talk_of(place: Place, chat: Chat | ChatFullInfo) -> int | None:
    """The group in which a place's cases are discussed, if all of it is for that.

    Telegram knows no permissions of a single topic, and a forum's others are not ours to close.
    """
    if chat.type == Chat.CHANNEL:
        return place.discussion_id
    return None if place.duty == MODERATION or chat.is_forum else chat.id


def is_open(chat: ChatFullInfo) -> bool:
    """Whether ordinary members may send any media there."""
    allowed = chat.permissions
    return allowed is not None and any(getattr(allowed, name) for name in WITHDRAWN)


async def close(services: Services, chat_id: int) -> bool:
    """Takes the permission from the members; everything else stays as it is. False if refused.

    Asks Telegram, so it comes before anything is written.
    """
    try:
        chat = await services.bot.get_chat(chat_id)
        if not is_open(chat):
            return True
        kept = chat.permissions.to_dict() if chat.permissions else {}
        closed = ChatPermissions.de_json(kept | dict.fromkeys(WITHDRAWN, False), services.bot)
        return await services.bot.set_chat_permissions(
            chat_id, closed, use_independent_chat_permissions=True
        )
    except (BadRequest, Forbidden):
        return False

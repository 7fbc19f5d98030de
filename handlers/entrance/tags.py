"""Tags: beside a member's name in a discussion stands what they are, where Telegram allows it."""

import logging

from telegram.error import BadRequest, Forbidden

from handlers.context import Services
from handlers.entrance.doors import of_chat
from handlers.texts import Speech, specialty_name
from moderation.member import Member, Role
from storage import members

log = logging.getLogger(__name__)

# Telegram's limit, in UTF-16 units; no emoji either.
TAG_MAX = 16


def wake(services: Services, chat_id: int, user_id: int) -> None:
    """After somebody came in."""
    services.errand("tag", user_id, lambda: show(services, chat_id, user_id))


async def show(services: Services, chat_id: int, user_id: int) -> None:
    """Channels have no tags, nor have groups in which the bot may not set them: then there is
    none, and nothing depends on it.
    """
    member = await members.load(services.database.reader, user_id)
    is_discussion = any(p.discussion_id == chat_id for p in await of_chat(services, chat_id))
    if member is None or not member.is_verified or not is_discussion:
        return
    tag = tag_of(services.texts.of(services.rules.language), member)
    try:
        await services.bot.set_chat_member_tag(chat_id, user_id, tag)
    except (BadRequest, Forbidden) as error:
        log.info("a tag could not be set (%s)", type(error).__name__)


def tag_of(speech: Speech, member: Member) -> str:
    """The specialty of who treats patients; of others, what they are."""
    _ = speech.say
    match member.role:
        case Role.STUDENT:
            return _("Student")[:TAG_MAX]
        case Role.OTHER:
            return _("Health pro")[:TAG_MAX]
    name = specialty_name(_, member.specialty)
    return name if len(name) <= TAG_MAX else name.split()[0][:TAG_MAX]

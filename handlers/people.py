"""Who is speaking: members met for the first time, moderators, operators."""

from telegram import ChatMember, User
from telegram.error import BadRequest, Forbidden

from handlers.context import Services
from handlers.texts import language_of
from moderation.member import Member
from moderation.post import MODERATION, Place
from storage import members, places

# Anonymous administrators and channel identities: behind each may be anybody.
NOBODY = frozenset({1087968824, 136817688})

PRESENT = {ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER}


async def meet(services: Services, user: User) -> Member:
    """The member behind a Telegram user; a visitor in their own language the first time."""
    known = await members.load(services.database.reader, user.id)
    if known:
        return known
    async with services.database.transaction() as tx:
        return await members.meet(tx, user.id, language_of(user.language_code), services.clock())


async def moderation_place(services: Services) -> Place | None:
    return await places.of_duty(services.database.reader, MODERATION)


async def is_moderator(services: Services, user_id: int, chat_id: int) -> bool:
    """Whether this person, now, is in the moderators' group and speaks from inside it."""
    place = await moderation_place(services)
    if place is None or place.chat_id != chat_id or user_id in NOBODY:
        return False
    return await is_present(services, chat_id, user_id)


async def is_present(services: Services, chat_id: int, user_id: int) -> bool:
    """Whether a person is in a chat now; no answer from Telegram counts as no."""
    try:
        member = await services.bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden):
        return False
    restricted_inside = member.status == ChatMember.RESTRICTED and getattr(
        member, "is_member", False
    )
    return member.status in PRESENT or restricted_inside


def display_name(user: User) -> str:
    """What moderators call each other: the Telegram name."""
    return user.full_name


async def moderator_name(services: Services, user_id: int) -> str:
    """A moderator's name as Telegram has it now; their number when they left."""
    place = await moderation_place(services)
    try:
        member = await services.bot.get_chat_member(place.chat_id if place else 0, user_id)
    except (BadRequest, Forbidden):
        return str(user_id)
    return member.user.full_name

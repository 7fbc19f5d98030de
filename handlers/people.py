"""Who is speaking: members met for the first time, moderators, operators."""

from telegram import ChatMember, User
from telegram.error import BadRequest, Forbidden

from handlers.context import Services
from handlers.texts import language_of
from moderation.member import Member
from moderation.post import MODERATION, Place
from moderation.trail import Entry
from storage import audit, members, moderators, places

# Anonymous administrators, channel identities and Telegram itself: behind each may be anybody.
NOBODY = frozenset({1087968824, 136817688, 777000})

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


async def recognise(services: Services, user: User, chat_id: int) -> None:
    """Lists somebody who acts in the moderators' group and was there before the bot was told.

    Asks Telegram, so it comes before anything is written.
    """
    place = await moderation_place(services)
    if place is None or place.chat_id != chat_id or user.id in NOBODY or user.is_bot:
        return
    if await moderators.name_of(services.database.reader, user.id) == display_name(user):
        return
    if await is_present(services, chat_id, user.id):
        await list_moderator(services, user)


async def list_moderator(services: Services, user: User) -> None:
    """Puts somebody who is in the group on the bot's own list."""
    now = services.clock()
    async with services.database.transaction() as tx:
        if await moderators.add(tx, user.id, display_name(user), now):
            await audit.record(tx, now, user.id, Entry.MODERATOR_IN, f"moderator {user.id}")


async def unlist_moderators(services: Services, *user_ids: int) -> None:
    """Their power ends at once."""
    async with services.database.transaction() as tx:
        for user_id in user_ids:
            if await moderators.remove(tx, [user_id]):
                now, subject = services.clock(), f"moderator {user_id}"
                await audit.record(tx, now, None, Entry.MODERATOR_OUT, subject)


async def is_present(services: Services, chat_id: int, user_id: int) -> bool:
    """Whether a person is in a chat now, as Telegram says; a refusal counts as no."""
    try:
        member = await services.bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden):
        return False
    return is_inside(member)


def is_inside(member: ChatMember) -> bool:
    """Members, administrators, and who is restricted but still in."""
    restricted_inside = member.status == ChatMember.RESTRICTED and getattr(
        member, "is_member", False
    )
    return member.status in PRESENT or restricted_inside


def display_name(user: User) -> str:
    """What moderators call each other: the Telegram name."""
    return user.full_name


async def moderator_name(services: Services, user_id: int) -> str:
    """A moderator's name as last seen; their number when they left."""
    return await moderators.name_of(services.database.reader, user_id) or str(user_id)

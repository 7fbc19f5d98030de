"""Doorkeeping: whoever comes in another way than by the bot's doors, or lost the right, leaves."""

import logging

from telegram import ChatMember, Update
from telegram.error import BadRequest, Forbidden

from handlers import roster
from handlers.context import Context, Services
from handlers.entrance import tags
from handlers.entrance.doors import is_open_for, of_chat
from handlers.entrance.farewells import remove_later
from handlers.people import NOBODY, is_inside, moderation_place
from handlers.permits import still_moderates
from handlers.telling import tell
from handlers.texts import quoted
from moderation.member import Member
from moderation.post import MODERATION, Place
from storage import doors, members, places

log = logging.getLogger(__name__)


async def note_change(update: Update, context: Context) -> None:
    """A member update: of the moderators' group, a channel or a discussion."""
    change, services = update.chat_member, context.services
    if change is None:
        return
    place = await moderation_place(services)
    if place is not None and place.chat_id == change.chat.id:
        await roster.note_change(update, context)
        return
    user, chat_id = change.new_chat_member.user, change.chat.id
    if user.is_bot or user.id in NOBODY or not await of_chat(services, chat_id):
        return
    if not is_inside(change.new_chat_member):
        async with services.database.transaction() as tx:
            await doors.went(tx, chat_id, user.id)
        return
    async with services.database.transaction() as tx:
        await doors.came(tx, chat_id, user.id, services.clock())
    if await _belongs(services, chat_id, user.id):
        tags.wake(services, chat_id, user.id)
    else:
        await remove_later(services, chat_id, user.id)


async def _belongs(services: Services, chat_id: int, user_id: int) -> bool:
    """Members for whom the door is open; operators and moderators are where they are by duty."""
    if user_id in services.rules.operators or await still_moderates(services, user_id):
        return True
    member = await members.load(services.database.reader, user_id)
    return member is not None and await is_open_for(services, member, chat_id)


def wake(services: Services) -> None:
    """Has everybody who is known to be inside looked at, beside the updates."""
    services.errand("doors", 0, lambda: take_stock(services))


async def take_stock(services: Services) -> None:
    """Once a day: nobody is inside who lost the right, or moderators know of them.

    Raises TelegramError without an answer: then it is tried again.
    """
    for place in await places.everywhere(services.database.reader):
        if place.duty == MODERATION or place.is_gone:
            continue
        for chat_id in filter(None, (place.chat_id, place.discussion_id)):
            await _look_inside(services, place, chat_id)


async def _look_inside(services: Services, place: Place, chat_id: int) -> None:
    rulers = await _administrators(services, chat_id)
    outsiders = [who for who in rulers if not await _belongs(services, chat_id, who.user.id)]
    known = set(await doors.inside(services.database.reader, chat_id))
    for member in await members.outside(services.database.reader):
        if await _is_there(services, chat_id, member):
            known.add(member.id)
    ruling = {who.user.id for who in rulers}
    async with services.database.unit():
        for user_id in sorted(known - ruling):
            if not await _belongs(services, chat_id, user_id):
                await remove_later(services, chat_id, user_id)
        if outsiders:
            await _report(services, place, [who.user.full_name for who in outsiders])


async def _administrators(services: Services, chat_id: int) -> list[ChatMember]:
    try:
        found = await services.bot.get_chat_administrators(chat_id)
    except (BadRequest, Forbidden):
        return []
    return [who for who in found if not who.user.is_bot and who.user.id not in NOBODY]


async def _is_there(services: Services, chat_id: int, member: Member) -> bool:
    """Somebody who lost their standing may have come in before anybody took note."""
    try:
        return is_inside(await services.bot.get_chat_member(chat_id, member.id))
    except (BadRequest, Forbidden):
        return False


async def _report(services: Services, place: Place, names: list[str]) -> None:
    """Administrators cannot be removed by a bot: a person has to, or has them verified."""
    team = await moderation_place(services)
    if team is None:
        return
    _ = services.texts.of(services.rules.language).say
    text = _(
        "⚠️ In “{title}” or its discussion these administrators are no verified members, and I "
        "cannot remove them: {names}. Have them apply, or have an owner remove them."
    )
    listed = ", ".join(quoted(name) for name in names)
    text = text.format(title=quoted(place.title), names=listed)
    await tell(services, team.chat_id, text, thread_id=team.thread_id)

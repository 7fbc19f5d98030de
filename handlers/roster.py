"""The roster: who comes into the moderators' group and who leaves it, heard and checked daily."""

import logging

from telegram import ChatMember, Update
from telegram.error import BadRequest, Forbidden

from handlers.context import Context, Services
from handlers.people import (
    NOBODY,
    is_inside,
    list_moderator,
    moderation_place,
    unlist_moderators,
)
from handlers.reviewing import review
from storage import moderators

log = logging.getLogger(__name__)


async def note_change(update: Update, context: Context) -> None:
    """A member update of the moderators' group: power comes and goes with membership."""
    change = update.chat_member
    if change is None:
        return
    place = await moderation_place(context.services)
    if place is None or place.chat_id != change.chat.id:
        # Coming into a channel gives no power.
        return
    user = change.new_chat_member.user
    if user.is_bot or user.id in NOBODY:
        return
    if is_inside(change.new_chat_member):
        await list_moderator(context.services, user)
    else:
        await _dismiss(context.services, user.id)


async def take_stock(services: Services) -> None:
    """Asks Telegram about everybody on the list, and lists the administrators of the group.

    Raises TelegramError when it does not answer: then the list stays as it is.
    """
    place = await moderation_place(services)
    if place is None:
        return
    present = await _administrators(services, place.chat_id)
    if present is None:
        # Nothing can be said about a group that the bot is not in: it will look when it is back.
        return
    gone = []
    for user_id in await moderators.everyone(services.database.reader):
        member = await _member(services, place.chat_id, user_id)
        if member is not None and is_inside(member):
            present.append(member)
        else:
            gone.append(user_id)
    async with services.database.unit():
        for member in present:
            if not member.user.is_bot and member.user.id not in NOBODY:
                await list_moderator(services, member.user)
        for user_id in gone:
            await _dismiss(services, user_id)
    if gone:
        log.info("%s moderators had left and were taken off the list", len(gone))


async def _dismiss(services: Services, user_id: int) -> None:
    """Their power ends at once, and with it that of what they approved so far."""
    await unlist_moderators(services, user_id)
    await review.take_back(services, user_id)


async def _administrators(services: Services, chat_id: int) -> list[ChatMember] | None:
    try:
        return list(await services.bot.get_chat_administrators(chat_id))
    except (BadRequest, Forbidden):
        return None


async def _member(services: Services, chat_id: int, user_id: int) -> ChatMember | None:
    try:
        return await services.bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden):
        return None

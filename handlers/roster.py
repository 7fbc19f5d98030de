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
from storage import moderators

log = logging.getLogger(__name__)


async def note_change(update: Update, context: Context) -> None:
    """A member update of the moderators' group: power comes and goes with membership."""
    change = update.chat_member
    place = await moderation_place(context.services)
    if change is None or place is None or change.chat.id != place.chat_id:
        return
    user = change.new_chat_member.user
    if user.is_bot or user.id in NOBODY:
        return
    if is_inside(change.new_chat_member):
        await list_moderator(context.services, user)
    else:
        await unlist_moderators(context.services, user.id)


async def take_stock(services: Services) -> None:
    """Asks Telegram about everybody on the list, and lists the administrators of the group.

    Raises TelegramError when it does not answer: then the list stays as it is.
    """
    place = await moderation_place(services)
    if place is None:
        return
    present = await _administrators(services, place.chat_id)
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
        await unlist_moderators(services, *gone)
    if gone:
        log.info("%s moderators had left and were taken off the list", len(gone))


async def _administrators(services: Services, chat_id: int) -> list[ChatMember]:
    try:
        return list(await services.bot.get_chat_administrators(chat_id))
    except (BadRequest, Forbidden):
        return []


async def _member(services: Services, chat_id: int, user_id: int) -> ChatMember | None:
    try:
        return await services.bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden):
        return None

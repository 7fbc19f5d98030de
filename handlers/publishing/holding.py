"""Holding: an approved case whose channel cannot take it waits, and its author hears so once."""

from telegram import Chat
from telegram.error import BadRequest, Forbidden

from handlers.alarms import alarm_refused
from handlers.context import Services
from handlers.delivery import following
from handlers.places import upkeep
from handlers.telling import tell
from moderation.case import Case
from moderation.member import Member
from moderation.post import Place
from storage import places, posts


async def hold(services: Services, case: Case, author: Member) -> None:
    """It appears by itself once its place is no longer paused."""
    async with services.database.unit():
        async with services.database.transaction() as tx:
            if not await posts.hold(tx, case.id, services.clock()):
                return
        _ = services.texts.of(author.language).say
        text = _(
            "✅ Case {number} is approved. Its channel cannot take it at the moment: it waits, "
            "and appears by itself as soon as that is mended."
        )
        await tell(services, author.id, text.format(number=case.number))


async def ask_why(
    services: Services, case: Case, place: Place, author: Member, *, alarm: bool
) -> None:
    """A place that refused a post is looked at: what the bot lacks there pauses it, and people are
    told; where it lacks nothing, moderators hear of the refusal if `alarm` says so.
    """
    await upkeep.inspect(services, place.duty)
    now = await places.of_duty(services.database.reader, place.duty)
    if now is not None and now.is_paused:
        await hold(services, case, author)
    elif alarm:
        await alarm_refused(services, case, place)


async def is_as_bound(
    services: Services, case: Case, place: Place, author: Member, *, alarm: bool
) -> bool:
    """Whether a channel has the discussion group that was bound with it: asked before each post,
    because in another one people whom nobody verified may read. If not, the place is looked at.

    Raises TelegramError without an answer.
    """
    try:
        async with following(services, place.chat_id):
            chat = await services.bot.get_chat(place.chat_id)
    except (BadRequest, Forbidden):
        pass
    else:
        if chat.type != Chat.CHANNEL or chat.linked_chat_id == place.discussion_id:
            return True
    await ask_why(services, case, place, author, alarm=alarm)
    return False

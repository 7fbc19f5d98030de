"""Farewells: an erased account's name leaves the captions; who has no place in a chat leaves it.

Each is on record from the transaction that decides it until it is done, or until somebody knows.
"""

import logging

from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from handlers.alarms import alarm_signed
from handlers.context import Services
from handlers.delivery import is_unchanged
from handlers.people import moderation_place
from handlers.publishing.dress import dressed
from handlers.telling import tell
from handlers.texts import quoted
from moderation.case import Case, CaseState
from moderation.post import Post
from storage import cases, farewells, members, places, posts

log = logging.getLogger(__name__)


async def unsign_later(services: Services, case_id: int) -> None:
    """Belongs into the transaction that makes the case unsigned."""
    async with services.database.transaction() as tx:
        await farewells.add_unsigning(tx, case_id, services.clock())
    _wake_unsigning(services, case_id)


async def remove_later(services: Services, chat_id: int, user_id: int) -> None:
    """Belongs into the transaction after which this person has no place in the chat."""
    async with services.database.transaction() as tx:
        await farewells.add_removal(tx, chat_id, user_id, services.clock())
    _wake_removing(services, user_id)


async def sweep(services: Services) -> None:
    """Takes up what a stop or a broken connection left undone."""
    for case_id in await farewells.unsignings(services.database.reader):
        _wake_unsigning(services, case_id)
    for user_id in {each.user_id for each in await farewells.removals(services.database.reader)}:
        _wake_removing(services, user_id)


def _wake_unsigning(services: Services, case_id: int) -> None:
    services.errand("unsigning", case_id, lambda: unsign(services, case_id))


def _wake_removing(services: Services, user_id: int) -> None:
    services.errand("removing", user_id, lambda: remove(services, user_id))


async def unsign(services: Services, case_id: int) -> None:
    """Writes the caption of a post anew, without its author; raises when nobody answered."""
    async with services.case_locks[case_id]:
        case = await cases.load(services.database.reader, case_id)
        post = await posts.load(services.database.reader, case_id)
        if not await farewells.is_unsigning(services.database.reader, case_id):
            return
        stands = case is not None and case.state is CaseState.PUBLISHED
        refused = False
        if case is not None and post is not None and stands and post.taken_down_at is None:
            refused = not await _rewrite(services, case, post)
        async with services.database.unit():
            # A name that still stands is over only once somebody knows of it.
            if refused and post and not await alarm_signed(services, case_id, post):
                return
            async with services.database.transaction() as tx:
                await farewells.unsigned(tx, case_id)


async def _rewrite(services: Services, case: Case, post: Post) -> bool:
    """Whether the caption names nobody now; False when Telegram refuses to change it."""
    author = await members.load(services.database.reader, case.author_id)
    if author is None:
        return True
    caption, markup = dressed(services, case, author, len(post.message_ids))
    try:
        await services.bot.edit_message_caption(
            post.chat_id,
            post.message_ids[0],
            caption=caption,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
        )
    except BadRequest as error:
        if is_unchanged(error):
            return True
        log.warning("a caption could not be changed (%s)", type(error).__name__)
        # Somebody deleted the post by hand: nothing is left that could name anybody.
        return "not found" in error.message.lower()
    except Forbidden:
        log.warning("a caption could not be changed: the bot has no access")
        return False
    return True


async def remove(services: Services, user_id: int) -> None:
    """Has a person leave every chat that is on record; they hear where they must go themselves.

    Raises TelegramError when there was no answer: then it is tried again.
    """
    for removal in await farewells.removals(services.database.reader, user_id):
        if not await farewells.is_leaving(services.database.reader, removal.chat_id, user_id):
            # They regained their standing meanwhile.
            continue
        left = await _put_out(services, removal.chat_id, user_id)
        async with services.database.unit():
            if not left:
                await _ask_to_leave(services, removal.chat_id, user_id)
                await _tell_moderators(services, removal.chat_id, user_id)
            async with services.database.transaction() as tx:
                await farewells.removed(tx, removal.chat_id, user_id)


async def _put_out(services: Services, chat_id: int, user_id: int) -> bool:
    """Whether the person is not in the chat now; they may come back through its door."""
    try:
        # Without only_if_banned it removes who is present, and leaves nobody banned.
        await services.bot.unban_chat_member(chat_id, user_id, only_if_banned=False)
    except (BadRequest, Forbidden):
        return await _banned(services, chat_id, user_id)
    return True


async def _banned(services: Services, chat_id: int, user_id: int) -> bool:
    """A basic group knows no unban: there a ban removes, and an invitation brings back."""
    try:
        await services.bot.ban_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden) as error:
        log.info("somebody could not be removed from a chat (%s)", type(error).__name__)
        return not await _is_inside(services, chat_id, user_id)
    return True


async def _is_inside(services: Services, chat_id: int, user_id: int) -> bool:
    try:
        member = await services.bot.get_chat_member(chat_id, user_id)
    except TelegramError:
        return False
    return member.status not in {member.LEFT, member.BANNED}


async def _ask_to_leave(services: Services, chat_id: int, user_id: int) -> None:
    """They own or administer the chat, or the bot lacks the right there."""
    member = await members.load(services.database.reader, user_id)
    _ = services.texts.of(member.language if member else services.rules.language).say
    text = _(
        "⚠️ I could not remove you from “{title}” or its discussion: please leave it yourself."
    )
    await tell(services, user_id, text.format(title=await _title(services, chat_id)))


async def _tell_moderators(services: Services, chat_id: int, user_id: int) -> None:
    """Only people can put out an owner or an administrator; an erased account names nobody."""
    member = await members.load(services.database.reader, user_id)
    place = await moderation_place(services)
    if member is None or member.is_erased or place is None:
        return
    _ = services.texts.of(services.rules.language).say
    text = _(
        "⚠️ {name} has no place in “{title}” or its discussion any more, but I could not remove "
        "them: an owner of it has to."
    )
    name = quoted(member.name or str(user_id))
    text = text.format(name=name, title=await _title(services, chat_id))
    await tell(services, place.chat_id, text, thread_id=place.thread_id)


async def _title(services: Services, chat_id: int) -> str:
    """What the channel is called that this chat is, or belongs to."""
    bound = [
        place
        for place in await places.everywhere(services.database.reader)
        if chat_id in {place.chat_id, place.discussion_id}
    ]
    return quoted(bound[0].title) if bound else str(chat_id)

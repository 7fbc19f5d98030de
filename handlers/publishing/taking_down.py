"""Taking down: every part of an ended case's post is removed, and people hear of what is left."""

import logging
from collections.abc import Collection

from telegram import InputMediaPhoto
from telegram.error import BadRequest, Forbidden, TelegramError, TimedOut

from anonymize import blank
from handlers.alarms import alarm_ended, alarm_foreign, alarm_kept, report_removal
from handlers.context import Services
from handlers.delivery import Erased, erase_one
from handlers.erasing import erase
from handlers.telling import tell
from handlers.texts import quoted
from moderation.case import CaseState
from moderation.post import Post
from storage import cases, members, posts

log = logging.getLogger(__name__)


def take_down(services: Services, case_id: int) -> None:
    """Has every part of an ended case's post removed, once its end is committed."""
    services.errand("take down", case_id, lambda: remove(services, case_id))


async def remove(services: Services, case_id: int) -> None:
    """Removes every part of a post; twice is harmless.

    Raises TimedOut when Telegram did not answer about a part: then it is worth another try.
    """
    async with services.case_locks[case_id]:
        post = await posts.load(services.database.reader, case_id)
        if post is None:
            await _settle_attempt(services, case_id)
            return
        if post.taken_down_at is not None:
            return
        outcomes = await unpost(services, post)
        if Erased.UNANSWERED in outcomes.values():
            raise TimedOut
        kept = [part for part, outcome in outcomes.items() if outcome is Erased.REFUSED]
        foreign = await _foreign_group(services, post)
        async with services.database.unit():
            if foreign is not None and not await alarm_foreign(services, case_id, foreign):
                return
            await _note_removal(services, case_id, kept)


async def _foreign_group(services: Services, post: Post) -> str | None:
    """The group that may hold copies of which nobody told the bot, in HTML; None if there is none.

    Raises TelegramError without an answer.
    """
    if len(post.copies) == len(post.message_ids):
        return None
    try:
        linked = (await services.bot.get_chat(post.chat_id)).linked_chat_id
        if linked is None or linked == post.discussion_id:
            return None
    except (BadRequest, Forbidden):
        return None
    try:
        chat = await services.bot.get_chat(linked)
    except (BadRequest, Forbidden):
        return str(linked)
    return f"“{quoted(chat.title or '?')}” ({linked})"


async def _note_removal(services: Services, case_id: int, kept: list[tuple[int, int]]) -> None:
    """Only what a person has heard of is over: without anybody to tell, it stays to be done."""
    if kept and not await alarm_kept(services, kept):
        return
    async with services.database.transaction() as tx:
        await posts.mark_taken_down(tx, case_id, services.clock())
        await posts.forget_reply_of_post(tx, case_id)
    case = await cases.load(services.database.reader, case_id)
    author = await members.load(services.database.reader, case.author_id) if case else None
    if case is None or author is None:
        return
    if kept:
        _ = services.texts.of(author.language).say
        text = _("Telegram would not delete a part of case {number}; the moderators are told.")
        await tell(services, author.id, text.format(number=case.number))
    elif case.state is CaseState.TAKEN_DOWN:
        await report_removal(services, case)


async def _settle_attempt(services: Services, case_id: int) -> None:
    """A case that ended while nobody knew whether it was posted: a person looks, and deletes."""
    case = await cases.load(services.database.reader, case_id)
    if case is None or not await posts.attempted(services.database.reader, case_id):
        return
    async with services.database.unit():
        if await alarm_ended(services, case):
            async with services.database.transaction() as tx:
                await posts.end_attempt(tx, case_id)


async def remove_extra(services: Services, channel_id: int, ids: Collection[int]) -> None:
    """Messages of a channel that are no part of a known post go, with their discussion copies."""
    await erase(services, channel_id, ids)
    for group_id, copy in await posts.copies_of(services.database.reader, channel_id, ids):
        await erase(services, group_id, [copy])


async def unpost(services: Services, post: Post) -> dict[tuple[int, int], Erased]:
    """Blanks each message first, so that nothing is left to see even where deletion is refused.

    What became of each message, by chat and id.
    """
    for message_id in post.message_ids:
        try:
            await services.bot.edit_message_media(
                InputMediaPhoto(blank()), post.chat_id, message_id
            )
        except TelegramError as error:
            log.info("a post could not be blanked before deletion: %s", type(error).__name__)
    parts = [(post.chat_id, message_id) for message_id in post.message_ids]
    if post.discussion_id is not None:
        parts += [(post.discussion_id, copy) for _message, copy in post.copies]
    return {part: await erase_one(services, *part) for part in parts}

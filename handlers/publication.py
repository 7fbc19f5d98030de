"""Publication: an approved case is posted in its specialty's channel, and taken down again."""

import hashlib
import logging
from dataclasses import replace

from telegram import InputMediaPhoto
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from anonymize import blank
from handlers import review_card
from handlers.alarms import (
    alarm_altered,
    alarm_ended,
    alarm_kept,
    alarm_refused,
    alarm_unbound,
    ask_whether_posted,
)
from handlers.context import Services
from handlers.people import is_moderator
from handlers.routing import Press
from handlers.summary import fingerprint, post_caption
from handlers.telling import (
    Erased,
    erase_one,
    follow_migration,
    message_link,
    take_buttons,
    tell,
)
from moderation.case import Case, CaseAction, CaseState, Picture, next_case_state
from moderation.errors import NotModerator, OutOfDate
from moderation.member import Member
from moderation.post import Place, Post
from storage import audit, cases, members, pictures, places, posts
from storage.files import MissingFileError

log = logging.getLogger(__name__)

REFUSED_FOR_SURE = (BadRequest, ChatMigrated, Forbidden, RetryAfter)


async def publish(services: Services, case_id: int, *, alarm: bool = True) -> None:
    """Posts an approved case once; nothing happens when it is posted already.

    alarm: moderators hear why it could not be posted; a sweep, which tries again and again, is
    quiet about what they know.
    """
    async with services.case_locks[case_id]:
        case = await cases.load(services.database.reader, case_id)
        if case is None or case.state is not CaseState.APPROVED:
            return
        place = await places.of_duty(services.database.reader, case.specialty or "")
        author = await members.load(services.database.reader, case.author_id)
        if place is None or author is None:
            if alarm:
                await alarm_unbound(services, case)
            return
        shown = await pictures.of_case(services.database.reader, case.id)
        if not await _is_what_was_approved(services, case, shown, author):
            log.error("an approved case no longer matches what was approved and stays unpublished")
            if alarm:
                await alarm_altered(services, case)
            return
        async with services.database.transaction() as tx:
            fresh = await posts.begin_attempt(tx, case.id, services.clock())
        if not fresh:
            if await posts.attempted(services.database.reader, case.id):
                await ask_whether_posted(services, case, place)
            return
        ids = await _send(services, case, place, author, shown, alarm=alarm)
        if ids:
            await _note(services, case, place, author, ids)


async def _send(
    services: Services,
    case: Case,
    place: Place,
    author: Member,
    shown: list[Picture],
    *,
    alarm: bool,
) -> tuple[int, ...]:
    """The ids of the messages; none when it was refused, or when nobody knows: moderators look."""
    speech = services.texts.of(services.rules.language)
    try:
        return await review_card.send_album(
            services, place, shown, post_caption(speech, case, author)
        )
    except (*REFUSED_FOR_SURE, MissingFileError) as refusal:
        log.warning("a channel refused a post; run medpics check")
        async with services.database.transaction() as tx:
            await posts.end_attempt(tx, case.id)
        if isinstance(refusal, ChatMigrated):
            await follow_migration(services, place.chat_id, refusal.new_chat_id)
        elif alarm and not isinstance(refusal, RetryAfter):
            await alarm_refused(services, case, place)
    except TelegramError:
        # A time-out, a broken connection: the post may stand there all the same.
        await ask_whether_posted(services, case, place)
    return ()


async def _note(
    services: Services, case: Case, place: Place, author: Member, ids: tuple[int, ...]
) -> None:
    """Records the post and tells the author; a case withdrawn meanwhile is taken down again."""
    now = services.clock()
    post = Post(
        case.id,
        place.chat_id,
        ids,
        now,
        thread_id=place.thread_id,
        discussion_id=place.discussion_id,
    )
    state = next_case_state(case.state, CaseAction.PUBLISH)
    async with services.database.transaction() as tx:
        await posts.add(tx, post)
        await posts.end_attempt(tx, case.id)
        saved = await cases.swap(tx, case, replace(case, state=state, updated_at=now))
        await audit.record(tx, now, None, CaseAction.PUBLISH, f"case {case.id}", case.revision)
    if not saved:
        await _unpost(services, post)
        return
    await _tell_author(services, case, author, post)


async def post_again(services: Services, press: Press) -> str | None:
    """A moderator looked: the post is not in the channel, so it may be sent again."""
    if not await is_moderator(services, press.user.id, press.chat_id):
        raise NotModerator
    case = await cases.load(services.database.reader, press.tap.subject)
    if case is None or case.state is not CaseState.APPROVED:
        raise OutOfDate
    async with services.database.transaction() as tx:
        if press.tap.arg != await posts.attempted(tx, case.id):
            raise OutOfDate
        await posts.end_attempt(tx, case.id)
    await take_buttons(services, press.chat_id, press.message_id)
    await publish(services, case.id)
    return press.speech.say("Sent again.")


async def take_down(services: Services, case_id: int) -> Erased:
    """Removes every part of a post; twice is harmless.

    REFUSED: Telegram would not delete a part, and moderators are told; UNANSWERED: a sweep goes
    on with what is left.
    """
    async with services.case_locks[case_id]:
        post = await posts.load(services.database.reader, case_id)
        if post is None:
            await _settle_attempt(services, case_id)
            return Erased.GONE
        if post.taken_down_at is not None:
            return Erased.GONE
        outcomes = await _unpost(services, post)
        if Erased.UNANSWERED in outcomes.values():
            return Erased.UNANSWERED
        kept = [part for part, outcome in outcomes.items() if outcome is Erased.REFUSED]
        # Only what a person has heard of is over: an alarm that was lost comes again.
        if not kept or await alarm_kept(services, kept):
            async with services.database.transaction() as tx:
                await posts.mark_taken_down(tx, case_id, services.clock())
    return Erased.REFUSED if kept else Erased.GONE


async def _settle_attempt(services: Services, case_id: int) -> None:
    """A case that ended while nobody knew whether it was posted: a person looks, and deletes."""
    case = await cases.load(services.database.reader, case_id)
    if case is None or not await posts.attempted(services.database.reader, case_id):
        return
    if await alarm_ended(services, case):
        async with services.database.transaction() as tx:
            await posts.end_attempt(tx, case_id)


async def _unpost(services: Services, post: Post) -> dict[tuple[int, int], Erased]:
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


async def _is_what_was_approved(
    services: Services, case: Case, shown: list[Picture], author: Member
) -> bool:
    """Whether rows and files still are, byte for byte, what the moderators approved."""
    if not shown or case.fingerprint != fingerprint(case, shown, author):
        return False
    for picture in shown:
        try:
            data = await services.files.get(picture.masked or "")
        except MissingFileError:
            return False
        if hashlib.sha256(data).hexdigest() != picture.digest:
            return False
    return True


async def _tell_author(services: Services, case: Case, author: Member, post: Post) -> None:
    _ = services.texts.of(author.language).say
    link = message_link(post.chat_id, post.message_ids[0])
    text = _(
        '🎉 Case {number} is published: <a href="{link}">open it</a>. I will tell you of answers.'
    )
    await tell(services, author.id, text.format(number=case.number, link=link))

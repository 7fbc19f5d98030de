"""Publication: an approved case is posted in its specialty's channel, once."""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    RetryAfter,
    TelegramError,
)

from handlers.alarms import (
    alarm_altered,
    alarm_barred,
    alarm_refused,
    alarm_unbound,
    ask_whether_posted,
)
from handlers.context import Services
from handlers.delivery import follow_migration, never_left
from handlers.publishing.dress import dressed
from handlers.publishing.holding import ask_why, hold, is_as_bound
from handlers.publishing.taking_down import remove_extra, unpost
from handlers.reviewing import review_card
from handlers.summary import fingerprint
from handlers.telling import message_link, tell
from handlers.thread.threads import Spot, spot_of, tell_of_picture
from moderation.case import Case, CaseAction, CaseState, Picture, case_number, next_case_state
from moderation.member import Member
from moderation.permissions import answers_for_cases
from moderation.post import Place, Post
from storage import audit, cases, members, pictures, places, posts, unconfirmed
from storage.files import MissingFileError

log = logging.getLogger(__name__)

REFUSED_FOR_SURE = (BadRequest, ChatMigrated, Forbidden, RetryAfter)
# So long an automatic forward may take; it settles whether a post without an answer was made.
FORWARD_SECONDS = 20.0


OnPosted = Callable[[], Awaitable[None]]


async def publish(
    services: Services, case_id: int, *, alarm: bool = True, on_posted: OnPosted | None = None
) -> None:
    """Posts an approved case once; nothing happens when it is posted already.

    alarm: moderators hear why it could not be posted; a sweep, which tries again and again, is
    quiet about what they know. on_posted: what else is written with the record of the post.
    """
    async with services.case_locks[case_id]:
        case = await cases.load(services.database.reader, case_id)
        if case is None or case.state is not CaseState.APPROVED:
            return
        if await unconfirmed.waits(services.database.reader, case.id):
            return
        place = await places.of_duty(services.database.reader, case.specialty or "")
        author = await members.load(services.database.reader, case.author_id)
        if place is None or author is None:
            if alarm:
                await alarm_unbound(services, case)
            return
        if not answers_for_cases(author):
            if alarm:
                await alarm_barred(services, case)
            return
        spot = await spot_of(services, case, place)
        if place.is_paused or spot is None:
            await hold(services, case, author)
            return
        await _post(services, case, spot, author, on_posted, alarm=alarm)


async def _post(
    services: Services,
    case: Case,
    spot: Spot,
    author: Member,
    on_posted: OnPosted | None,
    *,
    alarm: bool,
) -> None:
    """Posts exactly what was approved, in an attempt that nobody else is at."""
    shown = await pictures.of_case(services.database.reader, case.id)
    if not await is_what_was_approved(services, case, shown, author):
        log.error("an approved case no longer matches what was approved and stays unpublished")
        if alarm:
            await alarm_altered(services, case)
        return
    if not await is_as_bound(services, case, spot.place, author, alarm=alarm):
        return
    async with services.database.transaction() as tx:
        latest = await members.load(tx, author.id)
        barred = latest is None or not answers_for_cases(latest)
        fresh = not barred and await posts.begin_attempt(tx, case.id, services.clock())
    if not fresh:
        _ask_later(services, case.id)
        return
    ids = await _send(services, case, spot, author, shown, alarm=alarm)
    if ids:
        await _note(services, case, spot.place, ids, on_posted)


async def _send(
    services: Services,
    case: Case,
    spot: Spot,
    author: Member,
    shown: list[Picture],
    *,
    alarm: bool,
) -> tuple[int, ...]:
    """The ids of the messages; none when it was refused, or when nobody knows: moderators look.

    Raises TelegramError when nothing left this computer: then it is worth another try.
    """
    place = spot.place
    caption, markup = dressed(services, case, author, len(shown))
    try:
        return await review_card.send_album(services, place, shown, caption, markup, spot.below)
    except (*REFUSED_FOR_SURE, MissingFileError) as refusal:
        log.warning("a channel refused a post; run medpics check")
        async with services.database.transaction() as tx:
            await posts.end_attempt(tx, case.id)
        if isinstance(refusal, ChatMigrated):
            await follow_migration(services, place.chat_id, refusal.new_chat_id)
        elif isinstance(refusal, BadRequest | Forbidden):
            await ask_why(services, case, place, author, alarm=alarm)
        elif alarm and isinstance(refusal, MissingFileError):
            await alarm_refused(services, case, place)
    except TelegramError as error:
        if never_left(error):
            async with services.database.transaction() as tx:
                await posts.end_attempt(tx, case.id)
            raise
        # A time-out, a broken connection: the post may stand there all the same.
        _ask_later(services, case.id)
    return ()


def _ask_later(services: Services, case_id: int) -> None:
    """The channel's automatic forward settles most of these by itself; then nobody is asked."""
    services.errand("asking", case_id, lambda: _ask(services, case_id))


async def _ask(services: Services, case_id: int) -> None:
    await services.pause(FORWARD_SECONDS)
    reader = services.database.reader
    case = await cases.load(reader, case_id)
    if case is None or case.state is not CaseState.APPROVED:
        return
    place = await places.of_duty(reader, case.specialty or "")
    if place is not None and await posts.attempted(reader, case_id):
        await ask_whether_posted(services, case, place)


async def _note(
    services: Services,
    case: Case,
    place: Place,
    ids: tuple[int, ...],
    on_posted: OnPosted | None,
) -> None:
    """Records the post and tells the author; a case withdrawn meanwhile is taken down again."""
    async with services.database.unit():
        is_up = await record(services, case, place, ids)
        if is_up and on_posted is not None:
            await on_posted()
    if not is_up:
        await _remove_late(services, case.id)


async def record(services: Services, case: Case, place: Place, ids: tuple[int, ...]) -> bool:
    """Notes where a case stands; where that is known already, a second post goes.

    False when the case has ended meanwhile and must not stand there.
    """
    now = services.clock()
    post = Post(
        case.id,
        place.chat_id,
        ids,
        now,
        thread_id=place.thread_id,
        discussion_id=place.discussion_id,
    )
    async with services.database.transaction() as tx:
        known = await posts.load(tx, case.id)
        if known is not None:
            await remove_extra(services, place.chat_id, beside(known, place.chat_id, ids))
            return True
        await posts.add(tx, post)
        await posts.end_attempt(tx, case.id)
        await posts.release(tx, case.id)
        latest = await cases.load(tx, case.id)
        if latest is None or latest.state is not CaseState.APPROVED:
            return False
        state = next_case_state(latest.state, CaseAction.PUBLISH)
        await cases.swap(tx, latest, replace(latest, state=state, updated_at=now))
        await audit.record(tx, now, None, CaseAction.PUBLISH, f"case {case.id}", case.revision)
    await _tell_author(services, case, post)
    if case.is_answer:
        await tell_of_picture(services, case, post)
    return True


def beside(known: Post | None, chat_id: int, ids: Iterable[int]) -> list[int]:
    """Those of a case's messages in a channel that are no part of the post that is known of it."""
    known_ids = known.message_ids if known is not None and known.chat_id == chat_id else ()
    return [message_id for message_id in ids if message_id not in known_ids]


async def _remove_late(services: Services, case_id: int) -> None:
    post = await posts.load(services.database.reader, case_id)
    if post is not None:
        await unpost(services, post)


async def is_what_was_approved(
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


async def _tell_author(services: Services, case: Case, post: Post) -> None:
    author = await members.load(services.database.reader, case.author_id)
    if author is None:
        return
    _ = services.texts.of(author.language).say
    link = message_link(post.chat_id, post.message_ids[0])
    if case.answers_id is not None:
        text = _('🎉 Your answer is in the thread of case {number}: <a href="{link}">open it</a>.')
        number = case_number(case.answers_id)
        await tell(services, author.id, text.format(number=number, link=link))
        return
    text = _(
        '🎉 Case {number} is published: <a href="{link}">open it</a>. I will tell you of answers.'
    )
    await tell(services, author.id, text.format(number=case.number, link=link))

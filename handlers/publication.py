"""Publication: an approved case is posted in its specialty's channel, and taken down again."""

import hashlib
import logging
from dataclasses import replace

from telegram import InputMediaPhoto
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from anonymize import blank
from handlers import review_card
from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.people import is_moderator, moderation_place
from handlers.routing import Press
from handlers.summary import fingerprint, post_caption
from handlers.telling import erase, message_link, take_buttons, tell
from handlers.texts import quoted
from moderation.case import Case, CaseAction, CaseState, Picture, next_case_state
from moderation.errors import NotModerator, OutOfDate
from moderation.member import Member
from moderation.post import Place, Post
from storage import cases, members, pictures, places, posts
from storage.files import MissingFileError

log = logging.getLogger(__name__)

REFUSED_FOR_SURE = (BadRequest, ChatMigrated, Forbidden, RetryAfter)


async def publish(services: Services, case_id: int) -> None:
    """Posts an approved case once; nothing happens when it is posted or its place is missing."""
    async with services.case_locks[case_id]:
        case = await cases.load(services.database.reader, case_id)
        if case is None or case.state is not CaseState.APPROVED:
            return
        place = await places.of_duty(services.database.reader, case.specialty or "")
        author = await members.load(services.database.reader, case.author_id)
        if place is None or author is None:
            await _alarm_unbound(services, case)
            return
        shown = await pictures.of_case(services.database.reader, case.id)
        if not await _is_what_was_approved(services, case, shown, author):
            log.error("an approved case no longer matches what was approved and stays unpublished")
            return
        async with services.database.transaction() as tx:
            fresh = await posts.begin_attempt(tx, case.id, services.clock())
        if not fresh:
            await _ask_whether_posted(services, case, place)
            return
        await _post(services, case, place, author, shown)


async def _post(
    services: Services, case: Case, place: Place, author: Member, shown: list[Picture]
) -> None:
    """Sends, records, tells the author. Without a clear answer nobody knows: moderators look."""
    speech = services.texts.of(services.rules.language)
    try:
        ids = await review_card.send_album(
            services, place, shown, post_caption(speech, case, author)
        )
    except (*REFUSED_FOR_SURE, MissingFileError):
        log.warning("a channel refused a post; run medpics check")
        async with services.database.transaction() as tx:
            await posts.end_attempt(tx, case.id)
        return
    except TelegramError:
        # A time-out, a broken connection: the post may stand there all the same.
        await _ask_whether_posted(services, case, place)
        return
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
        await places.record(tx, now, None, CaseAction.PUBLISH, f"case {case.id}", case.revision)
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
        await posts.end_attempt(tx, case.id)
    await take_buttons(services, press.chat_id, press.message_id)
    await publish(services, case.id)
    return press.speech.say("Sent again.")


async def take_down(services: Services, case_id: int) -> list[int]:
    """Removes every part of a post; returns what Telegram would not delete (moderators hear)."""
    async with services.case_locks[case_id]:
        post = await posts.load(services.database.reader, case_id)
        if post is None or post.taken_down_at is not None:
            return []
        kept = await _unpost(services, post)
        async with services.database.transaction() as tx:
            await posts.mark_taken_down(tx, case_id, services.clock())
    if kept:
        await _alarm_kept(services, post, kept)
    return kept


async def _unpost(services: Services, post: Post) -> list[int]:
    """Blanks each message first, so that nothing is left to see even where deletion is refused."""
    for message_id in post.message_ids:
        try:
            await services.bot.edit_message_media(
                InputMediaPhoto(blank()), post.chat_id, message_id
            )
        except TelegramError as error:
            log.info("a post could not be blanked before deletion: %s", type(error).__name__)
    kept = await erase(services, post.chat_id, post.message_ids)
    if post.discussion_id is not None:
        copies = [copy for _message, copy in post.copies]
        kept += await erase(services, post.discussion_id, copies)
    return kept


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


async def _ask_whether_posted(services: Services, case: Case, place: Place) -> None:
    """Telegram did not answer: a person looks into the channel before anything is sent again."""
    moderators = await moderation_place(services)
    if moderators is None:
        return
    _ = services.texts.of(services.rules.language).say
    text = _(
        "❓ Telegram did not say whether case {number} reached “{channel}”. Look there first: "
        "only if it is missing, send it again."
    ).format(number=case.number, channel=quoted(place.title))
    again = Tap(Act.POST_AGAIN, case.id, case.revision)
    markup = keyboard([button(_("It is missing: send again"), again)])
    await tell(services, moderators.chat_id, text, markup, thread_id=moderators.thread_id)


async def _alarm_unbound(services: Services, case: Case) -> None:
    moderators = await moderation_place(services)
    if moderators is not None:
        _ = services.texts.of(services.rules.language).say
        text = _(
            "Case {number} is approved, but no channel is bound yet: an operator sends "
            "/bind {specialty} in it, and the case appears by itself."
        ).format(number=case.number, specialty=case.specialty)
        await tell(services, moderators.chat_id, text, thread_id=moderators.thread_id)


async def _alarm_kept(services: Services, post: Post, kept: list[int]) -> None:
    moderators = await moderation_place(services)
    if moderators is not None:
        _ = services.texts.of(services.rules.language).say
        text = _("⚠️ Telegram would not delete these; please delete them by hand:")
        links = [message_link(post.chat_id, message_id) for message_id in kept]
        await tell(
            services,
            moderators.chat_id,
            "\n".join([text, *links]),
            thread_id=moderators.thread_id,
        )

"""Hiding: what may harm a patient disappears at once for all readers, and is judged afterwards.

A row says what is still to be done at Telegram; an errand does it, and the sweep takes it up.
"""

import logging
from dataclasses import replace

from telegram.error import BadRequest, Forbidden, TimedOut

from handlers.alarms import alarm_not_restored, alarm_stays_hidden, alarm_visible
from handlers.context import Services
from handlers.delivery import Erased, send_text
from handlers.protection import blanking, request_showing
from handlers.publishing.dress import dressed
from handlers.publishing.publication import is_what_was_approved
from handlers.reviewing import review
from handlers.reviewing.review_card import fill_frames
from handlers.telling import message_link, tell
from moderation.case import Case, CaseAction, CaseState, Picture, next_case_state
from moderation.post import Post
from storage import audit, cases, hidings, members, pictures, posts, requests
from storage.hidings import Due

log = logging.getLogger(__name__)


async def hide(services: Services, case: Case, actor_id: int | None) -> bool:
    """Hides a published case, compare and set; False when it is not published.

    actor_id: the moderator who did it, None when a report did.
    """
    if case.state is not CaseState.PUBLISHED:
        return False
    hidden = await _hidden(services, case, actor_id)
    if hidden is None:
        return False
    author = await members.load(services.database.reader, case.author_id)
    if author is not None:
        _ = services.texts.of(author.language).say
        text = _(
            "🙈 Your case {number} is hidden for now: somebody says that the patient could be "
            "recognised in it. The moderators look at it, and I will tell you what they decide. "
            "You need do nothing; if they are right, withdraw it with /cases."
        )
        await tell(services, author.id, text.format(number=case.number))
    return True


async def _hidden(services: Services, case: Case, actor_id: int | None) -> Case | None:
    """The case as it stands now, with everything that shows it on record to be blanked."""
    now = services.clock()
    hidden = replace(case, state=next_case_state(case.state, CaseAction.HIDE), updated_at=now)
    async with services.database.transaction() as tx:
        if not await cases.swap(tx, case, hidden):
            return None
        await hidings.begin(tx, case.id, now)
        subject = f"case {case.id}"
        await audit.record(tx, now, actor_id, CaseAction.HIDE, subject, case.revision)
    await _update_cards(services, hidden)
    wake(services, case.id)
    return hidden


async def settle_kept(services: Services, case_id: int, moderator_id: int) -> None:
    """A report was not upheld: the case is shown again, unless another one still hides it."""
    case = await cases.load(services.database.reader, case_id)
    others = await requests.about(services.database.reader, case_id)
    if case is None or case.state is not CaseState.HIDDEN or any(r.hides for r in others):
        return
    now = services.clock()
    shown = replace(case, state=next_case_state(case.state, CaseAction.SHOW_AGAIN), updated_at=now)
    async with services.database.transaction() as tx:
        if not await cases.swap(tx, case, shown):
            return
        await hidings.ask(tx, case.id, Due.SHOW)
        subject = f"case {case.id}"
        await audit.record(tx, now, moderator_id, CaseAction.SHOW_AGAIN, subject, case.revision)
    await _update_cards(services, shown)
    wake(services, case.id)
    await _tell_restored(services, shown)


async def _update_cards(services: Services, case: Case) -> None:
    await review.update_cards(services, case)
    for request in await requests.about(services.database.reader, case.id):
        await request_showing.update_card(services, request)


async def _tell_restored(services: Services, case: Case) -> None:
    author = await members.load(services.database.reader, case.author_id)
    post = await posts.load(services.database.reader, case.id)
    if author is None or post is None:
        return
    _ = services.texts.of(author.language).say
    text = _(
        "✅ The moderators looked at your case {number} and show it again: "
        '<a href="{link}">open it</a>.'
    )
    link = message_link(post.chat_id, post.message_ids[0])
    await tell(services, author.id, text.format(number=case.number, link=link))


def wake(services: Services, case_id: int) -> None:
    """Has what is due done as soon as what decided it is committed."""
    services.errand("hiding", case_id, lambda: carry_out(services, case_id))


async def sweep(services: Services) -> None:
    """Takes up what a stop or a broken connection left undone."""
    for case_id in await hidings.waiting(services.database.reader):
        wake(services, case_id)


async def carry_out(services: Services, case_id: int) -> None:
    """Does what is due, once; twice is harmless. Raises TelegramError when nobody answered."""
    async with services.case_locks[case_id]:
        reader = services.database.reader
        hiding, case = await hidings.load(reader, case_id), await cases.load(reader, case_id)
        post = await posts.load(reader, case_id)
        if hiding is None or case is None or post is None:
            return
        match hiding.due, case.state:
            case Due.HIDE, CaseState.HIDDEN:
                await _blank(services, case, post)
            case Due.LOOK, CaseState.HIDDEN:
                await _fill_cards(services, case)
                await _done(services, case_id, Due.LOOK)
            case Due.SHOW, CaseState.PUBLISHED:
                await _show(services, case, post)


async def _blank(services: Services, case: Case, post: Post) -> None:
    outcomes = await blanking.blank_post(services, post)
    outcomes |= await blanking.blank_cards(services, case.id)
    if Erased.UNANSWERED in outcomes.values():
        raise TimedOut
    visible = [part for part, outcome in outcomes.items() if outcome is Erased.REFUSED]
    async with services.database.unit():
        # Only what a person has heard of is over: without anybody to tell, it stays to be done.
        if not visible or await alarm_visible(services, case, visible):
            await _done(services, case.id, Due.HIDE)


async def _show(services: Services, case: Case, post: Post) -> None:
    reader = services.database.reader
    shown = await pictures.of_case(reader, case.id)
    author = await members.load(reader, case.author_id)
    same = author is not None and await is_what_was_approved(services, case, shown, author)
    if author is None or not same or len(shown) != len(post.message_ids):
        log.error("a hidden case no longer matches what was approved and stays hidden")
        async with services.database.unit():
            if await _hidden(services, case, None) is not None:
                await alarm_stays_hidden(services, case)
        return
    caption, markup = dressed(services, case, author, len(shown))
    missing = await blanking.fill_post(services, post, shown, caption, markup)
    await _fill_cards(services, case)
    root = await _begin_thread_anew(services, case, post)
    async with services.database.unit():
        if missing:
            await alarm_not_restored(services, case, missing)
        if root is not None:
            channel = (post.chat_id, post.message_ids[0])
            async with services.database.transaction() as tx:
                await posts.add_copy(tx, channel, root, None, case.id)
        await _done(services, case.id, Due.SHOW)


async def _begin_thread_anew(services: Services, case: Case, post: Post) -> tuple[int, int] | None:
    """The copy in the discussion is gone for good: a message with the link takes its place."""
    if post.discussion_id is None or not post.copies:
        return None
    _ = services.texts.of(services.rules.language).say
    text = _(
        '👁 Case {number} is shown again: <a href="{link}">open it</a>. Answer this message to go '
        "on with its thread."
    )
    link = message_link(post.chat_id, post.message_ids[0])
    text = text.format(number=case.number, link=link)
    try:
        message = await send_text(services, post.discussion_id, text)
    except (BadRequest, Forbidden):
        log.warning("a discussion takes no message; a case is shown again without its thread")
        return None
    return (post.discussion_id, message.message_id) if message else None


async def _fill_cards(services: Services, case: Case) -> None:
    """The pictures come back into the moderators' group, where their frames still stand."""
    card = await posts.card(services.database.reader, case.id, case.revision)
    shown: list[Picture] = await pictures.of_case(services.database.reader, case.id)
    frames = blanking.album_of(card) if card else []
    if card is None or len(frames) != len(shown):
        return
    try:
        await fill_frames(services, card.chat_id, frames, shown)
    except (BadRequest, Forbidden):
        log.warning("a card's pictures could not be put back into the moderators' group")


async def _done(services: Services, case_id: int, due: Due) -> None:
    async with services.database.transaction() as tx:
        await hidings.done(tx, case_id, due)

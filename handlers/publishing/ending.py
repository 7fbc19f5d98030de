"""Endings: a draft thrown away, a case withdrawn by its author or taken down by moderators."""

import re
from dataclasses import replace
from datetime import datetime

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.protection import requests
from handlers.publishing import taking_down
from handlers.retention import purge
from handlers.reviewing import review
from handlers.routing import Press, Said
from handlers.screens import close_screens
from handlers.submission.mycases import own_revision
from handlers.submission.questions import draft_under
from handlers.telling import present, tell
from handlers.thread.hushing import hush_case
from moderation.case import ENDED, Case, CaseAction, CaseState, next_case_state
from moderation.errors import AlreadyDecided
from storage import audit, cases, hidings, members, posts, suspensions, unconfirmed

CASE_NUMBER = re.compile(r"(?:MP-?)?0*(\d{1,12})", re.IGNORECASE)


async def ask_cancel(services: Services, press: Press) -> None:
    """Cancel asks once more: a draft cannot be brought back."""
    case = await draft_under(services, press)
    _ = press.speech.say
    sure = Tap(Act.CANCEL_SURE, case.id, case.revision)
    text = _("Throw draft {number} away, with its pictures?").format(number=case.number)
    await tell(services, press.chat_id, text, keyboard([button(_("Yes, throw it away"), sure)]))


async def cancel(services: Services, press: Press) -> None:
    case = await draft_under(services, press)
    ended = await end_case(services, case, CaseAction.DISCARD, press.member.id)
    await close_screens(services, case)
    # A revised draft was before the moderators once, with its album.
    await review.close_cards(services, ended)
    _ = press.speech.say
    text = _("Draft {number} and its pictures are gone.").format(number=case.number)
    await present(services, press.chat_id, press.message_id, text)


async def discard_old(services: Services) -> None:
    """Throws away the drafts that lay untouched for too long; running it twice is harmless."""
    for case_id in await cases.ids_in_states(services.database.reader, [CaseState.DRAFT]):
        await services.errands.guard(_discard_if_old(services, case_id))


async def _discard_if_old(services: Services, case_id: int) -> None:
    limit = services.clock() - services.rules.drafts_kept
    case = await cases.load(services.database.reader, case_id)
    if case is None or case.updated_at >= limit or await _waits(services, case, limit):
        return
    async with services.database.unit():
        await _discard_old(services, case)


async def _waits(services: Services, case: Case, limit: datetime) -> bool:
    """Drafts of who is suspended wait for them; back, they have as long as for a fresh one."""
    earlier = await suspensions.of_member(services.database.reader, case.author_id)
    return any(each.ended_at is None or each.ended_at > limit for each in earlier)


async def _discard_old(services: Services, case: Case) -> None:
    ended = await end_case(services, case, CaseAction.DISCARD, None)
    await close_screens(services, case)
    await review.close_cards(services, ended)
    author = await members.load(services.database.reader, case.author_id)
    _ = services.texts.of(author.language if author else services.rules.language).say
    text = _("Draft {number} lay untouched for too long; it and its pictures are gone.")
    await tell(services, case.author_id, text.format(number=case.number))


async def ask_withdraw(services: Services, press: Press) -> None:
    case = await own_revision(services, press)
    next_case_state(case.state, CaseAction.WITHDRAW)
    _ = press.speech.say
    sure = Tap(Act.WITHDRAW_SURE, case.id, case.revision)
    text = _("Withdraw case {number}? It disappears everywhere.").format(number=case.number)
    await tell(services, press.chat_id, text, keyboard([button(_("Yes, withdraw it"), sure)]))


async def withdraw(services: Services, press: Press) -> None:
    case = await own_revision(services, press)
    ended = await end_case(services, case, CaseAction.WITHDRAW, press.member.id)
    taking_down.take_down(services, case.id)
    await review.close_cards(services, ended)
    _ = press.speech.say
    text = _("Case {number} is withdrawn.").format(number=case.number)
    await present(services, press.chat_id, press.message_id, text)


async def take_down(services: Services, said: Said) -> None:
    """/takedown MP-00012, in the moderators' group: the case disappears at once, everywhere."""
    _ = services.texts.of(services.rules.language).say
    words = said.words.split(maxsplit=1)
    match = CASE_NUMBER.fullmatch(words[1].strip()) if len(words) > 1 else None
    case = await cases.load(services.database.reader, int(match[1])) if match else None
    if case is None:
        text = _("Which case? Write its number: /takedown MP-00012")
        await tell(services, said.chat_id, text, reply_to=said.message.message_id)
        return
    await take_down_case(services, case, said.user.id)
    text = _("Case {number} is ended; its post is being removed.").format(number=case.number)
    await tell(services, said.chat_id, text, reply_to=said.message.message_id)


async def take_down_case(services: Services, case: Case, moderator_id: int) -> None:
    """A moderator ends a case: it disappears everywhere, and its author hears so."""
    ended = await end_case(services, case, CaseAction.TAKE_DOWN, moderator_id)
    taking_down.take_down(services, case.id)
    await review.close_cards(services, ended)
    await _tell_author(services, case)


async def _tell_author(services: Services, case: Case) -> None:
    author = await members.load(services.database.reader, case.author_id)
    if author is not None:
        _ = services.texts.of(author.language).say
        text = _("The moderators took your case {number} down from its channel.")
        await tell(services, author.id, text.format(number=case.number))


async def end_case(
    services: Services, case: Case, action: CaseAction, actor_id: int | None
) -> Case:
    """Ends a case, compare and set, and purges what is no longer needed."""
    now = replace(case, state=next_case_state(case.state, action), updated_at=services.clock())
    async with services.database.transaction() as tx:
        if not await cases.swap(tx, case, now):
            latest = await cases.load(tx, case.id)
            raise AlreadyDecided(latest.state if latest else case.state)
        await posts.release(tx, case.id)
        await hush_case(services, case.id)
        await hidings.forget(tx, case.id)
        await unconfirmed.settle(tx, case.id)
        subject = f"case {case.id}"
        await audit.record(tx, services.clock(), actor_id, action, subject, case.revision)
    await purge(services, now)
    by_moderator = actor_id if action is CaseAction.TAKE_DOWN else None
    await requests.settle_ended(services, now, by_moderator)
    for answer in await cases.answering(services.database.reader, case.id):
        if answer.state not in ENDED:
            await _end_answer(services, answer, now)
    return now


async def _end_answer(services: Services, answer: Case, answered: Case) -> None:
    """A thread without its case shows nothing more, and its answers wait for nothing."""
    action = CaseAction.DISCARD if answer.state is CaseState.DRAFT else CaseAction.WITHDRAW
    ended = await end_case(services, answer, action, None)
    taking_down.take_down(services, answer.id)
    await close_screens(services, answer)
    await review.close_cards(services, ended)
    author = await members.load(services.database.reader, answer.author_id)
    if author is not None:
        _ = services.texts.of(author.language).say
        text = _("Case {answered} is no longer shown, and with it goes your answer {number}.")
        text = text.format(answered=answered.number, number=answer.number)
        await tell(services, author.id, text)

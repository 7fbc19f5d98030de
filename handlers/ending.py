"""Endings: a draft thrown away, a case withdrawn by its author or taken down by moderators."""

import re
from dataclasses import replace

from handlers import publication, review
from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.mycases import own_case
from handlers.people import is_moderator
from handlers.questions import draft_under
from handlers.retention import purge
from handlers.routing import Press, Said
from handlers.screens import close_screens
from handlers.telling import present, tell
from moderation.case import Case, CaseAction, next_case_state
from moderation.errors import AlreadyDecided, NotModerator
from storage import cases, members, places, posts

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


async def ask_withdraw(services: Services, press: Press) -> None:
    case = await own_case(services, press)
    next_case_state(case.state, CaseAction.WITHDRAW)
    _ = press.speech.say
    sure = Tap(Act.WITHDRAW_SURE, case.id, case.revision)
    text = _("Withdraw case {number}? It disappears everywhere.").format(number=case.number)
    await tell(services, press.chat_id, text, keyboard([button(_("Yes, withdraw it"), sure)]))


async def withdraw(services: Services, press: Press) -> None:
    case = await own_case(services, press)
    ended = await end_case(services, case, CaseAction.WITHDRAW, press.member.id)
    publication.take_down(services, case.id)
    await review.close_cards(services, ended)
    _ = press.speech.say
    text = _("Case {number} is withdrawn.").format(number=case.number)
    await present(services, press.chat_id, press.message_id, text)


async def take_down(services: Services, said: Said) -> None:
    """/takedown MP-00012, in the moderators' group: the case disappears at once, everywhere."""
    if not await is_moderator(services, said.user.id, said.chat_id):
        raise NotModerator
    _ = services.texts.of(services.rules.language).say
    words = said.words.split(maxsplit=1)
    match = CASE_NUMBER.fullmatch(words[1].strip()) if len(words) > 1 else None
    case = await cases.load(services.database.reader, int(match[1])) if match else None
    if case is None:
        text = _("Which case? Write its number: /takedown MP-00012")
        await tell(services, said.chat_id, text, reply_to=said.message.message_id)
        return
    ended = await end_case(services, case, CaseAction.TAKE_DOWN, said.user.id)
    publication.take_down(services, case.id)
    await review.close_cards(services, ended)
    text = _("Case {number} is ended; its post is being removed.").format(number=case.number)
    await tell(services, said.chat_id, text, reply_to=said.message.message_id)
    await _tell_author(services, case)


async def _tell_author(services: Services, case: Case) -> None:
    author = await members.load(services.database.reader, case.author_id)
    if author is not None:
        _ = services.texts.of(author.language).say
        text = _("The moderators took your case {number} down from its channel.")
        await tell(services, author.id, text.format(number=case.number))


async def end_case(services: Services, case: Case, action: CaseAction, actor_id: int) -> Case:
    """Ends a case, compare and set, and purges what is no longer needed."""
    now = replace(case, state=next_case_state(case.state, action), updated_at=services.clock())
    async with services.database.transaction() as tx:
        if not await cases.swap(tx, case, now):
            latest = await cases.load(tx, case.id)
            raise AlreadyDecided(latest.state if latest else case.state)
        await posts.release(tx, case.id)
        subject = f"case {case.id}"
        await places.record(tx, services.clock(), actor_id, action, subject, case.revision)
    await purge(services, now)
    return now

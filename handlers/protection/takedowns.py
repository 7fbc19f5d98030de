"""Decisions about requests: moderators take a case down at once, or keep it and say why."""

from dataclasses import replace

from handlers.buttons import Act
from handlers.context import Services
from handlers.own_words import ask_own_words
from handlers.protection import hiding
from handlers.protection import requests as flow
from handlers.protection.blanking import album_of
from handlers.protection.request_card import OWN_WORDS, card_buttons, reason_buttons
from handlers.publishing.ending import take_down_case
from handlers.relaying import relayed
from handlers.routing import Press, Said
from handlers.telling import set_buttons
from moderation.case import Case, CaseState
from moderation.errors import AlreadyDecided, OutOfDate
from moderation.request import KeepReason, Request, RequestAction, RequestState, check_keep
from moderation.trail import Entry
from storage import audit, cases, hidings, members, posts, requests
from storage.hidings import Due
from storage.places import Prompt

# What an author may not do about their own case.
KEEPING = {Act.REQUEST_KEEP, Act.REQUEST_REASON, Act.REQUEST_BACK}
# Purpose of the free text that moderators are asked for here.
KEEP_WORDS = "request_keep"


async def grant(services: Services, press: Press) -> str:
    """The case disappears at once, everywhere; all who asked for it hear so."""
    _request, case = await _open(services, press)
    await take_down_case(services, case, press.user.id)
    return press.speech.say("Taken down.")


async def hide(services: Services, press: Press) -> str:
    """Whoever asked may not hide by themselves; a moderator may, at once, and judge afterwards."""
    request, case = await _open(services, press)
    async with services.database.transaction() as tx:
        hiding_now = replace(request, hides=True)
        if not await requests.swap(tx, request, hiding_now):
            raise AlreadyDecided(request.state)
        if not await hiding.hide(services, case, press.user.id):
            raise AlreadyDecided(case.state)
    return press.speech.say("Hidden.")


async def look(services: Services, press: Press) -> str:
    """Shows the pictures of a hidden case in its card's album, to moderators alone."""
    _request, case = await _open(services, press)
    _ = press.speech.say
    row = await hidings.load(services.database.reader, case.id)
    if case.state is not CaseState.HIDDEN or row is None:
        return _("It is not hidden: look at the post.")
    if row.due is Due.HIDE:
        return _("It is just being hidden. Press again in a moment.")
    card = await posts.card(services.database.reader, case.id, case.revision)
    if card is None or not album_of(card):
        return _("Its pictures no longer stand in this group.")
    now, subject = services.clock(), f"case {case.id}"
    async with services.database.transaction() as tx:
        await hidings.ask(tx, case.id, Due.LOOK)
        await audit.record(tx, now, press.user.id, Entry.LOOK, subject, case.revision)
    hiding.wake(services, case.id)
    return _("They come back above the case's card, for this group alone.")


async def offer_reasons(services: Services, press: Press) -> None:
    """Keep first opens its reasons, in place of the card's buttons."""
    request, _case = await _open(services, press)
    markup = reason_buttons(services.texts.of(services.rules.language), request)
    await set_buttons(services, press.chat_id, press.message_id, markup)


async def back_to_card(services: Services, press: Press) -> None:
    request, case = await _open(services, press)
    markup = card_buttons(services.texts.of(services.rules.language), request, case)
    await set_buttons(services, press.chat_id, press.message_id, markup)


async def choose_reason(services: Services, press: Press) -> str | None:
    """A canned reason decides at once; "in my own words" asks for them."""
    request, case = await _open(services, press)
    if press.tap.arg == OWN_WORDS:
        _ = services.texts.of(services.rules.language).say
        question = _("{name}, say why case {number} stays, by replying to this message:")
        await ask_own_words(services, press, question, KEEP_WORDS, number=case.number)
        return None
    if press.tap.arg not in set(KeepReason):
        raise OutOfDate
    await _keep(services, request, press.user.id, press.tap.arg)
    return press.speech.say("Done.")


async def take_words(services: Services, prompt: Prompt, said: Said) -> list[str]:
    """The moderator's own words, as the reason; returns what was replaced in them."""
    request, _case = await _of(services, prompt.subject_id, said.user.id, keeping=True)
    person = None
    if request.requester_id is not None:
        person = await members.load(services.database.reader, request.requester_id)
    language = person.language if person else services.rules.language
    reason, labels = relayed(services, language, said.words)
    await _keep(services, request, said.user.id, reason)
    return labels


async def _keep(services: Services, request: Request, moderator_id: int, reason: str) -> None:
    if not await flow.decide(services, request, RequestAction.KEEP, moderator_id, reason):
        raise AlreadyDecided(request.state)


async def _open(services: Services, press: Press) -> tuple[Request, Case]:
    """The request on the card, if this person may decide it now; raises the reason if not."""
    keeping = press.tap.act in KEEPING
    return await _of(services, press.tap.subject, press.user.id, keeping=keeping)


async def _of(
    services: Services, request_id: int, moderator_id: int, *, keeping: bool
) -> tuple[Request, Case]:
    request = await requests.load(services.database.reader, request_id)
    case = await cases.load(services.database.reader, request.case_id) if request else None
    if request is None or case is None or request.state is RequestState.FILLING:
        raise OutOfDate
    if request.state is not RequestState.OPEN:
        raise AlreadyDecided(request.state, request.decided_by)
    if keeping:
        check_keep(case, moderator_id)
    return request, case

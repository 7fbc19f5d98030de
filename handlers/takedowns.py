"""Decisions about requests: moderators take a case down at once, or keep it and say why."""

from handlers import requests as flow
from handlers.buttons import Act
from handlers.context import Services
from handlers.ending import take_down_case
from handlers.own_words import ask_own_words
from handlers.relaying import relayed
from handlers.request_card import OWN_WORDS, card_buttons, reason_buttons
from handlers.routing import Press, Said
from handlers.telling import set_buttons
from moderation.case import Case
from moderation.errors import AlreadyDecided, OutOfDate
from moderation.request import KeepReason, Request, RequestAction, RequestState, check_keep
from storage import cases, members, requests
from storage.places import Prompt

# Purpose of the free text that moderators are asked for here.
KEEP_WORDS = "request_keep"


async def grant(services: Services, press: Press) -> str:
    """The case disappears at once, everywhere; all who asked for it hear so."""
    _request, case = await _open(services, press)
    await take_down_case(services, case, press.user.id)
    return press.speech.say("Taken down.")


async def offer_reasons(services: Services, press: Press) -> None:
    """Keep first opens its reasons, in place of the card's buttons."""
    request, _case = await _open(services, press)
    markup = reason_buttons(services.texts.of(services.rules.language), request)
    await set_buttons(services, press.chat_id, press.message_id, markup)


async def back_to_card(services: Services, press: Press) -> None:
    request, _case = await _open(services, press)
    markup = card_buttons(services.texts.of(services.rules.language), request)
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
    keeping = press.tap.act is not Act.REQUEST_GRANT
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

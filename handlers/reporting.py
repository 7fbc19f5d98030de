"""Reporting: anybody asks in private that a case be taken down, with or without an account."""

from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers import requests as flow
from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.ending import CASE_NUMBER
from handlers.relaying import relayed, tell_replaced
from handlers.routing import Press, Said
from handlers.telling import present, take_buttons, tell
from handlers.texts import Speech, shortened, units
from moderation.errors import OutOfDate
from moderation.request import (
    CONTACT_MAX_CHARACTERS,
    DECIDED_WITHIN,
    WORDS_MAX_CHARACTERS,
    Hurdle,
    Request,
    RequestAction,
    hurdle,
    next_request_state,
)
from storage import audit, cases, requests

# What a link for patients ends with: t.me/NAME?start=takedown_MP00012
LINK_PREFIX = "takedown_"


async def report(services: Services, said: Said) -> None:
    """/report MP-00012, and in the same message or after it, why."""
    words = said.words.split(maxsplit=2)
    await begin(services, said, *words[1:])


async def begin(services: Services, said: Said, number: str = "", words: str = "") -> None:
    """Starts a request about the case of that number, or says why it cannot be."""
    _ = said.speech.say
    match = CASE_NUMBER.fullmatch(number)
    if match is None:
        text = _(
            "Which case? Its number stands under the pictures. Write, for example: "
            "/report MP-00012"
        )
        await tell(services, said.chat_id, text)
        return
    problem = await _hurdle(services, int(match[1]), said.member.id)
    if problem:
        await tell(services, said.chat_id, _instead(said.speech, problem))
        return
    request = Request(
        id=0,
        case_id=int(match[1]),
        created_at=services.clock(),
        requester_id=said.member.id,
        member=said.member.is_verified,
    )
    async with services.database.transaction() as tx:
        request = await requests.begin(tx, request)
    if words:
        await _take_words(services, said, request, words)
        return
    case = await cases.load(services.database.reader, request.case_id)
    text = _(
        "You ask that case {number} be taken down. You need no account, and moderators do not see "
        "who you are.\n\nWrite in one message what should not be seen, and why: for example “I am "
        "the patient and did not agree”. Leave names out."
    )
    await tell(
        services,
        said.chat_id,
        text.format(number=case.number if case else number),
        keyboard([_cancel(said.speech, request)]),
    )


async def take_words(services: Services, said: Said) -> bool:
    """A free text while a request is being written; False when none is."""
    request = await requests.filling(services.database.reader, said.member.id)
    if request is None:
        return False
    if request.words is None:
        await _take_words(services, said, request, said.words)
    else:
        contact = shortened(" ".join(said.words.split()), CONTACT_MAX_CHARACTERS)
        await _send(services, said.chat_id, said.speech, replace(request, contact=contact))
    return True


async def skip_contact(services: Services, press: Press) -> None:
    request = await requests.filling(services.database.reader, press.member.id)
    if request is None or request.id != press.tap.subject or request.words is None:
        raise OutOfDate
    await take_buttons(services, press.chat_id, press.message_id)
    await _send(services, press.chat_id, press.speech, replace(request, contact=""))


async def cancel(services: Services, press: Press) -> None:
    request = await requests.filling(services.database.reader, press.member.id)
    if request is None or request.id != press.tap.subject:
        raise OutOfDate
    async with services.database.transaction() as tx:
        await requests.cancel(tx, press.member.id)
    text = press.speech.say("Nothing was sent, and nothing is kept of it.")
    await present(services, press.chat_id, press.message_id, text)


async def _take_words(services: Services, said: Said, request: Request, words: str) -> None:
    """Only the rewritten words are kept; then another way to reach the person is asked for."""
    _ = said.speech.say
    length = units(words)
    if length > WORDS_MAX_CHARACTERS:
        text = _("Your text has {length} characters; the limit is {limit}. Send a shorter one.")
        text = text.format(length=length, limit=WORDS_MAX_CHARACTERS)
        await tell(services, said.chat_id, text, keyboard([_cancel(said.speech, request)]))
        return
    language = services.rules.language
    kept, labels = relayed(services, language, words, WORDS_MAX_CHARACTERS)
    async with services.database.transaction() as tx:
        if not await requests.swap(tx, request, replace(request, words=kept)):
            raise OutOfDate
    if labels:
        await tell_replaced(services, said.chat_id, said.speech, labels)
    text = _(
        "I will answer you here. If moderators may also reach you in another way, write it now: "
        "an e-mail address or a phone number. Only they will see it."
    )
    await tell(services, said.chat_id, text, _contact_buttons(said.speech, request))


async def _send(services: Services, chat_id: int, speech: Speech, request: Request) -> None:
    """Puts the request before the moderators; who made it hears so at once."""
    _ = speech.say
    asker = request.requester_id or chat_id
    problem = await _hurdle(services, request.case_id, asker)
    if problem:
        async with services.database.transaction() as tx:
            await requests.cancel(tx, asker)
        await tell(services, chat_id, _instead(speech, problem))
        return
    now = services.clock()
    state = next_request_state(request.state, RequestAction.SEND)
    sent = replace(request, state=state, sent_at=now)
    async with services.database.transaction() as tx:
        if not await requests.swap(tx, request, sent):
            raise OutOfDate
        await audit.record(tx, now, asker, RequestAction.SEND, f"request {request.id}")
    text = _(
        "📨 Your request no. {id} is with the moderators. They decide within {hours} hours, and "
        "I will tell you here."
    )
    hours = int(DECIDED_WITHIN.total_seconds() // 3600)
    await tell(services, chat_id, text.format(id=request.id, hours=hours))
    await flow.put_before_moderators(services, sent)


async def _hurdle(services: Services, case_id: int, asker_id: int) -> Hurdle | None:
    reader = services.database.reader
    mine = await requests.open_of(reader, asker_id)
    today = await requests.made_since(reader, asker_id, services.clock() - DECIDED_WITHIN)
    return hurdle(await cases.load(reader, case_id), asker_id, mine, today)


def _instead(speech: Speech, problem: Hurdle) -> str:
    """Why a request is not taken, and what to do."""
    _ = speech.say
    sentences = {
        Hurdle.UNKNOWN: _(
            "No case with this number is shown anywhere. Look at the number under the pictures "
            "again; it looks like MP-00012."
        ),
        Hurdle.GONE: _(
            "This case is no longer shown anywhere by MedPics. If you still see it somewhere, "
            "tell us where: /privacy says how."
        ),
        Hurdle.OWN: _("This is your own case: you can withdraw it yourself, with /cases."),
        Hurdle.TWICE: _("The moderators already have your request about this case."),
        Hurdle.TOO_MANY: _(
            "You have made several requests already. Wait until they are decided; if it is "
            "urgent, /privacy says whom to write to."
        ),
    }
    return sentences[problem]


def _contact_buttons(speech: Speech, request: Request) -> InlineKeyboardMarkup:
    skip = button(speech.say("Answer me here only"), Tap(Act.REPORT_SKIP, request.id))
    return keyboard([skip], [_cancel(speech, request)])


def _cancel(speech: Speech, request: Request) -> InlineKeyboardButton:
    return button(speech.say("Cancel"), Tap(Act.REPORT_CANCEL, request.id))

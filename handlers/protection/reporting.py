"""Reporting: anybody says in private that a case should not be seen, with or without an account.

A verified member chooses what is wrong by a button; everybody else writes why.
"""

from dataclasses import replace

from telegram import InlineKeyboardMarkup

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.erasing import erase
from handlers.protection import member_reports
from handlers.protection.report_sending import cancel_button, hurdle_of, instead, send
from handlers.publishing.dress import report_link
from handlers.publishing.ending import CASE_NUMBER
from handlers.relaying import relayed, tell_replaced
from handlers.routing import Press, Said
from handlers.telling import present, take_buttons, tell
from handlers.texts import Speech, shortened, units
from handlers.thread import discussion
from moderation.errors import OutOfDate
from moderation.request import CONTACT_MAX_CHARACTERS, WORDS_MAX_CHARACTERS, Request
from storage import cases, requests

# What a link for patients ends with: t.me/NAME?start=takedown_MP00012
LINK_PREFIX = "takedown_"


async def report(services: Services, said: Said) -> None:
    """/report MP-00012, and in the same message or after it, why."""
    words = said.words.split(maxsplit=2)
    await begin(services, said, *words[1:])


async def report_here(services: Services, said: Said) -> None:
    """/report in a thread: nobody there sees it for long, and the rest is asked in private."""
    message = said.message
    post = await discussion.thread_of(services, message)
    await erase(services, said.chat_id, [message.message_id])
    case = await cases.load(services.database.reader, post.case_id) if post else None
    _ = said.speech.say
    if not said.member.is_verified:
        # Who never wrote to the bot cannot be written to.
        text = _('To report a case, write to me: <a href="{link}">{name}</a>')
        name = services.bot.username
        link = report_link(services, case) if case else f"https://t.me/{name}"
        await tell(services, said.chat_id, text.format(link=link, name=name))
        return
    if post is None or case is None:
        text = _(
            "I do not see which case you mean. Send /report as an answer to its post or to a "
            "message in its thread, or here with its number: /report MP-00012"
        )
        await tell(services, said.user.id, text)
        return
    pointed = message.reply_to_message
    about = pointed.message_id if pointed and not pointed.is_automatic_forward else None
    await _begin(services, said, case.id, about=about)


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
    await _begin(services, said, int(match[1]), words)


async def _begin(
    services: Services, said: Said, case_id: int, words: str = "", *, about: int | None = None
) -> None:
    """about: the answer in the discussion where this was said that it points at."""
    person_id = said.member.id
    problem = await hurdle_of(services, case_id, person_id)
    if problem:
        await tell(services, person_id, instead(said.speech, problem))
        return
    request = Request(
        id=0,
        case_id=case_id,
        created_at=services.clock(),
        requester_id=person_id,
        member=said.member.is_verified,
        about_chat_id=said.chat_id if about is not None else None,
        about_message_id=about,
    )
    async with services.database.transaction() as tx:
        request = await requests.begin(tx, request)
    if words:
        await _take_words(services, said, request, words)
        return
    if request.member:
        await member_reports.ask_kind(services, person_id, said.speech, request)
        return
    _ = said.speech.say
    case = await cases.load(services.database.reader, request.case_id)
    text = _(
        "You ask that case {number} be taken down. You need no account, and moderators do not see "
        "who you are.\n\nWrite in one message what should not be seen, and why: for example “I am "
        "the patient and did not agree”. Leave names out."
    )
    await tell(
        services,
        said.chat_id,
        text.format(number=case.number if case else "?"),
        keyboard([cancel_button(said.speech, request)]),
    )


async def take_words(services: Services, said: Said) -> bool:
    """A free text while a request is being written; False when none is."""
    request = await requests.filling(services.database.reader, said.member.id)
    if request is None:
        return False
    if request.words is None or request.member:
        await _take_words(services, said, request, said.words)
    else:
        contact = shortened(" ".join(said.words.split()), CONTACT_MAX_CHARACTERS)
        await send(services, said.chat_id, said.speech, replace(request, contact=contact))
    return True


async def skip_contact(services: Services, press: Press) -> None:
    request = await requests.filling(services.database.reader, press.member.id)
    if request is None or request.id != press.tap.subject or request.words is None:
        raise OutOfDate
    await take_buttons(services, press.chat_id, press.message_id)
    await send(services, press.chat_id, press.speech, replace(request, contact=""))


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
        await tell(services, said.chat_id, text, keyboard([cancel_button(said.speech, request)]))
        return
    language = services.rules.language
    kept, labels = relayed(services, language, words, WORDS_MAX_CHARACTERS)
    async with services.database.transaction() as tx:
        if not await requests.swap(tx, request, replace(request, words=kept)):
            raise OutOfDate
    if labels:
        await tell_replaced(services, said.chat_id, said.speech, labels)
    if request.member:
        worded = replace(request, words=kept)
        await member_reports.go_on(services, said.user.id, said.speech, worded)
        return
    text = _(
        "I will answer you here. If moderators may also reach you in another way, write it now: "
        "an e-mail address or a phone number. Only they will see it."
    )
    await tell(services, said.chat_id, text, _contact_buttons(said.speech, request))


def _contact_buttons(speech: Speech, request: Request) -> InlineKeyboardMarkup:
    skip = button(speech.say("Answer me here only"), Tap(Act.REPORT_SKIP, request.id))
    return keyboard([skip], [cancel_button(speech, request)])

"""Members' reports: one tap says what is wrong with a post, in private or from its thread."""

from dataclasses import replace

from handlers.buttons import Act, Tap, button, keyboard
from handlers.context import Services
from handlers.protection.report_sending import cancel_button, send
from handlers.protection.request_card import kind_name
from handlers.routing import Press
from handlers.telling import take_buttons, tell
from handlers.texts import Speech
from moderation.errors import OutOfDate
from moderation.request import PRIVACY_KINDS, ReportKind, Request
from storage import cases, requests


async def ask_kind(services: Services, person_id: int, speech: Speech, request: Request) -> None:
    """What is wrong with it? What concerns the patient stands first, and hides at once."""
    _ = speech.say
    case = await cases.load(services.database.reader, request.case_id)
    rows = [
        [button(_mark(kind) + kind_name(_, kind), Tap(Act.REPORT_KIND, request.id, arg=kind))]
        for kind in ReportKind
    ]
    text = _(
        "What is wrong with case {number}? What is marked 🙈 hides it for everybody at once, "
        "until moderators have looked. Neither they nor the author see who reports."
    )
    markup = keyboard(*rows, [cancel_button(speech, request)])
    await tell(services, person_id, text.format(number=case.number if case else "?"), markup)


def _mark(kind: ReportKind) -> str:
    return "🙈 " if kind in PRIVACY_KINDS else ""


async def choose_kind(services: Services, press: Press) -> None:
    request = await requests.filling(services.database.reader, press.member.id)
    if request is None or request.id != press.tap.subject or not request.member:
        raise OutOfDate
    if press.tap.arg not in set(ReportKind):
        raise OutOfDate
    await take_buttons(services, press.chat_id, press.message_id)
    chosen = replace(request, kind=ReportKind(press.tap.arg))
    await go_on(services, press.member.id, press.speech, chosen)


async def go_on(services: Services, person_id: int, speech: Speech, request: Request) -> None:
    """Sends a report as soon as it says what is wrong; "something else" needs words."""
    if request.kind is None:
        await ask_kind(services, person_id, speech, request)
    elif request.kind is ReportKind.OTHER and request.words is None:
        async with services.database.transaction() as tx:
            await requests.swap(tx, request, request)
        text = speech.say("Write in one message what is wrong. Leave names out.")
        await tell(services, person_id, text, keyboard([cancel_button(speech, request)]))
    else:
        await send(services, person_id, speech, request)

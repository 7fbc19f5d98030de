"""Sending a report or a request: what stands in its way, whom it reaches, and what it hides."""

from dataclasses import replace

from telegram import InlineKeyboardButton

from handlers.buttons import Act, Tap, button
from handlers.context import Services
from handlers.protection import hiding
from handlers.protection.request_showing import put_before_moderators
from handlers.telling import tell
from handlers.texts import Speech
from moderation.case import CaseState
from moderation.errors import OutOfDate
from moderation.request import (
    DECIDED_WITHIN,
    KEPT_COUNTS_FOR,
    PRIVACY_KINDS,
    Hurdle,
    Request,
    RequestAction,
    hurdle,
    next_request_state,
)
from storage import audit, cases, members, requests


async def send(services: Services, chat_id: int, speech: Speech, request: Request) -> None:
    """Puts it before the moderators; a privacy report hides the case first, and whoever made it
    hears what happened.
    """
    asker = request.requester_id or chat_id
    problem = await hurdle_of(services, request.case_id, asker)
    if problem:
        async with services.database.transaction() as tx:
            await requests.cancel(tx, asker)
        await tell(services, chat_id, instead(speech, problem))
        return
    now = services.clock()
    sent = replace(
        request,
        state=next_request_state(request.state, RequestAction.SEND),
        sent_at=now,
        member=await _is_member(services, asker),
    )
    sent = replace(sent, hides=await _hides(services, sent))
    async with services.database.transaction() as tx:
        if not await requests.swap(tx, request, sent):
            raise OutOfDate
        await audit.record(tx, now, asker, RequestAction.SEND, f"request {request.id}")
    is_hidden = await _hide(services, sent)
    await tell(services, chat_id, _receipt(speech, sent, is_hidden=is_hidden))
    await put_before_moderators(services, sent)


async def _is_member(services: Services, person_id: int) -> bool:
    """As of now: a standing may have gone while the words were being written."""
    person = await members.load(services.database.reader, person_id)
    return person is not None and person.is_verified


async def _hides(services: Services, request: Request) -> bool:
    reader, since = services.database.reader, services.clock() - KEPT_COUNTS_FOR
    kept = await requests.kept_since(reader, request.requester_id or 0, since)
    strangers = await requests.hidden_by_strangers(reader)
    return services.rules.hiding.hides(request, kept, strangers)


async def _hide(services: Services, request: Request) -> bool:
    """Whether the case is hidden now, by this report or by an earlier one."""
    case = await cases.load(services.database.reader, request.case_id)
    if case is None:
        return False
    if case.state is CaseState.HIDDEN:
        return True
    return request.hides and await hiding.hide(services, case, None)


def _receipt(speech: Speech, request: Request, *, is_hidden: bool) -> str:
    _ = speech.say
    hours = int(DECIDED_WITHIN.total_seconds() // 3600)
    if is_hidden:
        text = _(
            "🙈 Thank you. The case is hidden everywhere while moderators look at your request "
            "no. {id}. They decide within {hours} hours, and I will tell you here."
        )
    else:
        text = _(
            "📨 Your request no. {id} is with the moderators. They decide within {hours} hours, "
            "and I will tell you here."
        )
    lines = [text.format(id=request.id, hours=hours)]
    if request.kind in PRIVACY_KINDS and not request.hides:
        lines.append(
            _(
                "It hides nothing by itself, because several of your reports were not upheld "
                "lately."
            )
        )
    return "\n\n".join(lines)


async def hurdle_of(services: Services, case_id: int, asker_id: int) -> Hurdle | None:
    reader = services.database.reader
    mine = await requests.open_of(reader, asker_id)
    today = await requests.made_since(reader, asker_id, services.clock() - DECIDED_WITHIN)
    return hurdle(await cases.load(reader, case_id), asker_id, mine, today)


def instead(speech: Speech, problem: Hurdle) -> str:
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


def cancel_button(speech: Speech, request: Request) -> InlineKeyboardButton:
    return button(speech.say("Cancel"), Tap(Act.REPORT_CANCEL, request.id))

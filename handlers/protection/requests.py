"""Requests to take a case down: decided, remembered, and answered."""

from dataclasses import replace

from handlers.context import Services
from handlers.people import moderation_place
from handlers.protection import hiding
from handlers.protection.request_card import keep_reason
from handlers.protection.request_showing import put_before_moderators, update_card
from handlers.telling import card_link, message_link, tell
from handlers.texts import plain
from moderation.case import ENDED, Case, CaseState
from moderation.request import (
    ANSWERED_WITHIN,
    DECIDED_WITHIN,
    FILLED_WITHIN,
    Request,
    RequestAction,
    RequestState,
    next_request_state,
)
from moderation.trail import Entry
from storage import audit, cases, members, requests


async def decide(
    services: Services,
    request: Request,
    action: RequestAction,
    decided_by: int | None,
    reason: str | None = None,
) -> bool:
    """Closes a request, compare and set, and tells who made it; False when it was closed."""
    now = services.clock()
    decided = replace(
        request,
        state=next_request_state(request.state, action),
        decided_by=decided_by,
        decided_at=now,
        reason=reason,
    )
    async with services.database.transaction() as tx:
        if not await requests.swap(tx, request, decided):
            return False
        await audit.record(tx, now, decided_by, action, f"request {request.id}")
    await update_card(services, decided)
    await _tell_outcome(services, decided)
    if decided.state is RequestState.KEPT and decided_by is not None:
        await hiding.settle_kept(services, decided.case_id, decided_by)
    return True


async def settle_ended(services: Services, case: Case, decided_by: int | None) -> None:
    """The case is no longer shown: whoever asked for that has it.

    decided_by: the moderator who took it down, None when its author withdrew it.
    """
    for request in await requests.about(services.database.reader, case.id):
        await decide(services, request, RequestAction.GRANT, decided_by)


async def _tell_outcome(services: Services, request: Request) -> None:
    case = await cases.load(services.database.reader, request.case_id)
    if request.requester_id is None or case is None:
        return
    person = await members.load(services.database.reader, request.requester_id)
    _ = services.texts.of(person.language if person else services.rules.language).say
    if request.state is RequestState.GRANTED:
        text = _(
            "✅ Case {number} is being removed everywhere MedPics showed it. What others have "
            "copied or photographed meanwhile is out of my reach."
        )
        await tell(services, request.requester_id, text.format(number=case.number))
        return
    text = _(
        "The moderators looked at your request about case {number} and leave the case where it "
        "is. {reason}"
    )
    lines = [text.format(number=case.number, reason=keep_reason(_, request.reason))]
    if services.rules.privacy_contact:
        lines.append(
            _("If you disagree, write to: {contact}").format(
                contact=plain(services.rules.privacy_contact)
            )
        )
    lines.append(
        _("You can also complain to your data protection authority (in France: cnil.fr).")
    )
    await tell(services, request.requester_id, "\n\n".join(lines))


async def sweep(services: Services) -> None:
    """Requests that nobody saw are shown, late ones remembered, old words forgotten."""
    now, reader = services.clock(), services.database.reader
    guard = services.errands.guard
    for request in await requests.with_words_before(reader, now - ANSWERED_WITHIN):
        await guard(_empty(services, request))
    async with services.database.transaction() as tx:
        await requests.forget_unsent(tx, now - FILLED_WITHIN)
    for request in await requests.waiting(reader):
        await guard(_follow_up(services, request))


async def _empty(services: Services, request: Request) -> None:
    """The words and the contact go, from the card as well."""
    emptied = replace(request, words=None, contact=None)
    async with services.database.unit():
        async with services.database.transaction() as tx:
            await requests.swap(tx, request, emptied)
            subject = f"request {request.id}"
            await audit.record(tx, services.clock(), None, Entry.PURGE, subject)
        await update_card(services, emptied)


async def _follow_up(services: Services, request: Request) -> None:
    async with services.database.unit():
        await _see_to(services, request)


async def _see_to(services: Services, request: Request) -> None:
    case = await cases.load(services.database.reader, request.case_id)
    if case is None or case.state in ENDED:
        await decide(services, request, RequestAction.GRANT, None)
        return
    if request.hides and case.state is CaseState.PUBLISHED:
        # It was reported while nobody knew yet where it stands.
        await hiding.hide(services, case, None)
    if request.card_chat_id is None:
        await put_before_moderators(services, request)
        return
    limit = services.clock() - DECIDED_WITHIN
    last = request.reminded_at or request.sent_at or request.created_at
    if last < limit:
        await _remind(services, request, case)


async def _remind(services: Services, request: Request, case: Case) -> None:
    """Once a day; a card that never arrived is shown again instead."""
    place = await moderation_place(services)
    if place is None:
        return
    now = services.clock()
    async with services.database.transaction() as tx:
        await requests.swap(tx, request, replace(request, reminded_at=now))
    if request.card_message_id is None or request.card_chat_id != place.chat_id:
        await put_before_moderators(services, replace(request, reminded_at=now))
        return
    _ = services.texts.of(services.rules.language).say
    hours = int((now - (request.sent_at or request.created_at)).total_seconds() // 3600)
    text = _(
        '⏰ <a href="{link}">Request no. {id}</a> about case {number} has been waiting for '
        "{hours} hours. Please decide: take the case down, or keep it and say why."
    ).format(
        link=message_link(place.chat_id, request.card_message_id),
        id=request.id,
        number=case.number,
        hours=hours,
    )
    await tell(
        services,
        place.chat_id,
        text,
        reply_to=request.card_message_id,
        thread_id=place.thread_id,
    )


async def queue_lines(services: Services) -> list[tuple[int, str, str | None]]:
    """For /queue: hours waited, what waits, and the link to its card."""
    _ = services.texts.of(services.rules.language).say
    now, lines = services.clock(), []
    for request in await requests.waiting(services.database.reader):
        case = await cases.load(services.database.reader, request.case_id)
        number = case.number if case else "?"
        name = _("Request no. {id} about case {number}").format(id=request.id, number=number)
        hours = int((now - (request.sent_at or now)).total_seconds() // 3600)
        link = card_link(request.card_chat_id, request.card_message_id)
        lines.append((hours, name, link))
    return lines

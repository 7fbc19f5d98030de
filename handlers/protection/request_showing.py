"""Showing a request to moderators: its card is put before them, and says how things stand."""

from dataclasses import replace

from handlers.context import Services
from handlers.people import moderation_place, moderator_name
from handlers.protection.request_card import card_buttons, card_text
from handlers.telling import message_link, show_in, tell
from moderation.case import Case, CaseState
from moderation.request import Request, RequestState
from storage import cases, posts, requests
from storage.outbox import Slot


async def put_before_moderators(services: Services, request: Request) -> None:
    """Shows a sent request in the moderators' group; without one, the sweep comes back to it."""
    place = await moderation_place(services)
    case = await cases.load(services.database.reader, request.case_id)
    if place is None or case is None:
        return
    async with services.database.transaction() as tx:
        await requests.swap(tx, request, replace(request, card_chat_id=place.chat_id))
    speech = services.texts.of(services.rules.language)
    await tell(
        services,
        place.chat_id,
        card_text(speech, request, case, await _link(services, case)),
        card_buttons(speech, request, case),
        thread_id=place.thread_id,
        slot=Slot.REQUEST_CARD,
        subject=request.id,
    )


async def update_card(services: Services, request: Request) -> None:
    """The card says how the request stands; once decided it has no buttons."""
    case = await cases.load(services.database.reader, request.case_id)
    if request.card_chat_id is None or case is None:
        return
    speech = services.texts.of(services.rules.language)
    who = request.decided_by
    name = await moderator_name(services, who) if who is not None else None
    text = card_text(speech, request, case, await _link(services, case), name)
    markup = card_buttons(speech, request, case) if request.state is RequestState.OPEN else None
    await show_in(services, request.card_chat_id, Slot.REQUEST_CARD, request.id, text, markup)


async def _link(services: Services, case: Case) -> str | None:
    post = await posts.load(services.database.reader, case.id)
    if post is None or case.state not in {CaseState.PUBLISHED, CaseState.HIDDEN}:
        return None
    return message_link(post.chat_id, post.message_ids[0])

"""Showing a case to moderators: its masked pictures and, below them, its card."""

import logging
from dataclasses import replace

from telegram import Message
from telegram.error import BadRequest

from handlers import losing
from handlers.context import Services
from handlers.delivery import following, send_text
from handlers.erasing import erase
from handlers.people import moderation_place
from handlers.reviewing.review import close_cards, standing_of, update_cards
from handlers.reviewing.review_card import (
    Standing,
    card_buttons,
    card_text,
    fill_frames,
    send_frames,
)
from handlers.telling import set_buttons
from moderation.case import ENDED, CaseState
from moderation.post import Place
from storage import cases, posts, unconfirmed
from storage.files import MissingFileError
from storage.posts import ReviewCard

log = logging.getLogger(__name__)


def wake(services: Services, case_id: int) -> None:
    """Has a case shown as soon as what submitted it is committed."""
    services.errand("card", case_id, lambda: show_card(services, case_id))


async def show_card(services: Services, case_id: int) -> None:
    """Puts a submitted case before the moderators, unless this revision stands there already.

    Blank frames first, then the pictures in them, then the card, and last its buttons: wherever it
    breaks off, the next try goes on from what is on record, and neither a picture nor a card that
    decides is left behind unknown.
    """
    async with services.case_locks[case_id]:
        place = await moderation_place(services)
        case = await cases.load(services.database.reader, case_id)
        if place is None or case is None or case.state is not CaseState.SUBMITTED:
            return
        if place.is_paused or await unconfirmed.waits(services.database.reader, case.id):
            return
        known = await posts.card(services.database.reader, case.id, case.revision)
        if known is not None and known.message_id:
            return
        standing = await standing_of(services, case)
        async with following(services, place.chat_id):
            framed = known or await _frame(services, place, standing)
            if framed is None or not await _fill(services, framed, standing):
                return
            card = await _tell_card(services, place, standing, framed.message_ids[0])
        if card is None:
            return
        ids = (*framed.message_ids, card.message_id)
        shown = replace(framed, message_id=card.message_id, message_ids=ids)
        async with services.database.unit():
            await _record(services, shown, standing)


async def _frame(services: Services, place: Place, standing: Standing) -> ReviewCard | None:
    """Messages that the pictures go into, on record; None when the case has moved on."""
    case = standing.case
    album = await send_frames(services, place, len(standing.pictures))
    framed = ReviewCard(case.id, case.revision, place.chat_id, 0, album)
    async with services.database.transaction() as tx:
        latest = await cases.load(tx, case.id)
        if latest is not None and latest.state is CaseState.SUBMITTED:
            await posts.add_card(tx, framed)
            return framed
        await erase(services, place.chat_id, album)
        return None


async def _fill(services: Services, framed: ReviewCard, standing: Standing) -> bool:
    """False when a picture is lost: its author is asked for it.

    What Telegram refuses is framed anew by the next try.
    """
    try:
        await fill_frames(services, framed.chat_id, framed.message_ids, standing.pictures)
    except MissingFileError:
        log.error("a submitted case has lost a picture")  # noqa: TRY400 - that says it all
        await losing.send_back(services, standing.case)
        return False
    except BadRequest:
        async with services.database.transaction() as tx:
            await posts.forget_card(tx, framed.case_id, framed.revision)
            await erase(services, framed.chat_id, framed.message_ids)
        raise
    return True


async def _record(services: Services, shown: ReviewCard, standing: Standing) -> None:
    """Remembers a card, and gives it its buttons; who decided or withdrew while it was on its way
    saw no card to bring up to date.
    """
    async with services.database.transaction() as tx:
        await posts.add_card(tx, shown)
    latest = await cases.load(services.database.reader, shown.case_id)
    if latest is None:
        return
    if latest.state in ENDED:
        await close_cards(services, latest)
    elif await standing_of(services, latest) != standing:
        await update_cards(services, latest)
    else:
        speech = services.texts.of(services.rules.language)
        buttons = card_buttons(speech, latest)
        await set_buttons(services, shown.chat_id, shown.message_id, buttons)


async def _tell_card(
    services: Services, place: Place, standing: Standing, album_id: int
) -> Message | None:
    text = card_text(services.texts.of(services.rules.language), standing)
    return await send_text(
        services, place.chat_id, text, reply_to=album_id, thread_id=place.thread_id
    )

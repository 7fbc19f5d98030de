"""The outbox: letters are delivered, in order within a lane; refusals are outcomes."""

import logging
from dataclasses import replace
from functools import partial

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from handlers import delivery
from handlers.context import Services
from handlers.erasing import erase
from handlers.faults import describe
from storage import outbox, places
from storage.outbox import Kind, Letter, Slot

log = logging.getLogger(__name__)

# Telegram has decided: sending the same once more would change nothing.
REFUSALS = (BadRequest, Forbidden)


async def drain(services: Services, lane: int) -> None:
    """Says everything that waits in a lane, in order; a broken way is tried again and again.

    After a time-out nobody knows whether a letter arrived: it is sent once more, for a notice may
    repeat. What must not repeat, a post, goes another way (`publication`).
    """
    tries = 0
    while (letter := await outbox.first(services.database.reader, lane)) is not None:
        try:
            shown = await _deliver(services, letter)
        except RetryAfter as wait:
            await services.pause(seconds_of(wait))
            continue
        except ChatMigrated as moved:
            # Its rows have another number now, and are said by whoever works on that.
            new = moved.new_chat_id
            await delivery.follow_migration(services, letter.chat_id, new)
            services.errand("outbox", new, partial(drain, services, new))
            continue
        except REFUSALS as refusal:
            if await _is_held(services, lane, refusal):
                return
            log.warning("a letter was refused (%s)", type(refusal).__name__)
            shown = None
        except TelegramError as error:
            log.info("a letter was not answered: %s", type(error).__name__)
            tries += 1
            await services.pause(backoff(tries))
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, the rest goes on
            # A fault of ours would be one the next time as well: what waits behind it goes on.
            log.error("a letter is given up: %s", describe(error))  # noqa: TRY400 - no tracebacks
            shown = None
        tries = 0
        await _settle(services, letter, shown)


async def _is_held(services: Services, chat_id: int, refusal: TelegramError) -> bool:
    """Whether the bot was put out of a place of its own: what is to be said there waits."""
    # What looks at places tells what it finds, by letters.
    from handlers.places.upkeep import inspect

    if not delivery.is_out_of_reach(refusal):
        return False
    for place in await places.in_chat(services.database.reader, chat_id):
        await inspect(services, place.duty)
    return any(place.is_gone for place in await places.in_chat(services.database.reader, chat_id))


def backoff(tries: int) -> float:
    """Seconds before a further try: twice as many each time, a minute at most."""
    return float(min(60, 2 ** (tries - 1)))


def seconds_of(wait: RetryAfter) -> float:
    after = wait.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


async def _settle(services: Services, letter: Letter, shown: int | None) -> None:
    """Strikes the letter off, and remembers the message that it became."""
    async with services.database.transaction() as tx:
        if letter.slot is not None and await _has_moved(services, letter):
            return
        await outbox.said(tx, letter.id)
        if letter.slot is None:
            return
        before = await outbox.shown_in(tx, letter.slot, letter.subject, letter.chat_id)
        if letter.content.get("below") and shown is None:
            # Refused: the old screen is all that its person has.
            return
        await outbox.remember(tx, letter.slot, letter.subject, letter.chat_id, shown)
        if letter.content.get("below") and before is not None and before != shown:
            await erase(services, letter.chat_id, [before])
        if _decides(letter) and shown is not None:
            buttons = {"markup": letter.content["markup"]}
            later = replace(
                letter, kind=Kind.BUTTONS, message_id=shown, slot=None, content=buttons
            )
            await outbox.add(tx, later, services.clock())


async def _has_moved(services: Services, letter: Letter) -> bool:
    """Whether its chat got another number while it was on its way: what it became stayed behind,
    where nobody can answer it, so it is said again in the new one.
    """
    latest = await outbox.load(services.database.reader, letter.id)
    if latest is None or latest.chat_id == letter.chat_id:
        return False
    services.errand("outbox", latest.lane, partial(drain, services, latest.lane))
    return True


def _decides(letter: Letter) -> bool:
    """A card that moderators decide by gets its buttons once it is on record: one whose answer was
    lost stands there for ever, and must not go on deciding.
    """
    return letter.kind is Kind.SAY and letter.slot is Slot.REQUEST_CARD


async def _deliver(services: Services, letter: Letter) -> int | None:
    """Does it; returns the id of the message that stands there now, if one does."""
    content = letter.content
    match letter.kind:
        case Kind.SAY:
            message = await delivery.send_text(
                services,
                letter.chat_id,
                content["text"],
                None if _decides(letter) else content["markup"],
                reply_to=content["reply_to"],
                thread_id=content["thread_id"],
            )
            return message.message_id if message else None
        case Kind.SHOW:
            return await _show(services, letter)
        case Kind.BUTTONS:
            await delivery.set_buttons(
                services, letter.chat_id, letter.message_id or 0, content["markup"]
            )
        case Kind.ANSWER:
            await _answer(services, letter)
        case Kind.ADMIT:
            await services.bot.approve_chat_join_request(letter.chat_id, letter.subject)
        case Kind.DECLINE:
            await services.bot.decline_chat_join_request(letter.chat_id, letter.subject)
    return None


async def _show(services: Services, letter: Letter) -> int | None:
    content, before = letter.content, letter.message_id
    if letter.slot is not None:
        reader = services.database.reader
        before = await outbox.shown_in(reader, letter.slot, letter.subject, letter.chat_id)
    place = None if content.get("below") else before
    return await delivery.show_text(
        services, letter.chat_id, place, content["text"], content["markup"]
    )


async def _answer(services: Services, letter: Letter) -> None:
    content = letter.content
    try:
        await services.bot.answer_callback_query(
            content["query"], content["text"], show_alert=content["alert"]
        )
    except BadRequest:
        # "query is too old": the person has long gone on; what they asked for is done.
        log.debug("a tap was answered too late")

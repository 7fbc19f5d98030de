"""Telling: what must be said is a row of the transaction that decides, and is said after it."""

from collections.abc import Iterable
from typing import Any
from zlib import crc32

from telegram import ForceReply, InlineKeyboardMarkup

from handlers.context import Services
from handlers.outbox import drain
from moderation.member import SOMEBODY
from storage import outbox
from storage.outbox import Kind, Letter, Slot

# In a group a tap is answered beside all that is said there: a lane beyond the ids of chats.
ANSWER_LANES = 2**53
# Telegram's limit for the answer to a tap.
TOAST_MAX = 200


async def tell(
    services: Services,
    chat_id: int,
    text: str,
    markup: InlineKeyboardMarkup | ForceReply | None = None,
    *,
    reply_to: int | None = None,
    thread_id: int | None = None,
    slot: Slot | None = None,
    subject: int = 0,
) -> None:
    """Says a text, in HTML. slot, subject: where the id of its message is remembered."""
    content = _text(text, markup) | {"reply_to": reply_to, "thread_id": thread_id}
    letter = Letter(Kind.SAY, chat_id, chat_id, slot=slot, subject=subject, content=content)
    await _add(services, letter)


async def present(
    services: Services,
    chat_id: int,
    message_id: int | None,
    text: str,
    markup: InlineKeyboardMarkup | None = None,
) -> None:
    """Shows a text in place of an earlier message, or below when there is none."""
    letter = Letter(Kind.SHOW, chat_id, chat_id, message_id, content=_text(text, markup))
    await _add(services, letter)


async def show_in(
    services: Services,
    chat_id: int,
    slot: Slot,
    subject: int,
    text: str,
    markup: InlineKeyboardMarkup | None = None,
    *,
    below: bool = False,
) -> None:
    """Shows a text in a slot: in place of what stands there, or anew and `below` instead of it."""
    content = _text(text, markup) | {"below": below}
    await _add(
        services, Letter(Kind.SHOW, chat_id, chat_id, slot=slot, subject=subject, content=content)
    )


async def set_buttons(
    services: Services, chat_id: int, message_id: int, markup: InlineKeyboardMarkup | None
) -> None:
    """Gives a message other buttons."""
    content = {"markup": markup.to_dict() if markup else None}
    await _add(services, Letter(Kind.BUTTONS, chat_id, chat_id, message_id, content=content))


async def take_buttons(services: Services, chat_id: int, message_id: int | None) -> None:
    """Leaves an old screen without buttons."""
    if message_id is not None:
        await set_buttons(services, chat_id, message_id, None)


async def answer(
    services: Services, chat_id: int, query_id: str, text: str | None, *, alert: bool = False
) -> None:
    """Answers a tap, with a few words or without; in private, after what it changed."""
    # Telegram promises no number for the id of a tap.
    lane = chat_id if chat_id > 0 else ANSWER_LANES + crc32(query_id.encode())
    said = text[:TOAST_MAX] if text else None
    content = {"query": query_id, "text": said, "alert": alert}
    await _add(services, Letter(Kind.ANSWER, chat_id, lane, content=content))


async def settle_request(
    services: Services, chat_id: int, user_id: int, *, admitted: bool
) -> None:
    """Lets a person through a door, or not."""
    kind = Kind.ADMIT if admitted else Kind.DECLINE
    await _add(services, Letter(kind, chat_id, user_id, subject=user_id))


def message_link(chat_id: int, message_id: int) -> str:
    """The link to a message of a private channel or supergroup, for its members."""
    return f"https://t.me/c/{str(chat_id).removeprefix('-100')}/{message_id}"


def card_link(chat_id: int | None, message_id: int | None) -> str | None:
    """The same of a card, which may not stand anywhere yet."""
    if chat_id is None or message_id is None:
        return None
    return message_link(chat_id, message_id)


async def _add(services: Services, letter: Letter) -> None:
    if letter.chat_id == SOMEBODY:
        return
    async with services.database.transaction() as tx:
        await outbox.add(tx, letter, services.clock())
    services.errand("outbox", letter.lane, lambda: drain(services, letter.lane))


def _text(text: str, markup: InlineKeyboardMarkup | ForceReply | None) -> dict[str, Any]:
    return {"text": text, "markup": markup.to_dict() if markup else None}


async def take_up(services: Services, lanes: Iterable[int]) -> None:
    """At a start: what was still to be said is said now."""
    for lane in lanes:
        services.errand("outbox", lane, lambda lane=lane: drain(services, lane))  # type: ignore[misc]

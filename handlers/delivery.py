"""Doing things at Telegram, now: what it answers is an outcome here, not an exception.

For what works beside the updates; a conversation says its words through `telling`.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

from telegram import InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from handlers.context import Services
from handlers.left_behind import ask_again
from storage import migration, outbox, places
from storage.outbox import Kind, Letter

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Erased(StrEnum):
    """What became of a message to delete; UNANSWERED: nobody knows, so it is tried again."""

    GONE = "gone"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


def is_unchanged(error: BadRequest) -> bool:
    """Telegram says so only in words: the message already looks like this."""
    return "message is not modified" in error.message.lower()


def never_left(error: TelegramError) -> bool:
    """No connection was made, so nothing was done: httpx's names, behind PTB's errors."""
    return type(error.__cause__).__name__ in {"ConnectError", "ConnectTimeout", "PoolTimeout"}


def is_gone(error: BadRequest) -> bool:
    """Neither to edit nor to delete: there is no such message."""
    return "not found" in error.message.lower()


async def send_text(
    services: Services,
    chat_id: int,
    text: str,
    markup: Any = None,
    *,
    reply_to: int | None = None,
    thread_id: int | None = None,
) -> Message | None:
    """Sends a text; None when the person has blocked the bot.

    Raises Forbidden for a group or channel: what is to be said there waits until the bot is back.
    """
    try:
        return await services.bot.send_message(
            chat_id,
            text,
            ParseMode.HTML,
            reply_markup=markup,
            reply_to_message_id=reply_to,
            allow_sending_without_reply=True if reply_to else None,
            message_thread_id=thread_id,
            link_preview_options=NO_PREVIEW,
        )
    except Forbidden:
        if chat_id < 0:
            raise
        log.info("a person no longer takes messages")
        return None


async def show_text(
    services: Services,
    chat_id: int,
    message_id: int | None,
    text: str,
    markup: InlineKeyboardMarkup | None = None,
) -> int | None:
    """Shows a text in place of an earlier one, or below when there is none; returns its id."""
    if message_id is not None:
        try:
            await services.bot.edit_message_text(
                text,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if is_unchanged(error):
                return message_id
        except Forbidden:
            if chat_id < 0:
                raise
            return None
        else:
            return message_id
    message = await send_text(services, chat_id, text, markup)
    return message.message_id if message else None


async def show_picture(
    services: Services,
    chat_id: int,
    message_id: int,
    data: bytes,
    caption: str,
    markup: InlineKeyboardMarkup | None,
) -> None:
    """Replaces the picture of a message; the caption and the buttons come with it."""
    media = InputMediaPhoto(data, caption=caption, parse_mode=ParseMode.HTML)
    try:
        await services.bot.edit_message_media(media, chat_id, message_id, reply_markup=markup)
    except BadRequest as error:
        if not is_unchanged(error):
            raise


async def set_buttons(
    services: Services, chat_id: int, message_id: int, markup: InlineKeyboardMarkup | None
) -> None:
    """Changes the buttons of a message; if it is gone, so much the better.

    Raises Forbidden for a group or channel.
    """
    try:
        await services.bot.edit_message_reply_markup(chat_id, message_id, reply_markup=markup)
    except BadRequest:
        log.debug("the buttons of an old screen could not be changed")
    except Forbidden:
        if chat_id < 0:
            raise


async def erase_one(services: Services, chat_id: int, message_id: int) -> Erased:
    """Deletes a message; never raises what Telegram, or the way to it, answers."""
    try:
        await services.bot.delete_message(chat_id, message_id)
    except BadRequest as error:
        return Erased.GONE if is_gone(error) else Erased.REFUSED
    except (ChatMigrated, Forbidden):
        return Erased.REFUSED
    except TelegramError as error:
        log.info("a deletion was not answered: %s", type(error).__name__)
        return Erased.UNANSWERED
    return Erased.GONE


async def follow_migration(services: Services, old: int, new: int) -> None:
    """A group became a supergroup: every row follows in one transaction; twice is harmless.

    Cards that stay behind are forgotten, so that a sweep shows them anew.
    """
    _ = services.texts.of(services.rules.language).say
    text = _(
        "This group is a supergroup now, and I can no longer change or delete what I wrote "
        "before. What still waits follows below; please delete the older cards and pictures by "
        "hand."
    )
    content = {"text": text, "markup": None, "reply_to": None, "thread_id": None}
    async with services.database.transaction() as tx:
        prompts = await places.prompts_in(tx, old)
        if await migration.migrate_chat(tx, old, new):
            await outbox.add(tx, Letter(Kind.SAY, new, new, content=content), services.clock())
        await ask_again(services, tx, prompts, new)
    log.info("a group became a supergroup and was followed")


@asynccontextmanager
async def following(services: Services, chat_id: int) -> AsyncIterator[None]:
    """What fails because a group has moved is raised once every row has followed: the next try
    goes to the right place.
    """
    try:
        yield
    except ChatMigrated as moved:
        await follow_migration(services, chat_id, moved.new_chat_id)
        raise


def is_out_of_reach(error: TelegramError) -> bool:
    """Telegram says so only in words: the bot was put out, or the chat is no more."""
    return isinstance(error, Forbidden) or "chat not found" in error.message.lower()

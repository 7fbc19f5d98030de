"""Saying things in chats: what Telegram answers is an outcome here, not an exception."""

import logging
from collections.abc import Iterable
from enum import StrEnum

from telegram import ForceReply, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from handlers.context import Services
from storage import places

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


async def tell(
    services: Services,
    chat_id: int,
    text: str,
    markup: InlineKeyboardMarkup | ForceReply | None = None,
    *,
    reply_to: int | None = None,
    thread_id: int | None = None,
) -> Message | None:
    """Sends a text; None when the person has blocked the bot or the chat is gone."""
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
        log.info("a chat no longer takes messages")
        return None
    except ChatMigrated as moved:
        await follow_migration(services, chat_id, moved.new_chat_id)
        return await tell(services, moved.new_chat_id, text, markup, thread_id=thread_id)


async def present(
    services: Services,
    chat_id: int,
    message_id: int | None,
    text: str,
    markup: InlineKeyboardMarkup | None = None,
) -> int | None:
    """Shows a screen in place of an earlier one, or below when there is none; returns its id."""
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
            return None
        else:
            return message_id
    message = await tell(services, chat_id, text, markup)
    return message.message_id if message else None


async def present_picture(
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


async def take_buttons(services: Services, chat_id: int, message_id: int | None) -> None:
    """Leaves an old screen without buttons; if it is gone, so much the better."""
    if message_id is None:
        return
    try:
        await services.bot.edit_message_reply_markup(chat_id, message_id, reply_markup=None)
    except TelegramError:
        log.debug("an old screen could not be edited")


async def erase(services: Services, chat_id: int, message_ids: Iterable[int]) -> list[int]:
    """Deletes messages one by one; returns the ids of those that may still stand."""
    return [
        message_id
        for message_id in message_ids
        if await erase_one(services, chat_id, message_id) is not Erased.GONE
    ]


async def erase_one(services: Services, chat_id: int, message_id: int) -> Erased:
    """Deletes a message; never raises what Telegram, or the way to it, answers."""
    try:
        await services.bot.delete_message(chat_id, message_id)
    except BadRequest as error:
        gone = "not found" in error.message.lower()
        return Erased.GONE if gone else Erased.REFUSED
    except (ChatMigrated, Forbidden):
        return Erased.REFUSED
    except TelegramError as error:
        log.info("a deletion was not answered: %s", type(error).__name__)
        return Erased.UNANSWERED
    return Erased.GONE


async def follow_migration(services: Services, old: int, new: int) -> None:
    """A group became a supergroup: every row follows in one transaction."""
    async with services.database.transaction() as tx:
        await places.migrate_chat(tx, old, new)
    log.info("a group became a supergroup and was followed")


def message_link(chat_id: int, message_id: int) -> str:
    """The link to a message of a private channel or supergroup, for its members."""
    return f"https://t.me/c/{str(chat_id).removeprefix('-100')}/{message_id}"

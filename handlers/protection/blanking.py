"""Blanking: pictures give way to grey squares where they stand, and come back into them."""

import logging
from collections.abc import Sequence

from telegram import InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from anonymize import BLANK_SIDE_PIXELS, blank
from handlers.context import Services
from handlers.delivery import Erased, erase_one, is_gone, is_unchanged
from moderation.case import Picture
from moderation.post import Post
from storage import posts
from storage.posts import ReviewCard

log = logging.getLogger(__name__)

Part = tuple[int, int]


async def blank_post(services: Services, post: Post) -> dict[Part, Erased]:
    """Grey squares and a neutral caption in place of a post; what became of each part of it.

    Its copies in the discussion are Telegram's own messages, which no bot can edit: they go.
    """
    caption = services.texts.of(services.rules.language).say(
        "🙈 Hidden while moderators look at it."
    )
    outcomes = {}
    for place, message_id in enumerate(post.message_ids):
        part = (post.chat_id, message_id)
        outcomes[part] = await _blank_one(services, part, None if place else caption)
    if post.discussion_id is not None:
        for _message, copy in post.copies:
            part = (post.discussion_id, copy)
            outcomes[part] = await erase_one(services, *part)
    return outcomes


async def blank_cards(services: Services, case_id: int) -> dict[Part, Erased]:
    """The same for the pictures in the moderators' group."""
    outcomes = {}
    for card in await posts.cards(services.database.reader, case_id):
        for message_id in album_of(card):
            part = (card.chat_id, message_id)
            outcomes[part] = await _blank_one(services, part, None)
    return outcomes


async def _blank_one(services: Services, part: Part, caption: str | None) -> Erased:
    """GONE when nothing of the picture is left there: what cannot be blanked is deleted."""
    try:
        edited = await services.bot.edit_message_media(
            InputMediaPhoto(blank(), caption=caption), *part
        )
    except BadRequest as error:
        if is_unchanged(error) or is_gone(error):
            return Erased.GONE
        log.warning("a picture could not be blanked and is deleted")
    except (ChatMigrated, Forbidden):
        return Erased.REFUSED
    except TelegramError as error:
        log.info("blanking a picture was not answered: %s", type(error).__name__)
        return Erased.UNANSWERED
    else:
        if _is_blank(edited):
            return Erased.GONE
        log.error("Telegram still shows a picture that was blanked")
    return await erase_one(services, *part)


def _is_blank(edited: Message | bool) -> bool:
    """Whether what stands there now, as Telegram tells it, is the grey square."""
    if not isinstance(edited, Message):
        return True
    sides = max(((size.width, size.height) for size in edited.photo), default=None)
    return sides == (BLANK_SIDE_PIXELS, BLANK_SIDE_PIXELS)


def album_of(card: ReviewCard) -> list[int]:
    """The messages that hold the pictures, in order."""
    return [shown for shown in card.message_ids if shown != card.message_id]


async def fill_post(
    services: Services,
    post: Post,
    pictures: Sequence[Picture],
    caption: str,
    markup: InlineKeyboardMarkup | None,
) -> list[Part]:
    """Puts the masked pictures back; the parts that Telegram does not let be changed.

    Raises MissingFileError, and TelegramError when nobody answered: then it is tried again.
    """
    refused = []
    for place, (message_id, picture) in enumerate(zip(post.message_ids, pictures, strict=True)):
        data = await services.files.get(picture.masked or "")
        media = InputMediaPhoto(
            data, caption=None if place else caption, parse_mode=ParseMode.HTML
        )
        try:
            await services.bot.edit_message_media(
                media, post.chat_id, message_id, reply_markup=None if place else markup
            )
        except BadRequest as error:
            if not is_unchanged(error):
                refused.append((post.chat_id, message_id))
        except Forbidden:
            refused.append((post.chat_id, message_id))
    return refused

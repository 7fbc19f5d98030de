"""Answering with a picture: from a thread into the private chat, and back through the review."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.helpers import create_deep_linked_url

from handlers.buttons import keyboard
from handlers.context import Services
from moderation.case import case_number
from moderation.member import Member
from moderation.permissions import answers_for_cases
from moderation.post import Post

# What the link ends with that leads here: t.me/NAME?start=answer_MP00012
LINK_PREFIX = "answer_"


async def offer(
    services: Services, member: Member, post: Post | None
) -> tuple[list[str], InlineKeyboardMarkup | None]:
    """How somebody may show a picture in the thread of a post: the words, and the button."""
    if post is None or post.taken_down_at is not None or not answers_for_cases(member):
        return [], None
    _ = services.texts.of(member.language).say
    number = case_number(post.case_id)
    text = _(
        "You can answer case {number} with a picture here: I mask it, you check it, moderators "
        "look at it, and it appears in the thread."
    ).format(number=number)
    payload = LINK_PREFIX + number.replace("-", "")
    url = create_deep_linked_url(services.bot.username, payload)
    return [text], keyboard([InlineKeyboardButton(_("Answer with a picture"), url=url)])

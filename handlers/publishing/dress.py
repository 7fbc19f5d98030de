"""How a post looks besides its pictures: its caption, and the way to report it."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.context import Services
from handlers.summary import post_caption
from moderation.case import Case
from moderation.member import Member

# What a link under a post ends with: t.me/NAME?start=report_MP00012
REPORT_PREFIX = "report_"


def report_link(services: Services, case: Case) -> str:
    """Opens the bot in private, at a report about this case."""
    payload = f"{REPORT_PREFIX}{case.number.replace('-', '')}"
    return f"https://t.me/{services.bot.username}?start={payload}"


def dressed(
    services: Services, case: Case, author: Member, pictures: int
) -> tuple[str, InlineKeyboardMarkup | None]:
    """Caption and buttons of a post; an album takes no buttons, so its caption holds a link."""
    speech = services.texts.of(services.rules.language)
    link, label = report_link(services, case), speech.say("🚩 Report")
    if pictures > 1:
        return post_caption(speech, case, author, f'<a href="{link}">{label}</a>'), None
    markup = InlineKeyboardMarkup([[InlineKeyboardButton(label, url=link)]])
    return post_caption(speech, case, author), markup

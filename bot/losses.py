"""Whoever waits for a picture that is lost for good hears so at the next start, and what to do."""

from datetime import datetime

from telegram import InlineKeyboardMarkup

from handlers.losing import lost_text
from handlers.texts import Texts
from moderation.post import MODERATION
from storage import members, outbox, places
from storage.database import Transaction
from storage.losses import Losses
from storage.outbox import Kind, Letter


async def tell_people(
    tx: Transaction, texts: Texts, language: str, losses: Losses, now: datetime
) -> None:
    """language: of the moderators, and of who is not known any more."""
    for member_id in losses.applicants:
        _ = texts.of(await language_of(tx, member_id, language)).say
        text = _(
            "The photo of your card was lost on my side, before anybody decided. Please send it "
            "once more; then the moderators go on."
        )
        await say(tx, member_id, text, now)
    for case_id, author_id in losses.cases:
        _ = texts.of(await language_of(tx, author_id, language)).say
        await say(tx, author_id, lost_text(_, case_id), now)


async def tell_moderators(
    tx: Transaction, texts: Texts, language: str, losses: Losses, now: datetime
) -> None:
    """Their cards vanish, and they hear why."""
    place = await places.of_duty(tx, MODERATION)
    if place is None or not (losses.applicants or losses.returned):
        return
    _ = texts.of(language).say
    text = _(
        "🔑 The key of earlier pictures is lost, and I can no longer open them. Back with their "
        "authors, cases: {cases}. Asked for their card again, applicants: {applicants}. Their "
        "cards are gone here; what is sent anew comes to you anew."
    ).format(cases=losses.returned, applicants=len(losses.applicants))
    await say(tx, place.chat_id, text, now, place.thread_id)


async def say(
    tx: Transaction,
    chat_id: int,
    text: str,
    now: datetime,
    thread_id: int | None = None,
    markup: InlineKeyboardMarkup | None = None,
) -> None:
    """A letter that waits for the next start."""
    buttons = markup.to_dict() if markup else None
    content = {"text": text, "markup": buttons, "reply_to": None, "thread_id": thread_id}
    await outbox.add(tx, Letter(Kind.SAY, chat_id, chat_id, content=content), now)


async def language_of(tx: Transaction, member_id: int, fallback: str) -> str:
    """The member's, or `fallback` for who is not known any more."""
    member = await members.load(tx, member_id)
    return member.language if member else fallback

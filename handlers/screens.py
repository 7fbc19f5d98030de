"""A draft's screens in the author's chat: shown, edited in place, and cleared away."""

from dataclasses import replace

from telegram import InlineKeyboardMarkup

from handlers.context import Services
from handlers.erasing import erase
from handlers.telling import show_in
from moderation.case import Case
from storage import cases, pictures
from storage.outbox import Slot


async def show_screen(
    services: Services,
    case: Case,
    text: str,
    markup: InlineKeyboardMarkup | None,
    *,
    below: bool = False,
) -> None:
    """The one screen of a draft: edited in place, or sent anew under what was said since."""
    await show_in(services, case.author_id, Slot.CASE_SCREEN, case.id, text, markup, below=below)


async def close_screens(services: Services, case: Case) -> None:
    """Previews, status and screen leave the author's chat: nothing stale is left to press."""
    async with services.database.transaction() as tx:
        latest = await cases.load(tx, case.id) or case
        everything = await pictures.of_case(tx, case.id, every=True)
        ids = [shown for p in everything for shown in (p.preview_id, p.framed_id) if shown]
        ids += [shown for shown in (latest.status_id, latest.screen_id) if shown is not None]
        await erase(services, case.author_id, ids)
        await cases.note(tx, case.id, status_id=None, screen_id=None)
        for picture in everything:
            await pictures.save(tx, picture, replace(picture, preview_id=None, framed_id=None))

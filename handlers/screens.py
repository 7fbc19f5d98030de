"""A draft's screens in the author's chat: shown, edited in place, and cleared away."""

from dataclasses import replace

from telegram import InlineKeyboardMarkup

from handlers.context import Services
from handlers.telling import erase, present
from moderation.case import Case
from storage import cases, pictures


async def show_screen(
    services: Services,
    case: Case,
    text: str,
    markup: InlineKeyboardMarkup | None,
    *,
    below: bool = False,
) -> None:
    """The one screen of a draft: edited in place, or sent anew under what was said since."""
    if below and case.screen_id is not None:
        await erase(services, case.author_id, [case.screen_id])
        case = replace(case, screen_id=None)
    shown = await present(services, case.author_id, case.screen_id, text, markup)
    async with services.database.transaction() as tx:
        await cases.note(tx, case.id, screen_id=shown)


async def close_screens(services: Services, case: Case) -> None:
    """Previews, status and screen leave the author's chat: nothing stale is left to press."""
    everything = await pictures.of_case(services.database.reader, case.id, every=True)
    ids = [picture.preview_id for picture in everything if picture.preview_id]
    ids += [shown for shown in (case.status_id, case.screen_id) if shown is not None]
    await erase(services, case.author_id, ids)
    await forget_previews(services, case)


async def forget_previews(services: Services, case: Case) -> None:
    for picture in await pictures.of_case(services.database.reader, case.id):
        async with services.database.transaction() as tx:
            now = await pictures.load(tx, picture.id)
            if now is not None:
                await pictures.save(tx, now, replace(now, preview_id=None))

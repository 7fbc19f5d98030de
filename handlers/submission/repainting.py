"""Repainting: what the author corrected is painted anew, and shown in place of what was."""

from dataclasses import replace

from telegram.error import BadRequest, Forbidden

from anonymize import Masked, PictureError
from handlers.context import Services
from handlers.delivery import show_picture
from handlers.erasing import erase
from handlers.refusals import problem_of
from handlers.submission import preview
from handlers.submission.findings import caption
from handlers.submission.renderings import keep, put, to_finding
from handlers.telling import set_buttons
from handlers.texts import Speech
from moderation.case import Case, Picture, PictureState
from storage import members, pictures
from storage.files import MissingFileError
from storage.pictures import FindingRow


async def repaint(services: Services, case: Case, picture: Picture) -> None:
    """Paints the author's decision; the picture waits in its state until its author has it.

    What cannot be painted is refused like any other picture, and nothing of it is shown.
    """
    rows = await pictures.findings(services.database.reader, picture.id)
    try:
        base = await services.files.get(picture.original or picture.masked or "")
        masked = await services.hider.render(base, [to_finding(row) for row in rows])
    except PictureError as error:
        await _refuse(services, case, picture, problem_of(error))
        return
    except MissingFileError:
        await _refuse(services, case, picture, "gone")
        return
    author = await members.load(services.database.reader, case.author_id)
    if author is None:
        return
    speech = services.texts.of(author.language)
    # The buttons may have been turned over while it was painted.
    picture = await pictures.load(services.database.reader, picture.id) or picture
    shown = await _show(services, case, speech, picture, rows, masked)
    rendered = await put(services, masked)
    # Together, so that no stop leaves a painted picture without the screen to go on from.
    async with services.database.unit():
        if not await keep(services, picture, rendered, rows, shown):
            return
        latest = await pictures.load(services.database.reader, picture.id)
        if shown is not None and latest is not None and latest.sides != picture.sides:
            markup = preview.buttons(speech, case, latest, rows)
            await set_buttons(services, case.author_id, shown, markup)
        await preview.show_control(services, case.id)


async def _show(
    services: Services,
    case: Case,
    speech: Speech,
    picture: Picture,
    rows: list[FindingRow],
    masked: Masked,
) -> int | None:
    """The message that shows it now; None when it has to be sent anew."""
    if picture.preview_id is None:
        return None
    everything = await pictures.of_case(services.database.reader, case.id)
    place = 1 + [other.id for other in everything].index(picture.id)
    text = caption(speech, place, rows, masked.flags)
    buttons = preview.buttons(speech, case, picture, rows)
    where = (case.author_id, picture.preview_id)
    try:
        await show_picture(services, *where, masked.preview, text, buttons)
    except (BadRequest, Forbidden):
        return None
    return picture.preview_id


async def _refuse(services: Services, case: Case, picture: Picture, problem: str) -> None:
    refused = replace(
        picture, state=PictureState.REFUSED, problem=problem, preview_id=None, sides=False
    )
    async with services.database.transaction() as tx:
        await pictures.save(tx, picture, refused)
        if picture.preview_id is not None:
            await erase(services, case.author_id, [picture.preview_id])

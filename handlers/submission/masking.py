"""Masking in the background: pictures of a draft, one after the other, then the preview.

The database remembers what is to be done; a task here only works it off. After a restart
`resume` starts the same tasks again.
"""

import asyncio
import logging
from dataclasses import replace

from anonymize import PictureError, Refusal, Result
from handlers.context import Services
from handlers.refusals import TOO_LARGE_TOGETHER, problem_of
from handlers.submission import preview, repainting
from handlers.submission.frames import take_apart
from handlers.submission.renderings import keep, put, row_of
from handlers.telling import show_in
from moderation.case import AT_WORK, Case, CaseState, Picture, PictureState
from storage import cases, erasures, members, pictures
from storage.files import MissingFileError
from storage.outbox import Slot

log = logging.getLogger(__name__)


def wake(services: Services, case_id: int) -> None:
    """Makes sure that somebody works on this draft; calling it twice is harmless."""
    services.errand("masking", case_id, lambda: _work(services, case_id))


async def resume(services: Services) -> None:
    """After a start: every draft whose pictures still wait, or whose preview never came."""
    for case_id in await cases.ids_in_states(services.database.reader, [CaseState.DRAFT]):
        if await services.errands.guard(_unfinished(services, case_id)):
            wake(services, case_id)


async def _work(services: Services, case_id: int) -> None:
    """Masks until nothing is left and the album has been quiet for a moment, then shows it all."""
    while True:
        case = await cases.load(services.database.reader, case_id)
        if case is None or case.state is not CaseState.DRAFT:
            return
        waiting = [p for p in await _unfinished(services, case_id) if p.state in AT_WORK]
        if waiting and waiting[0].state is PictureState.CHANGED:
            await repainting.repaint(services, case, waiting[0])
            continue
        if waiting:
            await _show_progress(services, case)
            await _mask(services, waiting[0])
            continue
        await asyncio.sleep(services.rules.album_wait_seconds)
        unfinished = await _unfinished(services, case_id)
        if not unfinished:
            return
        if not any(picture.state in AT_WORK for picture in unfinished):
            await _show_progress(services, case)
            if not await preview.show(services, case_id):
                return


async def _unfinished(services: Services, case_id: int) -> list[Picture]:
    """Pictures not masked yet, or not shown to the author yet."""
    everything = await pictures.of_case(services.database.reader, case_id)
    return [p for p in everything if p.state in AT_WORK or p.preview_id is None]


async def _mask(services: Services, picture: Picture) -> None:
    """One picture; whatever goes wrong, it is refused and nothing of it is shown."""
    try:
        data = await services.files.get(picture.original or "")
        result = await _looked_at(services, picture, data)
    except PictureError as error:
        await _refuse(services, picture, problem_of(error))
    except MissingFileError:
        await _refuse(services, picture, "gone")
    else:
        if result is None:
            return
        rows = [row_of(number, finding) for number, finding in enumerate(result.findings, 1)]
        await keep(services, picture, await put(services, result.masked), rows)


async def _looked_at(services: Services, picture: Picture, data: bytes) -> Result | None:
    """None for a file with several pictures: they wait in its place now."""
    try:
        return await services.hider.process(data)
    except PictureError as error:
        # What was taken out of a file is not taken apart again.
        if error.refusal is not Refusal.SEVERAL or picture.frame:
            raise
    try:
        await take_apart(services, picture, data)
    except PictureError as refused:
        if refused.refusal is not Refusal.TOO_LARGE:
            raise
        await _refuse(services, picture, TOO_LARGE_TOGETHER)
    return None


async def _refuse(services: Services, picture: Picture, problem: str) -> None:
    log.info("a picture was refused: %s", problem)
    refused = replace(picture, state=PictureState.REFUSED, problem=problem)
    async with services.database.transaction() as tx:
        await pictures.save(tx, picture, refused)


async def _show_progress(services: Services, case: Case) -> None:
    """One message that is edited: "2 of 3"."""
    member = await members.load(services.database.reader, case.author_id)
    if member is None:
        return
    everything = await pictures.of_case(services.database.reader, case.id)
    done = sum(picture.state not in AT_WORK for picture in everything)
    speech = services.texts.of(member.language)
    _ = speech.say
    if done < len(everything):
        text = _("🔒 Hiding faces and writing… {done} of {all} done").format(
            done=done, all=len(everything)
        )
    else:
        text = speech.count(
            "🔒 {number} picture looked at. Check it below.",
            "🔒 {number} pictures looked at. Check them below.",
            done,
        )
    if services.rules.delete_incoming and not await _originals_stand(services, case):
        text += "\n" + _("Your original has been removed from this chat.")
    await show_in(services, case.author_id, Slot.CASE_STATUS, case.id, text)


async def _originals_stand(services: Services, case: Case) -> bool:
    """Whether a message with an original may still be in the chat: its id is the position."""
    everything = await pictures.of_case(services.database.reader, case.id, every=True)
    positions = [picture.position for picture in everything]
    return await erasures.stands(services.database.reader, case.author_id, positions)

"""Masking in the background: pictures of a draft, one after the other, then the preview.

The database remembers what is to be done; a task here only works it off. After a restart
`resume` starts the same tasks again.
"""

import asyncio
import hashlib
import logging
from dataclasses import replace

from anonymize import Finding, Kind, Masked, PictureError, Refusal, Result
from handlers import preview
from handlers.context import Services
from handlers.frames import take_apart
from handlers.refusals import TOO_LARGE_TOGETHER, problem_of
from handlers.telling import present
from moderation.case import BEING_PAINTED, Case, CaseState, Picture, PictureState
from moderation.review import SHOWN_AGAIN
from storage import cases, erasures, members, pictures
from storage.database import Transaction
from storage.files import MissingFileError, Purpose
from storage.pictures import FindingRow

log = logging.getLogger(__name__)


def wake(services: Services, case_id: int) -> None:
    """Makes sure that somebody works on this draft; calling it twice is harmless."""
    running = services.maskings.get(case_id)
    if running is None or running.done():
        services.maskings[case_id] = services.spawn(_work(services, case_id))


async def resume(services: Services) -> None:
    """After a start: every draft whose pictures still wait, or whose preview never came."""
    for case in await cases.in_states(services.database.reader, [CaseState.DRAFT]):
        waiting = await _unfinished(services, case.id)
        if waiting:
            wake(services, case.id)


async def forget_interrupted(services: Services) -> None:
    """At a start: what was being painted when the bot stopped is shown anew."""
    for case in await cases.in_states(services.database.reader, [CaseState.DRAFT]):
        for picture in await pictures.of_case(services.database.reader, case.id):
            if picture.preview_id == BEING_PAINTED:
                async with services.database.transaction() as tx:
                    await pictures.save(tx, picture, replace(picture, preview_id=None))


async def keep(
    services: Services, was: Picture, masked: Masked, findings: list[FindingRow]
) -> bool:
    """Stores a rendering and its findings together; the files it replaces are purged.

    While it was painted the draft may have been thrown away, or its original purged: then nothing
    is stored, and nothing that is gone comes back.
    """
    masked_key = await services.files.put(masked.data, Purpose.MASKED)
    preview_key = await services.files.put(masked.preview, Purpose.PREVIEW)
    async with services.database.transaction() as tx:
        current = await _still_wanted(tx, was)
        if current is not None:
            flags = {flag.value for flag in masked.flags}
            if any(row.changed_by and not row.hidden for row in findings):
                flags.add(SHOWN_AGAIN)
            now = replace(
                current,
                state=PictureState.MASKED,
                masked=masked_key,
                preview=preview_key,
                digest=hashlib.sha256(masked.data).hexdigest(),
                width=masked.width,
                height=masked.height,
                problem=None,
                flags=frozenset(flags),
            )
            await pictures.save(tx, current, now)
            await pictures.set_findings(tx, was.id, findings)
    replaced = (was.masked, was.preview) if current else (masked_key, preview_key)
    for key in filter(None, replaced):
        await services.files.delete(key)
    return current is not None


async def _still_wanted(tx: Transaction, was: Picture) -> Picture | None:
    """The row as it is now, if it still is the picture of a draft that `was` was painted from."""
    case = await cases.load(tx, was.case_id)
    current = await pictures.load(tx, was.id)
    if case is None or case.state is not CaseState.DRAFT or current is None:
        return None
    return current if (current.state, current.masked) == (was.state, was.masked) else None


async def _work(services: Services, case_id: int) -> None:
    """Masks until nothing is left and the album has been quiet for a moment, then shows it all."""
    while True:
        case = await cases.load(services.database.reader, case_id)
        if case is None or case.state is not CaseState.DRAFT:
            return
        waiting = [p for p in await _unfinished(services, case_id) if _is_raw(p)]
        if waiting:
            await _show_progress(services, case)
            await _mask(services, waiting[0])
            continue
        await asyncio.sleep(services.rules.album_wait_seconds)
        unfinished = await _unfinished(services, case_id)
        if not unfinished:
            return
        if not any(map(_is_raw, unfinished)):
            await _show_progress(services, case)
            if not await preview.show(services, case_id):
                return


async def _unfinished(services: Services, case_id: int) -> list[Picture]:
    """Pictures not masked yet, or not shown to the author yet."""
    everything = await pictures.of_case(services.database.reader, case_id)
    return [picture for picture in everything if _is_raw(picture) or picture.preview_id is None]


def _is_raw(picture: Picture) -> bool:
    return picture.state is PictureState.RECEIVED


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
        await keep(services, picture, result.masked, rows)


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
    latest = await cases.load(services.database.reader, case.id)
    if member is None or latest is None:
        return
    everything = await pictures.of_case(services.database.reader, case.id)
    done = sum(not _is_raw(picture) for picture in everything)
    speech = services.texts.of(member.language)
    _ = speech.say
    if done < len(everything):
        text = _("🔒 Hiding faces and writing… {done} of {all} done").format(
            done=done, all=len(everything)
        )
        if services.rules.delete_incoming and not await _originals_stand(services, case):
            text += "\n" + _("Your original has been removed from this chat.")
    else:
        text = speech.count(
            "🔒 {number} picture looked at. Check it below.",
            "🔒 {number} pictures looked at. Check them below.",
            done,
        )
    shown = await present(services, case.author_id, latest.status_id, text)
    if shown != latest.status_id:
        async with services.database.transaction() as tx:
            await cases.note(tx, case.id, status_id=shown)


async def _originals_stand(services: Services, case: Case) -> bool:
    """Whether a message with an original may still be in the chat: its id is the position."""
    everything = await pictures.of_case(services.database.reader, case.id, every=True)
    positions = [picture.position for picture in everything]
    return await erasures.stands(services.database.reader, case.author_id, positions)


def row_of(number: int, finding: Finding) -> FindingRow:
    return FindingRow(
        number=number,
        kind=finding.kind.value,
        polygon=finding.polygon,
        score=finding.score,
        source=finding.source,
        hidden=finding.hidden,
    )


def to_finding(row: FindingRow) -> Finding:
    """What the author hid is hidden for certain, however little a detector was sure of it."""
    score = 1.0 if row.hidden and row.changed_by else row.score
    return Finding(Kind(row.kind), row.polygon, score, row.source, row.hidden)

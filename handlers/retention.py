"""Retention: what is no longer needed is purged, at the decision and by sweep."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from handlers.context import Services
from handlers.entrance.evidence import take_away
from moderation.case import DECIDED, ENDED, Case, CaseState, Picture
from moderation.discipline import SANCTIONS_KEPT
from moderation.trail import Entry
from storage import (
    applications,
    audit,
    cases,
    documents,
    exports,
    forgetting,
    inbox,
    pictures,
    sanctions,
    words,
)

# A file without a row is what a crash between the two left; younger ones may yet get their row.
STRAY_AFTER = timedelta(hours=1)

# What was set aside holds what people wrote: an operator has a day to have it taken up again.
ASIDE_KEPT = timedelta(days=1)
# When an erased account asked for its archive: as long as that limits the next one.
LIMITS_KEPT = timedelta(days=1)
# Telegram repeats no update that is older than a day.
NUMBERS_KEPT = timedelta(days=2)
# Who decided what: a year, as for the logs.
AUDIT_KEPT = timedelta(days=365)
# As long as the audit trail names an erased account's number.
ERASED_KEPT = timedelta(days=365)

# Only who may still revise a decided case needs its outlined previews again.
WITHOUT_PREVIEW = DECIDED - {CaseState.REJECTED}


async def purge(services: Services, case: Case) -> None:
    """Originals go at the decision, previews with an approval, all once nothing is shown again."""
    async with services.database.transaction() as tx:
        keys: list[str | None] = []
        for picture in await pictures.of_case(tx, case.id, every=True):
            gone = _without(picture, case.state)
            await pictures.save(tx, picture, gone)
            kept = {gone.original, gone.preview, gone.masked}
            keys += {picture.original, picture.preview, picture.masked} - kept
        await _discard(services, case.id, case.revision, keys)
        if case.state in ENDED:
            await words.forget(tx, case.id)


def _without(picture: Picture, state: CaseState) -> Picture:
    """The picture with the files that a decided case still needs."""
    return replace(
        picture,
        original=None,
        preview=None if state in WITHOUT_PREVIEW else picture.preview,
        masked=None if state in ENDED else picture.masked,
    )


async def _discard(
    services: Services, case_id: int, revision: int, keys: Collection[str | None]
) -> None:
    """Deletes files of a case; that some went is on the trail, once."""
    if any(keys):
        async with services.database.transaction() as tx:
            now, subject = services.clock(), f"case {case_id}"
            await audit.record(tx, now, None, Entry.PURGE, subject, revision)
        await services.discard(*keys)


async def sweep(services: Services) -> None:
    """Purges what is past its time, a damaged row keeps no other; running it twice is harmless."""
    now, reader = services.clock(), services.database.reader
    guard = services.errands.guard
    overdue = await pictures.with_original_of(
        reader, tuple(DECIDED), now - services.rules.originals_kept
    )
    for case_id, ids in overdue.items():
        await guard(_forget_originals(services, case_id, ids))
    # A stop between a decision and its purge leaves files that nobody will look at again.
    for case_id in await pictures.cases_holding(reader, tuple(ENDED), tuple(WITHOUT_PREVIEW)):
        await guard(_purge_ended(services, case_id))
    for application_id in await applications.with_evidence_before(
        reader, now - services.rules.evidence_kept
    ):
        await guard(_forget_evidence(services, application_id))
    await guard(_forget_rows(services))
    await guard(_forget_strays(services))
    # The keys of what was purged leave the write-ahead log too.
    await services.database.checkpoint()


async def _purge_ended(services: Services, case_id: int) -> None:
    ended = await cases.load(services.database.reader, case_id)
    if ended is not None:
        await purge(services, ended)


async def _forget_rows(services: Services) -> None:
    now = services.clock()
    async with services.database.transaction() as tx:
        await forgetting.forget_erased(tx, now - ERASED_KEPT, now)
        await exports.forget_erased(tx, now - LIMITS_KEPT)
        await inbox.forget(tx, now - ASIDE_KEPT, now - NUMBERS_KEPT)
        await audit.cut(tx, now - AUDIT_KEPT)
        await sanctions.forget(tx, now - SANCTIONS_KEPT)


async def _forget_strays(services: Services) -> None:
    reader = services.database.reader
    known = await pictures.keys(reader) | await applications.keys(reader)
    known |= await documents.keys(reader)
    await services.files.forget_strays(known, services.clock() - STRAY_AFTER)


async def _forget_evidence(services: Services, application_id: int) -> None:
    """The file and the photo in the moderators' group; undecided, they can still ask again."""
    # A card that is being shown at this moment names a photo that must go as well.
    async with services.application_locks[application_id]:
        application = await applications.load(services.database.reader, application_id)
        if application is None or application.evidence is None:
            return
        purged = replace(application, evidence=None, evidence_at=None, evidence_message_id=None)
        async with services.database.transaction() as tx:
            if not await applications.swap(tx, application, purged):
                return
            await take_away(services, application)


async def _forget_originals(services: Services, case_id: int, overdue: set[int]) -> None:
    """overdue: ids of pictures of this case, whose words need not be readable for it."""
    async with services.database.transaction() as tx:
        revision, keys = await cases.revision_of(tx, case_id), []
        for picture in await pictures.of_case(tx, case_id, every=True):
            if picture.id in overdue and picture.original is not None:
                keys.append(picture.original)
                await pictures.save(tx, picture, replace(picture, original=None))
        if revision is not None:
            await _discard(services, case_id, revision, keys)

"""A correction and the work in the background leave each other's pictures alone."""

from dataclasses import replace

from handlers.buttons import Act
from handlers.context import Services
from handlers.corrections import hide_whole
from handlers.masking import forget_interrupted, wake
from moderation.case import BEING_PAINTED, Case, Picture
from moderation.member import Member
from storage import pictures
from tests.handlers.fakes import RecordingRequest
from tests.handlers.scenes import correction, finished, stored


async def test_a_picture_being_corrected_is_not_sent_again(
    services: Services,
    telegram: RecordingRequest,
    author: Member,
    draft: Case,
    masked: list[Picture],
) -> None:
    """Somebody looks for work while the correction is on its way to the author."""

    async def look() -> None:
        wake(services, draft.id)
        await finished(services)

    telegram.before("editMessageMedia", look)
    await hide_whole(services, correction(services, author, masked[0], Act.WHOLE))
    assert telegram.of("sendPhoto") == []
    assert [p.preview_id for p in await stored(services, draft.id)] == [
        p.preview_id for p in masked
    ]


async def test_what_was_being_corrected_at_a_stop_is_shown_anew(
    services: Services, telegram: RecordingRequest, draft: Case, masked: list[Picture]
) -> None:
    """The author may have seen an earlier rendering only."""
    async with services.database.transaction() as tx:
        await pictures.save(tx, masked[0], replace(masked[0], preview_id=BEING_PAINTED))
    await forget_interrupted(services)
    wake(services, draft.id)
    await finished(services)
    assert len(telegram.of("sendPhoto")) == 1

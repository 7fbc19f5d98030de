"""Evidence: kept once, sealed, for the application that asked for it, and for no other."""

from dataclasses import replace

import pytest

from handlers.context import Services
from handlers.entrance.handing_in import take_evidence
from moderation.application import ApplicationState
from moderation.member import Member, Role
from storage import applications, documents, file_keys, members
from storage.file_keys import Purpose
from tests.handlers.scenes import folder, said
from tests.moderation.examples import AUTHOR, NOW, make_member


class Cleaner:
    """Returns the photo as it is."""

    async def clean(self, data: bytes) -> bytes:
        return data


@pytest.fixture
async def applicant(services: Services) -> Member:
    """A visitor whose application wants nothing but the photo of a card."""
    services.hider = Cleaner()  # type: ignore[assignment]
    member = make_member(language="en", notice_version=1)
    async with services.database.transaction() as tx:
        await members.meet(tx, AUTHOR, "en", NOW)
        await members.save(tx, member)
        begun = await applications.begin(tx, AUTHOR, NOW)
        filled = replace(begun, role=Role.STUDENT, name="Ada", specialty="dermatology")
        await applications.swap(tx, begun, filled)
    return member


async def test_the_photo_is_kept_as_evidence(services: Services, applicant: Member) -> None:
    """Sealed, and marked as what it is."""
    await take_evidence(services, said(services, applicant, ""), b"card")
    latest = await applications.latest(services.database.reader, AUTHOR)
    assert latest is not None
    assert latest.state is ApplicationState.FILLING
    assert await services.files.get(latest.evidence or "") == b"card"
    [key] = await file_keys.every(services.database.reader)
    assert (key.name, key.purpose) == (latest.evidence, Purpose.EVIDENCE)


async def test_four_photos_are_enough(services: Services, applicant: Member) -> None:
    """The fifth is not kept: neither its file nor its key is left."""
    for number in range(5):
        await take_evidence(services, said(services, applicant, ""), b"card %d" % number)
    latest = await applications.latest(services.database.reader, AUTHOR)
    assert latest is not None
    further = await documents.of_application(services.database.reader, latest.id)
    kept = {latest.evidence, *(each.key for each in further)}
    assert [each.position for each in further] == [2, 3, 4]
    assert {path.name for path in folder(services).iterdir()} == kept
    assert len(await file_keys.every(services.database.reader)) == 4


async def test_a_photo_that_nobody_asked_for_is_not_kept(
    services: Services, applicant: Member
) -> None:
    """Handed in meanwhile: a straggler of an album leaves nothing behind."""
    async with services.database.transaction() as tx:
        latest = await applications.latest(tx, AUTHOR)
        assert latest is not None
        waits = replace(latest, state=ApplicationState.SUBMITTED)
        await applications.swap(tx, latest, waits)
    await take_evidence(services, said(services, applicant, ""), b"card")
    assert not list(folder(services).iterdir())
    assert not await file_keys.every(services.database.reader)

"""The disk fills while people work: they hear so, nothing that was kept is lost, it goes on."""

import errno
import sqlite3
from contextlib import suppress
from typing import Any

from moderation.case import CaseState
from storage import audit, cases
from storage.database import Database
from storage.failures import DISK_FULL
from storage.files import Files
from storage.rows import fetch
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture
from tests.moderation.examples import NOW


class FullDisk:
    """Files on a disk without room for further ones; what is there can be read and deleted."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)

    async def put(self, *_: Any, **__: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")


async def fill(database: Database) -> None:
    """The file may not grow, and no page has room for a further row of the audit trail."""
    [row] = await fetch(database.reader, "PRAGMA page_count")
    await limit(database, row["page_count"])
    with suppress(sqlite3.OperationalError):
        while True:
            async with database.transaction() as tx:
                await audit.record(tx, NOW, 1, "fill", "case 1", 1)


async def limit(database: Database, pages: int) -> None:
    async with database.transaction() as tx:
        await tx.execute(f"PRAGMA max_page_count = {pages}")


def told(clinic: Clinic) -> list[str]:
    """What the operator heard of the disk."""
    return [m.text for m in clinic.operator.sees() if m.text == DISK_FULL]


async def test_a_picture_that_cannot_be_kept(clinic: Clinic) -> None:
    """Its doctor hears so, twice; the operator once; with room again it is taken as usual."""
    services = clinic.bot.services
    kept = services.files
    services.files = FullDisk(kept)
    for _ in range(2):
        sent = clinic.doctor.send_photo(picture(MAGENTA), caption="?")
        await clinic.settle()
        assert "cannot store" in clinic.doctor.last().text
        assert not sent.deleted
    assert told(clinic) == [DISK_FULL]
    services.files = kept
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.preview()


async def test_a_rendering_that_cannot_be_kept(clinic: Clinic) -> None:
    """The original is there: the next sweep masks it, and the doctor need not do anything."""
    services = clinic.bot.services
    kept = services.files

    class FullAfterOne(FullDisk):
        async def put(self, *args: Any, **named: Any) -> str:
            services.files = FullDisk(kept)
            return await kept.put(*args, **named)

    services.files = FullAfterOne(kept)
    clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.operator.expect("The disk is full", timeout=20)
    services.files = kept
    await clinic.sweep()
    await clinic.preview()


async def test_a_decision_that_cannot_be_kept(clinic: Clinic) -> None:
    """The moderator hears so under the tap; the case is as before, and is decided later."""
    await clinic.submit()
    database = clinic.bot.services.database
    await fill(database)
    answer = await clinic.moderator.press("Approve", chat=clinic.moderators)
    assert "cannot store" in answer.text
    case = await cases.load(database.reader, 1)
    assert case is not None
    assert case.state is CaseState.SUBMITTED
    await limit(database, 1_000_000)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    assert told(clinic) == [DISK_FULL]

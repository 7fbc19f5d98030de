"""The disk fills while people work: they hear so, nothing that was kept is lost, it goes on."""

import asyncio
import errno
import sqlite3
from contextlib import suppress
from typing import Any

import pytest

from bot.flood import Floods, Sorted
from moderation.case import CaseState
from storage import audit, cases, pictures
from storage.database import Database
from storage.failures import DISK_FULL
from storage.files import Files
from storage.rows import fetch
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture
from tests.moderation.examples import NOW

BURST = 30


@pytest.fixture(autouse=True)
def _as_in_life(clinic: Clinic) -> None:
    """What comes again because it could not be stored must not look like a flood."""
    clinic.bot.inbox._floods = Floods(BURST)


class FullDisk:
    """Files on a disk without room for further ones; what is there can be read and deleted."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)

    async def put(self, *_: Any, **__: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")


class CountingFloods(Floods):
    """Knows how often something was brought."""

    deliveries = 0

    def sort(self, *args: Any) -> Sorted:
        self.deliveries += 1
        return super().sort(*args)


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
    """Its doctor hears so, the operator once; with room again it is taken up by itself."""
    services = clinic.bot.services
    kept = services.files
    services.files = FullDisk(kept)
    sent = [clinic.doctor.send_photo(picture(MAGENTA), caption="?") for _ in range(2)]
    await clinic.doctor.expect("cannot store")
    await clinic.operator.expect("The disk is full")
    assert not any(message.deleted for message in sent)
    services.files = kept
    await clinic.preview()
    await clinic.settle()
    assert len(await pictures.of_case(services.database.reader, 1)) == 2
    assert told(clinic) == [DISK_FULL]


async def test_an_update_that_cannot_be_kept(clinic: Clinic) -> None:
    """Telegram keeps it until it is stored: nothing is lost although the file may not grow."""
    database = clinic.bot.services.database
    await fill(database)
    clinic.doctor.send_text("/whoami " + "x" * 4000)
    await clinic.operator.expect("The disk is full")
    await limit(database, 1_000_000)
    await clinic.doctor.expect(str(clinic.doctor.id))
    assert told(clinic) == [DISK_FULL]


async def test_an_album_that_cannot_be_kept(clinic: Clinic) -> None:
    """Telegram brings it again and again: that is no flood, and all of it is there in the end."""
    database = clinic.bot.services.database
    floods = clinic.bot.inbox._floods = CountingFloods(BURST)
    await fill(database)
    words = "What is it? " + "x" * 900
    clinic.doctor.send_album([picture() for _part in range(10)], caption=words)
    await clinic.operator.expect("The disk is full")
    while floods.deliveries < 6:
        await asyncio.sleep(0.01)
    await limit(database, 1_000_000)
    await clinic.preview()
    assert len(await pictures.of_case(database.reader, 1)) == 10


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
    """The case is as before; the moderator's tap waits, and decides once there is room."""
    await clinic.submit()
    database = clinic.bot.services.database
    await fill(database)
    await clinic.moderator.press("Approve", chat=clinic.moderators)
    await clinic.operator.expect("The disk is full")
    case = await cases.load(database.reader, 1)
    assert case is not None
    assert case.state is CaseState.SUBMITTED
    await limit(database, 1_000_000)
    await clinic.doctor.expect("is published")
    assert told(clinic) == [DISK_FULL]

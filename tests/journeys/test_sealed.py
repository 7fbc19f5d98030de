"""Sealed at rest: nothing of a case can be read from the folder of the bot."""

from pathlib import Path

from storage import file_keys
from storage.file_keys import Purpose
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture
from tests.storage.examples import MASTER, holding

# A file may carry anything behind its picture, and an original is kept as it came.
MARK = b"MARKED-PIXELS-OF-AN-ORIGINAL"
ORIGINAL = picture(MAGENTA, CYAN) + MARK
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"JFIF")


async def draft(clinic: Clinic) -> None:
    clinic.doctor.send_document(ORIGINAL, "skin.png", caption="What is it?")
    await clinic.preview()
    await clinic.settle()


def readable(folder: Path) -> list[str]:
    """Every file, database and log included, that holds the mark or looks like a picture."""
    return sorted({name for mark in (MARK, *PICTURES) for name in holding(folder, mark)})


async def laid_open(clinic: Clinic) -> None:
    """Puts the folder back to what an earlier version left: files in clear, and their list."""
    services = clinic.bot.services
    for key in await file_keys.every(services.database.reader):
        data = await services.files.get(key.name)
        services.files._folder.write(key.name, data)
        async with services.database.transaction() as tx:
            await file_keys.forget(tx, [key.name])
            await tx.execute("INSERT INTO unsealed_file VALUES (?, ?)", (key.name, key.purpose))


async def test_nothing_of_a_case_can_be_read(clinic: Clinic) -> None:
    """Original, masked picture and preview, while the bot runs and after it stopped."""
    await draft(clinic)
    every = await file_keys.every(clinic.bot.services.database.reader)
    assert {key.purpose for key in every} == {Purpose.ORIGINAL, Purpose.MASKED, Purpose.PREVIEW}
    assert {key.name for key in every} == clinic.files()
    assert readable(clinic.settings.storage.folder) == []
    await clinic.stop()
    assert readable(clinic.settings.storage.folder) == []
    await clinic.start()


async def test_files_of_an_earlier_version_are_sealed_at_the_start(clinic: Clinic) -> None:
    """And the case goes on from them, to its publication."""
    await draft(clinic)
    await laid_open(clinic)
    assert len(readable(clinic.settings.storage.folder)) == 3
    await clinic.restart()
    assert readable(clinic.settings.storage.folder) == []
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-", clinic.moderators)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


async def test_after_the_decision_the_keys_are_gone_from_the_log(clinic: Clinic) -> None:
    """At the latest with the next sweep: no trace of an original's key is left anywhere."""
    await draft(clinic)
    services = clinic.bot.services
    every = {key.purpose: key for key in await file_keys.every(services.database.reader)}
    original = every[Purpose.ORIGINAL]
    folder = clinic.settings.storage.folder
    assert holding(folder, original.wrapped)
    await clinic.doctor.press("Cancel", clinic.doctor.last())
    await clinic.doctor.press("Yes, throw it away")
    await clinic.sweep()
    assert not clinic.files()
    assert holding(folder, original.wrapped) == []
    assert holding(folder, original.unwrapped(MASTER)) == []

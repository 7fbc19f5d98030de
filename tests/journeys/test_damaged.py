"""One damaged text in the database: the bot starts, its case waits, everything else goes on."""

import sqlite3
from contextlib import closing

import pytest

from storage import inbox
from storage.failures import DAMAGED
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture

DAY = 24 * 3600
SECRET = "Mme SECRETNAME"


async def damage(clinic: Clinic, where: str = "id = 1") -> None:
    """While the bot is stopped; SQLite's own check of the file finds nothing wrong with it."""
    await clinic.settle()
    await clinic.stop()
    with closing(sqlite3.connect(clinic.settings.storage.folder / "medpics.sqlite")) as database:
        sql = "UPDATE medical_case SET question = CAST(x'ff' || CAST(? AS BLOB) AS TEXT) WHERE "
        database.execute(sql + where, (SECRET,))
        database.commit()
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def told(clinic: Clinic) -> list[str]:
    return [m.text for m in clinic.operator.sees() if m.text == DAMAGED]


@pytest.mark.parametrize("last", ["Send to the moderators", "Approve"])
async def test_a_damaged_case_keeps_nobody_from_starting(clinic: Clinic, last: str) -> None:
    """Waiting for moderators or for its channel: operators hear of it once, others go on."""
    if last == "Approve":
        await clinic.submit()
        clinic.messenger.admit_bot(clinic.channel, rights=["can_invite_users"])
        await clinic.approve(clinic.moderator)
    else:
        await clinic.submit()
    await damage(clinic)
    clinic.messenger.faults.clear()
    await clinic.start()
    await clinic.settle()
    assert told(clinic)[:1] == [DAMAGED]
    clinic.colleague.send_photo(picture(MAGENTA), caption="And this?")
    await clinic.preview(clinic.colleague)


async def test_the_chat_of_a_damaged_case_is_not_silent(clinic: Clinic) -> None:
    """What cannot be read is set aside, its person and the operators hear, and /help answers."""
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await damage(clinic)
    await clinic.start()
    clinic.doctor.send_text("/cases")
    clinic.doctor.send_text("/help")
    await clinic.doctor.expect("Sorry, that went wrong")
    await clinic.doctor.expect("/cases")
    await clinic.settle()
    assert await inbox.waiting(clinic.bot.services.database.reader) == 0
    assert told(clinic)[:1] == [DAMAGED]
    assert [m for m in clinic.operator.sees() if "set it aside" in m.text]


async def test_what_waits_beside_a_damaged_case_is_seen_to(clinic: Clinic) -> None:
    """A card that was not shown before the stop is shown after it, although the older case beside
    it cannot be read.
    """
    await clinic.submit()
    clinic.messenger.faults.reset_before("sendPhoto", count=1000)
    clinic.doctor.send_photo(picture(MAGENTA), caption="And this?")
    await clinic.settle()
    clinic.messenger.faults.clear()
    await clinic.sweep()
    await clinic.preview()
    await clinic.fill()
    clinic.messenger.faults.reset_before("sendPhoto", count=1000)
    await clinic.doctor.press("Send to the moderators")
    await clinic.settle()
    await damage(clinic)
    clinic.messenger.faults.clear()
    await clinic.start()
    await clinic.moderator.expect("Case MP-00002", clinic.moderators)


async def test_originals_of_a_damaged_case_are_purged(clinic: Clinic) -> None:
    """Their day is over whether or not the words beside them can be read."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    before = clinic.files()
    await damage(clinic)
    await clinic.start()
    clinic.messenger.clock.advance(DAY + 3600)
    await clinic.sweep()
    assert len(before) - len(clinic.files()) == 1
    assert told(clinic)[:1] == [DAMAGED]


async def test_a_damaged_draft_keeps_no_other_draft(clinic: Clinic) -> None:
    """Both lay untouched for too long; the one that can be read is thrown away."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    clinic.colleague.send_photo(picture(MAGENTA), caption="And this?")
    await clinic.preview(clinic.colleague)
    await damage(clinic)
    await clinic.start()
    clinic.messenger.clock.advance(DAY + 3600)
    await clinic.sweep()
    await clinic.colleague.expect("lay untouched for too long")


async def test_the_queue_names_a_damaged_case(clinic: Clinic) -> None:
    """Moderators see that it waits, beside the others, although its words cannot be read."""
    await clinic.submit()
    await damage(clinic)
    await clinic.start()
    clinic.moderator.send_text("/queue", clinic.moderators)
    await clinic.moderator.expect("MP-00001 · ", clinic.moderators)

"""Lost and restored: the bot goes on from a backup in a fresh folder, and posts nothing twice."""

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from bot.backup import backup, restore
from bot.settings import Settings
from bot.vault import open_stores
from moderation.case import ENDED, CaseState
from sandbox.seen import Seen
from storage import audit, cases, pictures, proof
from tests.journeys.applying import apply, prove
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture, shows
from tests.moderation.examples import NOW

DOUBT = "did not say whether"


def now(clinic: Clinic) -> datetime:
    return clinic.messenger.clock.now()


async def save(clinic: Clinic, name: str = "a.backup") -> Path:
    """While the bot runs."""
    target = clinic.settings.storage.folder.parent / name
    assert await backup(clinic.settings, target, now(clinic)) == 0
    return target


async def lose_all(clinic: Clinic, source: Path, folder: str = "new") -> None:
    """The machine burns; the backup is restored elsewhere, and the bot started there."""
    await clinic.settle()
    await clinic.stop()
    clinic.settings = at(clinic, clinic.settings.storage.folder.parent / folder)
    assert await restore(clinic.settings, source, now(clinic)) == 0
    await clinic.start()
    await clinic.settle()


def at(clinic: Clinic, folder: Path) -> Settings:
    """The settings of the clinic, with another storage folder and the same master key."""
    storage = clinic.settings.storage.model_copy(update={"folder": folder})
    return clinic.settings.model_copy(update={"storage": storage})


async def state(clinic: Clinic, case_id: int = 1) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    return case.state


def channel_posts(clinic: Clinic) -> list[Seen]:
    return clinic.operator.sees(clinic.channel)


async def test_a_waiting_case_is_decided_and_published(clinic: Clinic) -> None:
    """It is shown anew; the post comes once a moderator says that it is not there."""
    await clinic.submit()
    await clinic.settle()
    await lose_all(clinic, await save(clinic))
    await clinic.moderator.expect("restored from a backup", clinic.moderators)
    await clinic.doctor.press("Still yes")
    await clinic.settle()
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    cards = [m for m in clinic.moderator.sees(clinic.moderators) if "Case MP-00001" in m.text]
    assert len(cards) == 1
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect(DOUBT, clinic.moderators)
    assert not channel_posts(clinic)
    await clinic.moderator.press("It is missing", chat=clinic.moderators)
    await clinic.doctor.expect("is published")
    [post] = channel_posts(clinic)
    assert not shows(post.picture, MAGENTA)


async def test_a_case_that_was_posted_since_is_not_posted_again(clinic: Clinic) -> None:
    """Approved at the backup, posted after it: neither a start nor sweeps post it once more."""
    await clinic.submit()
    clinic.messenger.faults.flood("sendPhoto", retry_after=3, count=4)
    await clinic.approve(clinic.moderator)
    await clinic.settle()
    source = await save(clinic)
    clinic.messenger.faults.clear()
    await clinic.sweep()
    await clinic.doctor.expect("is published")
    await lose_all(clinic, source)
    await clinic.doctor.press("Still yes")
    for _again in range(2):
        await clinic.sweep()
        await clinic.restart()
    assert len(channel_posts(clinic)) == 1
    assert await state(clinic) is CaseState.APPROVED
    await clinic.moderator.expect(DOUBT, clinic.moderators)


async def test_an_old_card_decides_nothing(clinic: Clinic) -> None:
    """Sent after the backup with other pictures: its buttons do not approve what is sent now."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="The first")
    await clinic.preview()
    source = await save(clinic)
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    old = await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    await lose_all(clinic, source)
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-00001", clinic.moderators, since=old)
    await clinic.moderator.press("Approve", old, chat=clinic.moderators)
    await clinic.settle()
    assert await state(clinic) is CaseState.SUBMITTED


async def test_a_number_of_the_lost_hours_is_nobody_elses(clinic: Clinic) -> None:
    """The card of a case that is gone does not decide about the next new one."""
    source = await save(clinic)
    await clinic.submit()
    old = clinic.moderator.last(clinic.moderators)
    await lose_all(clinic, source)
    await clinic.submit(picture(CYAN))
    await clinic.moderator.press("Approve", old, chat=clinic.moderators)
    await clinic.settle()
    assert not channel_posts(clinic)
    mine = await cases.of_author(clinic.bot.services.database.reader, clinic.doctor.id)
    assert [(case.id, case.state) for case in mine] == [(1001, CaseState.SUBMITTED)]


async def test_a_draft_goes_on(clinic: Clinic) -> None:
    """Its masked picture is shown again; one that was not masked yet has to be sent again."""
    gate = clinic.messenger.faults.hold("sendMessage")
    clinic.doctor.send_album([picture(MAGENTA), picture(CYAN)], caption="Two views")
    await gate.arrived.wait()
    source = await save(clinic)
    gate.release()
    await clinic.preview()
    await lose_all(clinic, source)
    await clinic.doctor.expect("could not be masked")
    for _picture in range(2):
        await clinic.doctor.press("Remove this picture")
    clinic.doctor.send_photo(picture(MAGENTA))
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.doctor.expect("is with the moderators")


async def test_an_applicant_sends_the_card_again(clinic: Clinic) -> None:
    """No backup has it; the old photo leaves the group, and the journey goes on from there."""
    await apply(clinic, clinic.stranger)
    await clinic.settle()
    old = [m for m in clinic.moderator.sees(clinic.moderators) if m.kind == "photo"]
    await lose_all(clinic, await save(clinic))
    await clinic.stranger.expect("photo of your card was lost")
    assert not [m for m in clinic.moderator.sees(clinic.moderators) if m.kind == "photo"]
    await prove(clinic.stranger)
    await clinic.moderator.expect("Application no", clinic.moderators)
    await clinic.moderator.press("Accept", chat=clinic.moderators)
    await clinic.stranger.expect("You are in")
    assert old


async def test_a_published_case_can_still_be_withdrawn(clinic: Clinic) -> None:
    """The restored bot knows its post, and the copy in the discussion."""
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await clinic.settle()
    await lose_all(clinic, await save(clinic))
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    for label in ("MP-00001", "Withdraw", "Yes, withdraw it"):
        await clinic.doctor.press(label)
    await clinic.settle()
    assert not channel_posts(clinic)
    assert not [m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo"]
    assert not clinic.files()


async def test_a_picture_that_is_lost_is_asked_for(clinic: Clinic) -> None:
    """Its file was gone before the backup: the author hears so, and the bot starts."""
    await clinic.submit()
    for name in clinic.files():
        await clinic.bot.services.files.delete(name)
    await lose_all(clinic, await save(clinic))
    assert await state(clinic) is CaseState.CHANGES_ASKED
    await clinic.doctor.expect("was lost on my side")
    await clinic.sweep()
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    for label in ("MP-00001", "Revise"):
        await clinic.doctor.press(label)
    await clinic.doctor.expect("could not be masked")
    await clinic.doctor.press("Remove this picture")
    clinic.doctor.send_photo(picture(MAGENTA))
    await clinic.preview()


async def test_a_maybe_of_before_stays_a_maybe(clinic: Clinic) -> None:
    """A post whose answer was lost before the backup is asked about, not sent again."""
    await clinic.submit()
    clinic.messenger.faults.timeout_before("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect(DOUBT, clinic.moderators)
    await lose_all(clinic, await save(clinic))
    await clinic.doctor.press("Still yes")
    await clinic.sweep()
    assert not channel_posts(clinic)
    await clinic.moderator.expect(DOUBT, clinic.moderators)
    await clinic.moderator.press("It is missing", chat=clinic.moderators)
    await clinic.doctor.expect("is published")
    assert len(channel_posts(clinic)) == 1


async def test_restored_twice(clinic: Clinic) -> None:
    """A backup of a restored house restores as well, and the trail holds through both."""
    await clinic.submit()
    await lose_all(clinic, await save(clinic))
    await lose_all(clinic, await save(clinic, "b.backup"), "newer")
    await clinic.doctor.press("Still yes", clinic.doctor.last())
    await clinic.settle()
    assert (await audit.check(clinic.bot.services.database.reader)).broken is None
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect(DOUBT, clinic.moderators)
    await clinic.moderator.press("It is missing", chat=clinic.moderators)
    await clinic.doctor.expect("is published")
    assert len(channel_posts(clinic)) == 1


async def test_backups_while_people_work(clinic: Clinic) -> None:
    """Two doctors send, moderators decide, pictures are corrected: every backup is whole."""
    taken = 0
    done = asyncio.Event()

    async def save_all_the_time() -> None:
        nonlocal taken
        while not done.is_set():
            source = await save(clinic, f"{taken}.backup")
            assert (await proof.verify(source)).lacking == 0
            house = source.parent / f"house{taken}"
            assert await restore(at(clinic, house), source, now(clinic)) == 0
            await check(at(clinic, house))
            taken += 1

    saving = asyncio.create_task(save_all_the_time())
    clinic.colleague.send_photo(picture(MAGENTA), caption="Another")
    await clinic.preview(clinic.colleague)
    for label in ("Show #1", "Hide #1") * 3:
        await clinic.colleague.press(label)
        await clinic.settle()
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await clinic.settle()
    done.set()
    await saving
    assert taken > 3


async def check(settings: Settings) -> None:
    """Every masked picture that a row names is there, byte for byte, and the trail fits."""
    database, files = await open_stores(settings.storage, lambda: NOW)
    for case_id in await cases.ids_in_states(database.reader, CaseState):
        case = await cases.load(database.reader, case_id)
        assert case is not None
        for shown in await pictures.of_case(database.reader, case.id):
            if shown.digest and case.state not in ENDED:
                data = await files.get(shown.masked)
                assert hashlib.sha256(data).hexdigest() == shown.digest
    assert (await audit.check(database.reader)).broken is None
    await database.close()


@pytest.mark.parametrize("quorum", [2])
async def test_who_left_meanwhile_has_no_power(clinic: Clinic) -> None:
    """On the list of the backup, but not in the group: their approval no longer counts."""
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.settle()
    source = await save(clinic)
    clinic.moderators.remove(clinic.moderator)
    await lose_all(clinic, source)
    await clinic.doctor.press("Still yes")
    await clinic.settle()
    await clinic.approve(clinic.second)
    await clinic.settle()
    case = await cases.load(clinic.bot.services.database.reader, 1)
    assert case is not None
    assert await state(clinic) is CaseState.SUBMITTED
    reviews = await cases.reviews(clinic.bot.services.database.reader, 1)
    assert [review.reviewer_id for review in reviews] == [clinic.second.id]

"""Frames: a picture whose message is not on record never stands in a chat, and no card decides."""

import pytest

from moderation.case import CaseState
from sandbox.people import Person
from sandbox.rooms import Room
from sandbox.seen import Seen
from storage import cases
from tests.journeys.applying import prove, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, SKIN, picture, shows

LOST = ("reset_after", "timeout_after")


def photos(person: Person, room: Room | None = None) -> list[Seen]:
    return [seen for seen in person.sees(room) if seen.kind == "photo"]


def of_patients(seen: list[Seen]) -> list[Seen]:
    """Those that show skin, and not a blank frame."""
    return [each for each in seen if shows(each.picture, SKIN)]


async def state(clinic: Clinic) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, 1)
    assert case is not None
    return case.state


@pytest.mark.parametrize("fault", LOST)
async def test_a_preview_whose_answer_was_lost(clinic: Clinic, fault: str) -> None:
    """It is sent once more; what stands there unknown is blank, and the draft leaves nothing."""
    getattr(clinic.messenger.faults, fault)("sendPhoto")
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    await clinic.settle()
    assert len(photos(clinic.doctor)) == 2
    assert len(of_patients(photos(clinic.doctor))) == 1
    await clinic.doctor.press("Cancel")
    await clinic.doctor.press("Yes, throw it away")
    await clinic.settle()
    assert not of_patients(photos(clinic.doctor))


async def test_a_frame_that_its_author_deletes_is_made_anew(clinic: Clinic) -> None:
    """The picture is not refused for it."""
    filling = clinic.messenger.faults.hold("editMessageMedia")
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await filling.arrived.wait()
    (frame,) = photos(clinic.doctor)
    frame.record.deleted = True
    filling.release()
    await clinic.preview()
    assert len(of_patients(photos(clinic.doctor))) == 1


async def test_a_draft_thrown_away_while_its_preview_comes(clinic: Clinic) -> None:
    """The picture goes with it, however late it came."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    await clinic.settle()
    filling = clinic.messenger.faults.hold("editMessageMedia")
    clinic.doctor.send_photo(picture(CYAN))
    await filling.arrived.wait()
    await clinic.doctor.press("Cancel")
    await clinic.doctor.press("Yes, throw it away")
    filling.release()
    await clinic.settle()
    assert not photos(clinic.doctor)


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("count", [1, 2])
async def test_an_album_whose_answer_was_lost(clinic: Clinic, fault: str, count: int) -> None:
    """The moderators see the pictures once; withdrawn, none of them is left."""
    clinic.doctor.send_album([picture(MAGENTA), picture(CYAN)][:count], caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    getattr(clinic.messenger.faults, fault)("sendPhoto" if count == 1 else "sendMediaGroup")
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    await clinic.settle()
    assert len(of_patients(photos(clinic.moderator, clinic.moderators))) == count
    clinic.doctor.send_text("/cases")
    for label in ("MP-00001", "Withdraw", "Yes, withdraw it"):
        await clinic.doctor.press(label)
    await clinic.settle()
    assert await state(clinic) is CaseState.WITHDRAWN
    assert not of_patients(photos(clinic.moderator, clinic.moderators))


@pytest.mark.parametrize("fault", LOST)
async def test_a_card_whose_answer_was_lost_decides_nothing(clinic: Clinic, fault: str) -> None:
    """It stands there twice, but has buttons once."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    album = clinic.messenger.faults.hold("editMessageMedia")
    await clinic.doctor.press("Send to the moderators")
    await album.arrived.wait()
    await clinic.messenger.idle()
    getattr(clinic.messenger.faults, fault)("sendMessage")
    album.release()
    await clinic.settle()
    cards = [m for m in clinic.moderator.sees(clinic.moderators) if "Case MP-00001" in m.text]
    assert [bool(card.buttons) for card in cards] == [False, True]
    await clinic.approve(clinic.moderator)
    await clinic.settle()
    assert not any(card.buttons for card in cards)


@pytest.mark.parametrize("fault", LOST)
async def test_the_card_of_an_application_as_well(clinic: Clinic, fault: str) -> None:
    """One of two has buttons, and none once it is decided."""
    await to_evidence(clinic.stranger)
    photo = clinic.messenger.faults.hold("editMessageMedia")
    await prove(clinic.stranger)
    await photo.arrived.wait()
    await clinic.messenger.idle()
    getattr(clinic.messenger.faults, fault)("sendMessage")
    photo.release()
    await clinic.settle()
    cards = [m for m in clinic.moderator.sees(clinic.moderators) if "Application no" in m.text]
    assert [bool(card.buttons) for card in cards] == [False, True]
    await clinic.moderator.press("Accept", chat=clinic.moderators)
    await clinic.settle()
    assert not any(card.buttons for card in cards)


async def test_a_frame_that_telegram_does_not_take_is_made_anew(clinic: Clinic) -> None:
    """Somebody deleted it in the moderators' group: the next sweep shows the case whole."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    filling = clinic.messenger.faults.hold("editMessageMedia")
    await clinic.doctor.press("Send to the moderators")
    await filling.arrived.wait()
    (frame,) = photos(clinic.moderator, clinic.moderators)
    frame.record.deleted = True
    filling.release()
    await clinic.settle()
    await clinic.sweep()
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    assert len(of_patients(photos(clinic.moderator, clinic.moderators))) == 1

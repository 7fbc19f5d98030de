"""Lost files: the disk lost or altered a picture, and nobody waits for it for ever."""

import pytest

from moderation.case import CaseState
from storage import pictures
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture
from tests.journeys.test_upkeep import posts, says, state

ALARM = "cannot be opened"


async def damage(clinic: Clinic, *kinds: str) -> None:
    """The files of these kinds of the first picture, on the disk alone."""
    [row] = await pictures.of_case(clinic.bot.services.database.reader, 1)
    for kind in kinds:
        path = clinic.settings.storage.folder / "files" / str(getattr(row, kind))
        path.write_bytes(b"damaged")


async def before_the_preview(clinic: Clinic, *kinds: str) -> None:
    """Masked, and lost while the blank frame of the preview is on its way."""
    framing = clinic.messenger.faults.hold("sendPhoto")
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await framing.arrived.wait()
    await damage(clinic, *kinds)
    framing.release()


async def to_moderators(clinic: Clinic) -> None:
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.settle()


async def test_a_lost_preview_is_painted_anew(clinic: Clinic) -> None:
    """While the original is there nobody has to do anything; the operator hears of the disk."""
    await before_the_preview(clinic, "preview", "masked")
    await clinic.preview()
    await clinic.settle()
    shown = [seen for seen in clinic.doctor.sees() if seen.kind == "photo"]
    assert len(shown) == 1
    assert len(says(clinic.operator, ALARM)) == 1
    await to_moderators(clinic)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


async def test_a_picture_lost_for_good_is_asked_for_again(clinic: Clinic) -> None:
    """Nothing is left to paint it from: its author removes it and goes on with another."""
    await before_the_preview(clinic, "preview", "masked", "original")
    await clinic.doctor.expect("One picture could not be masked")
    await clinic.doctor.press("Remove this picture")
    clinic.doctor.send_photo(picture(CYAN), caption="What is it?")
    await clinic.preview()
    await clinic.sweep()
    assert len(says(clinic.operator, ALARM)) == 1


@pytest.mark.parametrize("is_shown", [False, True])
async def test_a_lost_picture_goes_back_to_its_author(clinic: Clinic, is_shown: bool) -> None:
    """Sent, and never shown to moderators: the case comes back, its empty card goes, and with a
    new picture it is decided like any other.
    """
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    if is_shown:
        framing = clinic.messenger.faults.hold("sendPhoto")
        await clinic.fill()
        await clinic.doctor.press("Send to the moderators")
        await framing.arrived.wait()
        await damage(clinic, "masked")
        framing.release()
    else:
        await damage(clinic, "masked")
        await to_moderators(clinic)
    await clinic.doctor.expect("was lost on my side")
    await clinic.settle()
    assert await state(clinic) is CaseState.CHANGES_ASKED
    assert not [m for m in clinic.moderator.sees(clinic.moderators) if m.kind == "photo"]
    [told] = says(clinic.operator, ALARM)
    assert "MP-00001" in told.text
    await clinic.sweep()
    assert len(says(clinic.operator, ALARM)) == 1

    await clinic.doctor.press("Revise")
    await clinic.doctor.press("Remove this picture")
    clinic.doctor.send_photo(picture(CYAN))
    await clinic.preview()
    await to_moderators(clinic)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    assert posts(clinic) == 1


@pytest.mark.parametrize("language", ["fr"])
async def test_in_french(clinic: Clinic) -> None:
    """What operator and author read."""
    await clinic.verify(clinic.doctor, language="fr")
    framing = clinic.messenger.faults.hold("sendPhoto")
    clinic.doctor.send_photo(picture(MAGENTA), caption="Quoi ?")
    await framing.arrived.wait()
    await damage(clinic, "preview")
    framing.release()
    told = await clinic.operator.expect("ne s’ouvre plus")
    assert "MP-00001" in told.text

"""Late proof: a post that was given up for lost turns up, and does not stay unknown."""

from moderation.case import CaseState
from tests.journeys.clinic import Clinic
from tests.journeys.rights import forget
from tests.journeys.test_upkeep import posts, says, state
from tests.journeys.test_withdraw import album, copies, take_back

TURNED_UP = "turned up in its channel"


async def lost(clinic: Clinic) -> None:
    """Posted, without an answer, and its automatic forward is slow."""
    await clinic.submit()
    clinic.messenger.hold_forwards()
    clinic.messenger.faults.timeout_after("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("did not say whether", clinic.moderators)


async def test_sent_again_too_early(clinic: Clinic) -> None:
    """The first post and its copy go, moderators hear it once, and a takedown leaves nothing."""
    await lost(clinic)
    await clinic.moderator.press("It is missing", chat=clinic.moderators)
    await clinic.doctor.expect("is published")
    await clinic.settle()
    assert posts(clinic) == 2
    clinic.messenger.release_forwards()
    await clinic.settle()
    assert posts(clinic) == len(copies(clinic)) == 1
    assert await state(clinic) is CaseState.PUBLISHED
    assert len(says(clinic.moderator, TURNED_UP, clinic.moderators)) == 1
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    await clinic.moderator.expect("is taken down", clinic.moderators)
    await clinic.settle()
    assert posts(clinic) == len(copies(clinic)) == 0


async def test_withdrawn_before_the_proof(clinic: Clinic) -> None:
    """Nobody knew whether it was posted when it ended: the forward shows it, and it goes."""
    await lost(clinic)
    await take_back(clinic)
    await clinic.settle()
    assert posts(clinic) == 1
    clinic.messenger.release_forwards()
    await clinic.settle()
    assert posts(clinic) == len(copies(clinic)) == 0
    assert await state(clinic) is CaseState.WITHDRAWN
    assert len(says(clinic.moderator, TURNED_UP, clinic.moderators)) == 1


async def test_erased_before_the_proof(clinic: Clinic) -> None:
    """Of a forgotten case no word is left, but its tag is enough to take its post away."""
    await lost(clinic)
    await take_back(clinic)
    await forget(clinic, clinic.doctor, "Erase my account")
    clinic.messenger.release_forwards()
    await clinic.settle()
    assert posts(clinic) == len(copies(clinic)) == 0


async def test_an_album_stays_whole(clinic: Clinic) -> None:
    """Forwards of the post that is known take nothing of it away."""
    await album(clinic)
    assert posts(clinic) == len(copies(clinic)) == 2
    assert not says(clinic.moderator, TURNED_UP, clinic.moderators)

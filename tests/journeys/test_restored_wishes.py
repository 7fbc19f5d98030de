"""Restored wishes: what an author took back after the backup does not come true again."""

import pytest

from moderation.case import CaseState
from sandbox.seen import Seen
from tests.journeys.clinic import Clinic
from tests.journeys.test_backup import DOUBT, lose_all, save
from tests.journeys.test_upkeep import days_later, posts, says, state
from tests.journeys.test_withdraw import take_back

STILL = "know nothing of what happened since"


def cards(clinic: Clinic) -> list[Seen]:
    return [m for m in clinic.moderator.sees(clinic.moderators) if "Case MP-00001 ·" in m.text]


async def withdrawn_since(clinic: Clinic, *, approved: bool) -> None:
    """Taken back after the backup, and there again after the restore."""
    await clinic.submit()
    if approved:
        clinic.messenger.admit_bot(clinic.channel, rights=["can_invite_users"])
        await clinic.settle()
        await clinic.approve(clinic.moderator)
        await clinic.settle()
    source = await save(clinic)
    await take_back(clinic)
    await lose_all(clinic, source)
    clinic.messenger.admit_bot(clinic.channel)
    await clinic.settle()


@pytest.mark.parametrize("approved", [False, True])
async def test_nothing_is_shown_before_the_author_says_so(clinic: Clinic, approved: bool) -> None:
    """No card that could be decided, no question whether it is missing, no post; for days."""
    await withdrawn_since(clinic, approved=approved)
    before, doubts = len(cards(clinic)), len(says(clinic.moderator, DOUBT, clinic.moderators))
    asked = await clinic.doctor.expect(STILL)
    assert "MP-00001" in asked.text
    for _day in range(2):
        await days_later(clinic)
        await clinic.restart()
    assert posts(clinic) == 0
    assert not any(card.keyboard for card in cards(clinic))
    assert len(cards(clinic)) == before
    assert len(says(clinic.moderator, DOUBT, clinic.moderators)) == doubts
    await clinic.doctor.press("Withdraw", asked)
    await clinic.doctor.press("Yes, withdraw it")
    await clinic.settle()
    assert await state(clinic) is CaseState.WITHDRAWN
    assert posts(clinic) == 0
    assert not clinic.files()


async def test_still_yes(clinic: Clinic) -> None:
    """It goes on as it would have: shown, decided, asked about, posted; the buttons go."""
    await withdrawn_since(clinic, approved=False)
    asked = await clinic.doctor.expect(STILL)
    await clinic.doctor.press("Still yes", asked)
    await clinic.settle()
    [card] = [card for card in cards(clinic) if card.keyboard]
    await clinic.moderator.press("Approve", card, chat=clinic.moderators)
    await clinic.moderator.expect(DOUBT, clinic.moderators)
    await clinic.moderator.press("It is missing", chat=clinic.moderators)
    await clinic.doctor.expect("is published")
    assert posts(clinic) == 1
    assert not asked.keyboard


async def test_still_yes_to_what_was_approved(clinic: Clinic) -> None:
    """The approval of the time counts; a moderator looks before it is posted."""
    await withdrawn_since(clinic, approved=True)
    await clinic.doctor.press("Still yes")
    await clinic.moderator.expect(DOUBT, clinic.moderators)
    await clinic.moderator.press("It is missing", chat=clinic.moderators)
    await clinic.doctor.expect("is published")
    assert posts(clinic) == 1


async def test_moderators_can_end_what_nobody_answers_for(clinic: Clinic) -> None:
    """An approved case whose author never answers is ended by /takedown, as any other."""
    await withdrawn_since(clinic, approved=True)
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    await clinic.settle()
    assert await state(clinic) is CaseState.TAKEN_DOWN
    assert posts(clinic) == 0

"""Members: moderators find a person and their history; a colleague invites, and proves nothing."""

from datetime import timedelta

from moderation.member import Role
from storage import invitations
from tests.journeys.applying import RPPS, apply
from tests.journeys.clinic import Clinic
from tests.journeys.test_suspend import suspend


async def ask(clinic: Clinic, words: str) -> str:
    """What /members answers in the moderators' group."""
    asked = clinic.moderator.send_text(f"/members {words}".strip(), clinic.moderators)
    await clinic.settle()
    answers = clinic.moderator.sees(clinic.moderators)
    return next(seen.text for seen in answers if seen.id > asked.id)


async def test_counts_and_waiting_times(clinic: Clinic) -> None:
    """How many there are of each standing, what waits and since when, how long decisions took."""
    card = await apply(clinic, clinic.stranger)
    clinic.messenger.clock.advance(timedelta(hours=3, minutes=20).total_seconds())
    waiting = await ask(clinic, "")
    assert "verified: 2" in waiting
    assert "waiting: 1, the oldest for 3 h" in waiting
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.settle()
    decided = await ask(clinic, "")
    assert "waiting: 0" in decided
    assert "1 accepted, 0 refused, half of them within 3 h 20 min" in decided
    assert "verified: 3" in decided


async def test_a_persons_history(clinic: Clinic) -> None:
    """By number: standing, application, and who did what to them; in the group alone."""
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.stranger.expect("You are in")
    await suspend(clinic, who="ada")
    told = await ask(clinic, RPPS)
    assert told.startswith("Ada Applicant")
    assert "suspended" in told.split("\n")[0]
    assert f"Application no. 1: Ada Applicant, number {RPPS}" in told
    assert "accepted (application 1) · Max Moderator" in told
    assert "suspended · Max Moderator" in told


async def test_several_and_nobody(clinic: Clinic) -> None:
    """Each on a line; and a sentence when there is none."""
    several = await ask(clinic, "dr")
    assert "Dr Dora Doctor" in several
    assert "Dr Cleo Colleague" in several
    assert "Nobody is known" in await ask(clinic, "xyz")


async def test_nothing_of_it_outside_the_group(clinic: Clinic) -> None:
    """Neither in private nor in a discussion, be it asked by a moderator."""
    clinic.moderator.send_text("/members dora")
    clinic.discussion.add(clinic.doctor)
    clinic.doctor.send_text("/members cleo", clinic.discussion)
    await clinic.settle()
    heard = [*clinic.moderator.sees(), *clinic.doctor.sees(clinic.discussion)]
    assert not any("Dr Dora" in seen.text or "Dr Cleo" in seen.text for seen in heard)


async def invited(clinic: Clinic) -> str:
    """The payload of the doctor's link."""
    clinic.doctor.send_text("/invite")
    told = await clinic.doctor.expect("Your personal link")
    return told.text.split("?start=")[1].split()[0]


async def test_the_card_says_who_vouches(clinic: Clinic) -> None:
    """And that it proves nothing: the code and the photo are asked for as ever."""
    payload = await invited(clinic)
    clinic.stranger.start(payload)
    card = await apply(clinic, clinic.stranger)
    assert "Invited by Dr Dora Doctor" in card.text
    assert "that proves nothing" in card.text
    assert await invited(clinic) == payload


async def test_who_lost_their_standing_vouches_for_nobody(clinic: Clinic) -> None:
    """Suspended meanwhile: the card names nobody."""
    clinic.stranger.start(await invited(clinic))
    await clinic.settle()
    await suspend(clinic)
    card = await apply(clinic, clinic.stranger)
    assert "Invited by" not in card.text


async def test_links_that_nobody_gave(clinic: Clinic) -> None:
    """Made up, or one's own: nothing is noted, and /start goes on."""
    payload = await invited(clinic)
    clinic.stranger.start("from_AAAAAAAAAAAAAAAA")
    clinic.doctor.start(payload)
    await clinic.doctor.expect("verified member")
    reader = clinic.bot.services.database.reader
    assert await invitations.voucher(reader, clinic.stranger.id) is None
    assert await invitations.voucher(reader, clinic.doctor.id) is None
    card = await apply(clinic, clinic.stranger)
    assert "Invited by" not in card.text


async def test_students_invite_nobody(clinic: Clinic) -> None:
    """They read and answer."""
    await clinic.verify(clinic.student, Role.STUDENT)
    clinic.student.send_text("/invite")
    await clinic.student.expect("Students learn and answer")

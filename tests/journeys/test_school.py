"""School years: students are reminded, lapse on 30 September, and prove the new year."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.entrance.schooling import sweep as schooling
from moderation.member import Member, Role, Standing
from moderation.school import school_year_end
from sandbox.seen import Seen
from storage import audit, school_years
from tests.journeys.applying import hand_in
from tests.journeys.clinic import Clinic
from tests.journeys.test_doors import known, link


@pytest.fixture
async def ending(clinic: Clinic) -> datetime:
    """A verified student in the channel, 31 days before the end of their school year."""
    await clinic.verify(clinic.student, Role.STUDENT)
    clinic.student.join(await link(clinic))
    await clinic.settle()
    await clinic.sweep()
    now = clinic.bot.services.clock()
    until = school_year_end(now)
    clinic.messenger.clock.advance((until - timedelta(days=31) - now).total_seconds())
    await clinic.sweep()
    return until


async def student(clinic: Clinic) -> Member:
    found = await known(clinic, clinic.student)
    assert found is not None
    return found


def reminders(clinic: Clinic) -> list[Seen]:
    return [seen for seen in clinic.student.sees() if "access as a student ends" in seen.text]


async def move(clinic: Clinic, when: datetime) -> None:
    now = clinic.bot.services.clock()
    clinic.messenger.clock.advance((when - now).total_seconds())
    await clinic.restart()
    for _time in range(2):
        await clinic.sweep()


async def test_reminded_twice_then_lapsed(clinic: Clinic, ending: datetime) -> None:
    """At 30 and at 7 days, once each whatever restarts; then out of the channel."""
    assert not reminders(clinic)
    for days, told in ((29, 1), (8, 1), (6, 2), (1, 2)):
        await move(clinic, ending - timedelta(days=days))
        assert len(reminders(clinic)) == told
    assert (await student(clinic)).is_verified
    assert clinic.student.is_in(clinic.channel)
    await move(clinic, ending + timedelta(minutes=1))
    assert (await student(clinic)).standing is Standing.LAPSED
    assert not clinic.student.is_in(clinic.channel)
    assert sum("school year is over" in seen.text for seen in clinic.student.sees()) == 1
    rows = await audit.trail(clinic.bot.services.database.reader, f"member {clinic.student.id}")
    assert [(row["action"], row["actor_id"]) for row in rows] == [("lapse", None)]


async def renew(clinic: Clinic) -> Seen:
    """From the button of a letter to the card; only the photo is asked for."""
    await clinic.student.press("Prove the new school year")
    await clinic.student.expect("student card or certificate")
    return await hand_in(clinic, clinic.student)


async def test_proven_in_time_nothing_changes(clinic: Clinic, ending: datetime) -> None:
    """The student stays in the channel, and the next end is a year later."""
    await move(clinic, ending - timedelta(days=20))
    card = await renew(clinic)
    assert "Role: Student" in card.text
    assert "Dr Stan Student" in card.text
    assert (await student(clinic)).is_verified
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.student.expect("new school year is accepted")
    year = await school_years.load(clinic.bot.services.database.reader, clinic.student.id)
    assert year is not None
    assert year.until == ending.replace(year=ending.year + 1)
    await move(clinic, ending + timedelta(days=1))
    assert (await student(clinic)).is_verified
    assert clinic.student.is_in(clinic.channel)


async def test_proven_too_late_they_come_back(clinic: Clinic, ending: datetime) -> None:
    """After the lapse the same button leads to the same card, and to the channels."""
    await move(clinic, ending + timedelta(days=2))
    card = await renew(clinic)
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.student.expect("You are in")
    assert (await student(clinic)).is_verified
    clinic.student.join(await link(clinic))
    await clinic.settle()
    assert clinic.student.is_in(clinic.channel)


async def test_waiting_at_the_end_they_lapse_and_come_back(
    clinic: Clinic, ending: datetime
) -> None:
    """The moderators were late: no access without proof, but nothing to be done again."""
    await move(clinic, ending - timedelta(days=1))
    card = await renew(clinic)
    await move(clinic, ending + timedelta(days=1))
    assert (await student(clinic)).standing is Standing.LAPSED
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.student.expect("You are in")
    assert (await student(clinic)).is_verified


async def test_a_renewal_that_is_refused_takes_nothing_before_time(
    clinic: Clinic, ending: datetime
) -> None:
    """They stay a member until the end, and may try again."""
    await move(clinic, ending - timedelta(days=20))
    card = await renew(clinic)
    await clinic.moderator.press("Refuse", card, chat=clinic.moderators)
    await clinic.moderator.press("The proof is not sufficient", card, chat=clinic.moderators)
    await clinic.student.expect("could not accept")
    assert (await student(clinic)).is_verified
    await clinic.student.press("Apply again")
    await clinic.student.expect("student card or certificate")


async def test_asked_again_a_renewal_can_be_mended(clinic: Clinic, ending: datetime) -> None:
    """A member answers the questions of an application as anybody does."""
    await move(clinic, ending - timedelta(days=20))
    card = await renew(clinic)
    await clinic.moderator.press("Ask again", card, chat=clinic.moderators)
    await clinic.moderator.press("name does not match", card, chat=clinic.moderators)
    await clinic.student.expect("first and last name")
    clinic.student.send_text("Stan Student-Dupont")
    await clinic.student.expect("student card or certificate")
    again = await hand_in(clinic, clinic.student)
    assert "Stan Student-Dupont" in again.text


async def test_a_doctor_has_no_school_year(clinic: Clinic) -> None:
    """Nobody but students is reminded or lapses by the calendar."""
    await schooling(clinic.bot.services)
    clinic.messenger.clock.advance(timedelta(days=800).total_seconds())
    await clinic.sweep()
    member = await known(clinic, clinic.doctor)
    assert member is not None
    assert member.is_verified


async def test_accepted_students_get_their_year(clinic: Clinic) -> None:
    """From the day of the decision, without waiting for a sweep."""
    now = clinic.bot.services.clock()
    await clinic.student.press("I understand and accept")
    await clinic.student.press("Student")
    clinic.student.send_text("Stan")
    await clinic.student.press("Surgery")
    await clinic.student.expect("student card")
    card = await hand_in(clinic, clinic.student)
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.student.expect("You are in")
    year = await school_years.load(clinic.bot.services.database.reader, clinic.student.id)
    assert year is not None
    assert year.until == school_year_end(now)
    assert year.until.tzinfo is UTC

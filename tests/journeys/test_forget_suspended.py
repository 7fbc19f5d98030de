"""Who is suspended and erases their account stays outside as long as was said, by date alone."""

from moderation.member import Standing
from storage import members
from tests.journeys.clinic import Clinic
from tests.journeys.rights import DAY


async def test_a_suspension_outlives_the_account(clinic: Clinic) -> None:
    """Erased and back in a minute would end any; after a year they begin as anybody does."""
    reader = clinic.bot.services.database.reader
    before = await members.load(reader, clinic.doctor.id)
    assert before is not None
    await clinic.stand(before, Standing.SUSPENDED)
    clinic.doctor.send_text("/forget")
    await clinic.doctor.expect("Your access is suspended: your Telegram number and the date stay")
    await clinic.doctor.press("Erase my account")
    await clinic.doctor.press("Yes, erase it")
    await clinic.settle()
    clinic.doctor.send_text("/start")
    await clinic.doctor.expect("suspended when you erased it")
    kept = await members.load(reader, clinic.doctor.id)
    assert kept is not None
    assert (kept.standing, kept.name, kept.role) == (Standing.ERASED, None, None)
    clinic.messenger.clock.advance(364 * DAY)
    await clinic.sweep()
    last = clinic.doctor.send_text("/start").stamp
    await clinic.doctor.expect("suspended when you erased it", since=last)
    clinic.messenger.clock.advance(2 * DAY)
    await clinic.sweep()
    last = clinic.doctor.send_text("/start").stamp
    await clinic.doctor.expect("Welcome to MedPics", since=last)
    back = await members.load(reader, clinic.doctor.id)
    assert back is not None
    assert (back.standing, back.barred_until) == (Standing.VISITOR, None)


async def test_who_is_not_suspended_hears_nothing_of_it(clinic: Clinic) -> None:
    """The explanation is for whom it concerns."""
    clinic.doctor.send_text("/forget")
    told = await clinic.doctor.expect("Erase your account?")
    assert "suspended" not in told.text

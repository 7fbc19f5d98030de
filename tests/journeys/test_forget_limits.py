"""Erasing an account and beginning anew is no way past a limit, and a day later none is left."""

from sandbox.people import Person
from storage.rows import fetch
from tests.journeys.applying import to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.rights import DAY, ask, forget, get_data, published
from tests.journeys.test_quota import limit, said


async def begin_anew(clinic: Clinic, person: Person) -> None:
    await forget(clinic, person, "Erase my account")
    person.start()
    await clinic.settle()


async def test_what_was_sent_still_counts(clinic: Clinic) -> None:
    """Two files an hour, with however many accounts one after the other."""
    limit(clinic, "person", hour=2)
    person = clinic.stranger
    for _account in range(3):
        await to_evidence(person)
        for _file in range(2):
            person.send_document(b"no picture at all", "card.jpg", mime="image/jpeg")
            await clinic.settle()
        await begin_anew(clinic, person)
    [row] = await fetch(clinic.bot.services.database.reader, "SELECT count(*) AS n FROM receipt")
    assert row["n"] == 2
    assert said(person, "at most 2 pictures an hour")


async def test_requests_still_count(clinic: Clinic) -> None:
    """One card before the moderators about one case from one person, as long as it is open."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    await begin_anew(clinic, clinic.stranger)
    clinic.stranger.send_text("/report MP-00001")
    await clinic.stranger.expect("already have your request about this case")
    await clinic.settle()
    cards = [m for m in clinic.moderator.sees(clinic.moderators) if "Request no" in m.text]
    assert [shown.id for shown in cards] == [card.id]


async def test_archives_still_count(clinic: Clinic) -> None:
    """One a day."""
    await get_data(clinic, clinic.stranger)
    await begin_anew(clinic, clinic.stranger)
    clinic.stranger.send_text("/mydata")
    await clinic.stranger.expect("I make one archive a day")


async def test_a_day_later_nothing_of_it_is_left(clinic: Clinic) -> None:
    """Every row by which limits counted is gone, with nobody asking for it."""
    limit(clinic, "person", hour=1)
    await published(clinic)
    await ask(clinic, clinic.stranger)
    await get_data(clinic, clinic.stranger)
    await forget(clinic, clinic.stranger, "Erase my account")
    reader = clinic.bot.services.database.reader
    for days, left in ((0, True), (DAY, False)):
        clinic.messenger.clock.advance(days)
        await clinic.sweep()
        rows = await fetch(
            reader,
            "SELECT user_id FROM told WHERE user_id = ?1"
            " UNION ALL SELECT member_id FROM data_export WHERE member_id = ?1",
            clinic.stranger.id,
        )
        assert bool(rows) is left

"""Quotas: what goes beyond a limit is not fetched; its sender hears which it is, and till when."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from moderation.quota import Quotas
from sandbox.faults import Gate
from sandbox.people import Person
from sandbox.seen import Seen
from storage import pictures
from tests.journeys.applying import prove, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture

MANY = 10**12


def limit(clinic: Clinic, part: str, **values: int) -> None:
    """Gives one part of the quotas other values."""
    services = clinic.bot.services
    quotas = services.rules.quotas
    changed: Any = {part: replace(getattr(quotas, part), **values)}
    services.rules = replace(services.rules, quotas=replace(quotas, **changed))


def said(person: Person, words: str) -> list[Seen]:
    return [seen for seen in person.sees() if words in seen.text]


async def kept(clinic: Clinic, case_id: int = 1) -> int:
    await clinic.settle()
    return len(await pictures.of_case(clinic.bot.services.database.reader, case_id))


async def nothing_is_fetched(clinic: Clinic, person: Person) -> Gate:
    """Sends a picture; if the bot asked Telegram for the file, it would be seen."""
    await clinic.settle()
    asking = clinic.messenger.faults.hold("getFile")
    person.send_photo(picture(MAGENTA))
    await clinic.settle()
    assert not asking.arrived.is_set()
    clinic.messenger.faults.clear()
    return asking


async def test_pictures_of_an_hour(clinic: Clinic) -> None:
    """Of an album the first are taken, one sentence is said, and an hour later there is room."""
    limit(clinic, "person", hour=3)
    clinic.doctor.send_album([picture() for _part in range(8)])
    assert await kept(clinic) == 3
    [told] = said(clinic.doctor, "at most 3 pictures an hour")
    assert "room again in 60 minutes" in told.text
    assert not said(clinic.doctor, "left out what went beyond")
    await nothing_is_fetched(clinic, clinic.doctor)
    assert len(said(clinic.doctor, "at most 3 pictures an hour")) == 1

    clinic.messenger.clock.advance(timedelta(minutes=30).total_seconds())
    await nothing_is_fetched(clinic, clinic.doctor)
    assert len(said(clinic.doctor, "room again in 30 minutes")) == 1
    clinic.messenger.clock.advance(timedelta(minutes=31).total_seconds())
    clinic.doctor.send_photo(picture())
    assert await kept(clinic) == 4


async def test_a_restart_forgets_nothing(clinic: Clinic) -> None:
    """What was received is a row."""
    limit(clinic, "person", hour=2)
    clinic.doctor.send_album([picture() for _part in range(2)])
    assert await kept(clinic) == 2
    await clinic.restart()
    limit(clinic, "person", hour=2)
    await nothing_is_fetched(clinic, clinic.doctor)
    await clinic.doctor.expect("at most 2 pictures an hour")


async def test_bytes_of_a_day(clinic: Clinic) -> None:
    """By the size that Telegram states, before the file is asked for; a day is waited for."""
    limit(clinic, "person", bytes_day=len(picture()) + 10)
    clinic.doctor.send_document(picture(), name="a.jpg")
    assert await kept(clinic) == 1
    asking = clinic.messenger.faults.hold("getFile")
    clinic.doctor.send_document(picture(), name="b.jpg")
    told = await clinic.doctor.expect("MiB a day from one person")
    assert "room again in 24 hours" in told.text
    assert not asking.arrived.is_set()
    clinic.messenger.faults.clear()


async def test_another_person_is_not_concerned(clinic: Clinic) -> None:
    """A personal limit is personal."""
    limit(clinic, "person", hour=1)
    clinic.doctor.send_album([picture() for _part in range(3)])
    await clinic.settle()
    clinic.colleague.send_photo(picture())
    await clinic.preview(clinic.colleague)
    assert not said(clinic.colleague, "at most 1 pictures")


async def test_undecided_cases(clinic: Clinic) -> None:
    """A further one waits for the moderators; a draft that is there may be completed."""
    limit(clinic, "person", open=1)
    await clinic.submit()
    await nothing_is_fetched(clinic, clinic.doctor)
    await clinic.doctor.expect("You have 1 cases that are not decided yet")
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    clinic.doctor.send_photo(picture())
    await clinic.preview()
    clinic.doctor.send_photo(picture())
    assert await kept(clinic, 2) == 2


async def test_evidence_counts_too(clinic: Clinic) -> None:
    """A photo that cannot be read was fetched all the same; the next one waits."""
    limit(clinic, "person", hour=1)
    await to_evidence(clinic.stranger)
    clinic.stranger.send_document(b"no picture at all", name="card.jpg", mime="image/jpeg")
    await clinic.stranger.expect("This kind of file cannot be taken")
    await nothing_is_fetched(clinic, clinic.stranger)
    await clinic.stranger.expect("at most 1 pictures an hour")
    clinic.messenger.clock.advance(timedelta(hours=1).total_seconds())
    await prove(clinic.stranger)
    await clinic.stranger.expect("moderators will look at your application")


@pytest.mark.parametrize(
    ("part", "values", "words", "setting"),
    [
        ("everybody", {"hour": 1}, "I take in an hour", "quotas.all_pictures_per_hour"),
        ("everybody", {"day": 1}, "pictures as I take in a day", "quotas.all_pictures_per_day"),
        ("everybody", {"bytes_day": 1}, "as much as I take in a day", "quotas.all_mib_per_day"),
        ("everybody", {"open": 1}, "are preparing a case", "quotas.all_open_drafts"),
        ("machine", {"store": 1}, "no room for more pictures", "quotas.storage_mib"),
        ("machine", {"free": MANY * MANY}, "no room for more pictures", "quotas.free_disk_mib"),
    ],
)
async def test_what_stops_everybody(
    clinic: Clinic, part: str, values: dict[str, int], words: str, setting: str
) -> None:
    """The sender hears it, and operators which setting it is, once an hour."""
    clinic.doctor.send_photo(picture())
    await clinic.preview()
    limit(clinic, part, **values)
    for person in (clinic.colleague, clinic.colleague):
        await nothing_is_fetched(clinic, person)
    [_told] = said(clinic.colleague, words)
    [_alarm] = said(clinic.operator, setting)
    clinic.messenger.clock.advance(timedelta(minutes=59).total_seconds())
    await nothing_is_fetched(clinic, clinic.colleague)
    assert len(said(clinic.colleague, words)) == 2
    assert len(said(clinic.operator, setting)) == 1


async def test_the_queue_of_the_masks(clinic: Clinic) -> None:
    """While it is full nothing is fetched; nobody needs to do anything about it."""
    limit(clinic, "machine", queue=0)
    await nothing_is_fetched(clinic, clinic.doctor)
    await clinic.doctor.expect("waiting to be masked")
    limit(clinic, "machine", queue=1)
    clinic.doctor.send_photo(picture())
    await clinic.preview()
    assert not said(clinic.operator, "quotas.")


async def test_a_full_case_fetches_nothing_more(clinic: Clinic) -> None:
    """The pictures after the tenth are left out where they are, and that is said once."""
    clinic.doctor.send_album([picture() for _part in range(10)])
    assert await kept(clinic) == 10
    await nothing_is_fetched(clinic, clinic.doctor)
    await nothing_is_fetched(clinic, clinic.doctor)
    assert len(said(clinic.doctor, "A case holds ten pictures")) == 1


async def test_a_day_of_hard_work(clinic: Clinic) -> None:
    """Six cases of ten pictures within the hour pass as they did before there were limits."""
    assert Quotas().person.hour >= 60
    for number in range(1, 4):
        clinic.doctor.send_album([picture(size=(80, 60)) for _part in range(10)])
        assert await kept(clinic, number) == 10
        await clinic.preview()
        await clinic.doctor.press("Cancel")
        await clinic.doctor.press("Yes, throw it away")
        clinic.messenger.clock.advance(60)
    assert not said(clinic.doctor, "I take at most")

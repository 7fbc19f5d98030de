"""Telegram away for an hour: everything comes afterwards, in order, once; nothing is set aside."""

import asyncio

from handlers.sweeps import sweep
from moderation.case import CaseState
from sandbox.callbacks import tap
from sandbox.people import Person
from sandbox.seen import Seen
from storage import cases, members
from storage.rows import fetch
from tests.journeys.applying import prove, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture

SWEEPS = 12
SWEEP_SECONDS = 300.0


async def an_hour(clinic: Clinic) -> None:
    """Twelve sweeps, and whatever the bot tries in between."""
    for _sweep in range(SWEEPS):
        clinic.messenger.clock.advance(SWEEP_SECONDS)
        await sweep(clinic.bot.services)
        await asyncio.sleep(0.02)


async def back(clinic: Clinic) -> None:
    """The line is mended; what an errand gave up comes with the next sweep."""
    clinic.hears = clinic.is_heard = True
    await clinic.settle()
    await clinic.sweep()


def press_unheard(person: Person, label: str, seen: Seen) -> None:
    """A tap that nobody answers for an hour."""
    button = seen.find_button(label)
    assert button is not None
    tap(person.messenger, person.id, seen.record, button.body["callback_data"])


def heard_by(person: Person, *patterns: str) -> list[str]:
    """Which of these the person was told, in the order of the chat."""
    said = [seen.text for seen in person.sees() if seen.sender_id != person.id]
    return [pattern for text in said for pattern in patterns if pattern in text]


async def nothing_is_aside(clinic: Clinic) -> None:
    reader = clinic.bot.services.database.reader
    assert await fetch(reader, "SELECT * FROM inbox WHERE state <> 'done'") == []
    assert await fetch(reader, "SELECT * FROM outbox") == []


async def test_nobody_hears_the_bot_nor_does_it_hear(clinic: Clinic) -> None:
    """People write and tap for an hour; all of it is done and answered afterwards."""
    await clinic.submit()
    await clinic.settle()
    card = next(m for m in clinic.moderator.sees(clinic.moderators) if m.find_button("Approve"))
    clinic.hears = clinic.is_heard = False
    press_unheard(clinic.moderator, "Approve", card)
    clinic.doctor.send_text("/whoami")
    clinic.doctor.send_text("/help")
    clinic.doctor.send_photo(picture(MAGENTA), caption="And this?")
    clinic.doctor.send_text("/language")
    clinic.colleague.send_text("/whoami")
    await an_hour(clinic)
    assert heard_by(clinic.doctor, "/channels", "English?") == []
    await back(clinic)
    await clinic.preview()
    expected = [str(clinic.doctor.id), "/channels", "English?", "Look closely"]
    assert heard_by(clinic.doctor, *expected) == expected
    assert heard_by(clinic.doctor, "is published") == ["is published"]
    assert heard_by(clinic.colleague, str(clinic.colleague.id)) == [str(clinic.colleague.id)]
    assert len(clinic.operator.sees(clinic.channel)) == 1
    await nothing_is_aside(clinic)


async def test_the_bot_hears_but_is_not_heard(clinic: Clinic) -> None:
    """What it decides meanwhile is said when it can be, and a post that never left is no doubt."""
    await clinic.submit()
    await to_evidence(clinic.stranger)
    await prove(clinic.stranger)
    await clinic.moderator.expect("Application no", clinic.moderators)
    await clinic.settle()
    for known in (clinic.moderator, clinic.second):
        known.send_text("/queue", clinic.moderators)
    await clinic.settle()
    cards = clinic.moderator.sees(clinic.moderators)
    case = next(m for m in cards if m.find_button("Approve"))
    application = next(m for m in cards if m.find_button("Accept"))
    clinic.is_heard = False
    press_unheard(clinic.moderator, "Approve", case)
    press_unheard(clinic.second, "Accept", application)
    clinic.doctor.send_text("/help")
    clinic.doctor.send_photo(picture(CYAN), caption="And this?")
    clinic.doctor.send_text("/language")
    await an_hour(clinic)
    reader = clinic.bot.services.database.reader
    approved = await cases.load(reader, 1)
    assert approved is not None
    assert approved.state is CaseState.APPROVED
    applicant = await members.load(reader, clinic.stranger.id)
    assert applicant is not None
    assert applicant.is_verified
    assert not clinic.operator.sees(clinic.channel)
    await back(clinic)
    await clinic.preview()
    assert len(clinic.operator.sees(clinic.channel)) == 1
    asked = [m for m in clinic.moderator.sees(clinic.moderators) if "did not say" in m.text]
    assert not asked
    assert heard_by(clinic.doctor, "/channels", "English?") == ["/channels", "English?"]
    assert heard_by(clinic.doctor, "is published") == ["is published"]
    assert heard_by(clinic.stranger, "You are in", "The channels") == [
        "You are in",
        "The channels",
    ]
    assert not any(m.buttons for m in (case, application))
    await nothing_is_aside(clinic)

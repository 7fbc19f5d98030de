"""What journeys about the rights of persons share: to ask for data, to be erased, to be heard."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from sandbox.people import Person
from sandbox.seen import Seen
from storage import cases
from tests.journeys.clinic import Clinic

WHY = "I am the patient, Mme Durand, and did not agree"
CONTACT = "durand@example.org"
DAY = 24 * 3600 + 60


def archive(message: Seen) -> ZipFile:
    return ZipFile(BytesIO(message.document))


def rows(data: dict[str, Any], section: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data["sections"][section]["rows"]
    return found


async def published(clinic: Clinic, caption: str = "What is it?") -> int:
    case_id = await clinic.submit(caption=caption)
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await clinic.settle()
    return case_id


async def get_data(clinic: Clinic, person: Person) -> Seen:
    person.send_text("/mydata")
    message = await person.expect("Everything that is kept about you")
    await clinic.settle()
    return message


async def forget(clinic: Clinic, person: Person, *way: str) -> None:
    """/forget, the choice, yes."""
    person.send_text("/forget")
    await person.expect("Erase your account?")
    for label in (*way, "Yes, erase it"):
        await person.press(label)
    await person.expect("Your account is erased")
    await clinic.settle()


def post(clinic: Clinic) -> Seen:
    [message] = clinic.operator.sees(clinic.channel)
    return message


def copy(clinic: Clinic) -> Seen:
    [found] = [m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo"]
    return found


def everything_said(clinic: Clinic, *rooms: Any) -> str:
    return "\n".join(m.text for room in rooms for m in clinic.operator.sees(room))


async def case_of(clinic: Clinic, case_id: int) -> Any:
    return await cases.load(clinic.bot.services.database.reader, case_id)


async def ask(clinic: Clinic, person: Person, why: str = WHY, contact: str = CONTACT) -> Seen:
    """By the link, with words and a contact; returns the moderators' card."""
    since = person.start("takedown_MP00001").stamp
    await person.expect("You need no account", since=since)
    person.send_text(why)
    await person.expect("I will answer you here")
    person.send_text(contact)
    await person.expect("is with the moderators. They decide within 24 hours")
    return await clinic.moderator.expect("Request no", clinic.moderators, since=since)

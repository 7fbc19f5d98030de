"""What journeys about protecting share: an album in its channel, a report, what readers see."""

from sandbox.people import Person
from sandbox.seen import Seen
from storage import cases
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture, shows

LESION = (90, 50, 40)


async def album(clinic: Clinic) -> int:
    """A published case of two pictures."""
    clinic.doctor.send_album([picture(MAGENTA), picture(CYAN)], caption="Two views")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    await clinic.settle()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    await clinic.settle()
    return 1


async def report(clinic: Clinic, person: Person, what: str = "can be recognised") -> Seen:
    """By the link under the post; returns the moderators' card."""
    since = person.start("report_MP00001").stamp
    await person.expect("What is wrong with case MP-00001?", since=since)
    await person.press(what)
    card = await clinic.moderator.expect("Request no", clinic.moderators, since=since)
    await clinic.settle()
    return card


def photos(clinic: Clinic) -> list[Seen]:
    """What readers see: in the channel, in its discussion."""
    rooms = (clinic.channel, clinic.discussion)
    return [m for room in rooms for m in clinic.operator.sees(room) if m.kind == "photo"]


def team(clinic: Clinic) -> list[Seen]:
    return [m for m in clinic.moderator.sees(clinic.moderators) if m.kind == "photo"]


def visible(seen: list[Seen]) -> list[Seen]:
    """Those in which something of the patient can be seen."""
    return [message for message in seen if shows(message.picture, LESION)]


async def state(clinic: Clinic, case_id: int = 1) -> str:
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    return case.state.value

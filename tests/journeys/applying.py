"""How a person applies to become a member, button by button, for the journeys that need it."""

from sandbox.people import Person
from sandbox.seen import Seen
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import picture

RPPS = "19999999907"


def number_like(seat: int) -> str:
    """A number of the right shape, with its check digit, that nobody else has."""
    first = f"{1_000_000_000 + seat:010}"
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in first[::-2]]
    total = sum(doubled) + sum(int(digit) for digit in first[-2::-2])
    return f"{first}{-total % 10}"


def card_photo() -> bytes:
    """Stands for the photo of a professional card."""
    return picture(size=(320, 200))


async def to_number(person: Person, role: str = "Doctor", name: str = "Ada Applicant") -> None:
    """From the notice to the question after the name."""
    await person.press("I understand and accept")
    await person.press(role)
    person.send_text(name)


async def to_evidence(person: Person, number: str = RPPS) -> None:
    """From the notice to the last step, as a doctor with a number that is right."""
    await to_number(person)
    await person.expect("Your RPPS number")
    person.send_text(number)
    await person.expect("Your specialty")
    await person.press("Dermatology")
    await person.expect("photo of your professional card")


async def prove(person: Person) -> Seen:
    """Sends one photo and hands it in; returns the photo."""
    sent = person.send_photo(card_photo())
    received = await person.expect("Photo 1 of at most 4", since=sent.stamp)
    await person.press("Send to the moderators", received)
    return sent


async def hand_in(clinic: Clinic, person: Person) -> Seen:
    """Sends the evidence; returns the card that the moderators get for it."""
    before = (await prove(person)).stamp
    await person.expect("moderators will look at your application")
    return await clinic.moderator.expect("Application no", clinic.moderators, since=before)


async def apply(clinic: Clinic, person: Person) -> Seen:
    """A whole application; returns the moderators' card."""
    await to_evidence(person)
    return await hand_in(clinic, person)

"""Originals that are not taken leave the chat as well, unless the operator keeps them there."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sandbox.people import Person
from sandbox.seen import Seen
from tests.journeys.applying import to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture
from tests.journeys.test_quota import limit

Send = Callable[[Person], Seen]


def photo(person: Person) -> Seen:
    return person.send_photo(picture(MAGENTA))


def letter(person: Person) -> Seen:
    return person.send_document(b"%PDF-1.4", name="letter.pdf", mime="application/pdf")


def large(person: Person) -> Seen:
    return person.send_document(b"\xff\xd8" + bytes(25_000_000), name="big.jpg")


def film(person: Person) -> Seen:
    return person.send_video()


def recording(person: Person) -> Seen:
    return person.send_voice()


REFUSED = pytest.mark.parametrize("send", [letter, large, film, recording])


@REFUSED
async def test_what_is_refused_leaves_the_chat(clinic: Clinic, send: Send) -> None:
    """Its sender hears why, and that it goes."""
    sent = send(clinic.doctor)
    await clinic.doctor.expect("I take what you sent out of this chat")
    await clinic.settle()
    assert sent.deleted


@REFUSED
async def test_the_operator_may_leave_it(clinic: Clinic, send: Send) -> None:
    """With pictures.delete_incoming off nothing is deleted, and the answer stands below it."""
    services = clinic.bot.services
    services.rules = replace(services.rules, delete_incoming=False)
    sent = send(clinic.doctor)
    told = await clinic.doctor.expect("I only take|larger than 20 MB")
    await clinic.settle()
    assert not sent.deleted
    assert told.reply_to == sent.id
    assert "out of this chat" not in told.text


async def test_what_goes_beyond_a_limit_leaves_the_chat(clinic: Clinic) -> None:
    """Each of them, although only the first is answered."""
    limit(clinic, "person", hour=2)
    sent = [photo(clinic.doctor) for _picture in range(5)]
    await clinic.doctor.expect("at most 2 pictures an hour")
    await clinic.settle()
    assert all(message.deleted for message in sent)


async def test_what_a_full_draft_leaves_out_leaves_the_chat(clinic: Clinic) -> None:
    """Ten are taken; all are gone from the chat."""
    sent = [photo(clinic.doctor) for _picture in range(12)]
    await clinic.doctor.expect("A case holds ten pictures")
    await clinic.settle()
    assert all(message.deleted for message in sent)


async def test_a_card_that_is_refused_leaves_the_chat(clinic: Clinic) -> None:
    """An applicant's, too."""
    await to_evidence(clinic.stranger)
    sent = letter(clinic.stranger)
    await clinic.stranger.expect("I only take a photo of your card")
    await clinic.settle()
    assert sent.deleted


async def test_a_sticker_stays(clinic: Clinic) -> None:
    """It shows nobody."""
    sent = clinic.doctor.send_sticker()
    await clinic.doctor.expect("I only take still pictures")
    await clinic.settle()
    assert not sent.deleted

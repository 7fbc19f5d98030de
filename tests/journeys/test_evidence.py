"""Evidence: a code that is drawn for it, several photos, and what moderators see of both."""

import re
from datetime import timedelta

import pytest

from sandbox.seen import Seen
from tests.journeys.applying import card_photo, hand_in, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, picture

CODE = re.compile(r"\b(\d{4})\b(?=\s+It is good for one hour)")


def code_in(asked: Seen) -> str:
    found = CODE.search(asked.text)
    assert found is not None, asked.text
    return found[1]


def photos(clinic: Clinic) -> list[Seen]:
    return [seen for seen in clinic.moderator.sees(clinic.moderators) if seen.kind == "photo"]


async def code_of(clinic: Clinic) -> str:
    await to_evidence(clinic.stranger)
    return code_in(clinic.stranger.last())


async def test_the_card_shows_the_code_that_was_drawn(clinic: Clinic) -> None:
    """The same four digits for the applicant and for the moderators, and that they were good."""
    code = await code_of(clinic)
    card = await hand_in(clinic, clinic.stranger)
    assert f"by hand: {code}" in card.text
    assert "came while it was good" in card.text


async def test_a_photo_after_the_hour_is_marked(clinic: Clinic) -> None:
    """It is taken, the applicant hears it, and the card warns."""
    await code_of(clinic)
    clinic.messenger.clock.advance(timedelta(minutes=61).total_seconds())
    clinic.stranger.send_photo(card_photo())
    told = await clinic.stranger.expect("code had expired")
    await clinic.stranger.press("Send to the moderators", told)
    card = await clinic.moderator.expect("Application no", clinic.moderators)
    assert "1 photo came after the code had expired" in card.text
    assert "while it was good" not in card.text


async def test_another_code_takes_the_photos_back(clinic: Clinic) -> None:
    """What was sent under the old one is gone, with its file."""
    first = await code_of(clinic)
    clinic.stranger.send_photo(card_photo())
    await clinic.stranger.expect("Photo 1")
    await clinic.stranger.press("Start the photos again")
    asked = await clinic.stranger.expect("good for one hour")
    assert not clinic.files()
    codes = {first, code_in(asked)}
    card = await hand_in(clinic, clinic.stranger)
    assert any(f"by hand: {code}" in card.text for code in codes)
    assert f"by hand: {code_in(asked)}" in card.text


async def test_a_code_that_nobody_answered_is_drawn_anew(clinic: Clinic) -> None:
    """Whoever comes back after the hour gets another, good for another hour."""
    await code_of(clinic)
    clinic.messenger.clock.advance(timedelta(minutes=61).total_seconds())
    clinic.stranger.send_text("/start")
    await clinic.stranger.expect("good for one hour")
    card = await hand_in(clinic, clinic.stranger)
    assert "came while it was good" in card.text


async def test_four_photos_come_with_one_card(clinic: Clinic) -> None:
    """All stand above the card, protected; the fifth is refused; all go with the decision."""
    await to_evidence(clinic.stranger)
    for number in range(1, 5):
        clinic.stranger.send_photo(picture(CYAN, size=(300 + number, 200)))
        await clinic.stranger.expect(f"Photo {number} of at most 4")
    clinic.stranger.send_photo(card_photo())
    await clinic.stranger.expect("4 photos are enough")
    await clinic.restart()
    await clinic.stranger.press("Send to the moderators")
    card = await clinic.moderator.expect("Application no", clinic.moderators)
    await clinic.settle()
    shown = photos(clinic)
    assert len(shown) == len(clinic.files()) == 4
    assert all(seen.record.protected and seen.id < card.id for seen in shown)
    assert "Photos: 4" in card.text
    await clinic.moderator.press("Refuse", card, chat=clinic.moderators)
    await clinic.moderator.press("The proof is not sufficient", card, chat=clinic.moderators)
    await clinic.settle()
    assert not photos(clinic)
    assert not clinic.files()


async def test_what_was_never_handed_in_goes_after_a_week(clinic: Clinic) -> None:
    """Neither file nor key is left, and the photo is asked for again."""
    await to_evidence(clinic.stranger)
    for _number in range(2):
        clinic.stranger.send_photo(card_photo())
    await clinic.settle()
    assert len(clinic.files()) == 2
    clinic.messenger.clock.advance(timedelta(days=8).total_seconds())
    await clinic.sweep()
    assert not clinic.files()
    answer = await clinic.stranger.press("Send to the moderators")
    assert "earlier version" in answer.text


async def test_erasing_takes_every_photo(clinic: Clinic) -> None:
    """Of a waiting application, in the group and on the disk."""
    await to_evidence(clinic.stranger)
    clinic.stranger.send_photo(card_photo())
    await clinic.stranger.expect("Photo 1")
    await prove_second(clinic)
    clinic.stranger.send_text("/forget")
    await clinic.stranger.press("Erase my account")
    await clinic.stranger.press("Yes, erase it")
    await clinic.settle()
    assert not clinic.files()
    assert not photos(clinic)


async def prove_second(clinic: Clinic) -> None:
    clinic.stranger.send_photo(card_photo())
    await clinic.stranger.press(
        "Send to the moderators", await clinic.stranger.expect("Photo 2 of at most 4")
    )
    await clinic.moderator.expect("Application no", clinic.moderators)
    await clinic.settle()
    assert len(photos(clinic)) == 2


@pytest.mark.parametrize("language", ["fr"])
async def test_the_questions_in_french(clinic: Clinic, language: str) -> None:
    """The code and the buttons, in the applicant's language."""
    await clinic.stranger.press("compris")
    await clinic.stranger.press("Médecin")
    clinic.stranger.send_text("Ada")
    await clinic.stranger.press("Je n’en ai pas")
    await clinic.stranger.press("Dermatologie")
    await clinic.stranger.expect("valable une heure")
    clinic.stranger.send_photo(card_photo())
    await clinic.stranger.press("Envoyer aux modérateurs")
    card = await clinic.moderator.expect("Demande n", clinic.moderators)
    assert "Code" in card.text

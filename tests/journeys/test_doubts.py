"""Doubts: verdicts with their reasons, and suggestions that one tap hides."""

from pathlib import Path

from storage import pictures
from tests.journeys.clinic import Clinic
from tests.journeys.clinic import clinic as open_clinic
from tests.journeys.hiders import BLUE, CYAN, GREEN, MAGENTA, picture, shows

SECOND = "a second look found something that the first had missed"


async def test_a_doubtful_picture_needs_two(tmp_path: Path) -> None:
    """What only the second family saw is hidden, told to author and moderators, and asks for two
    approvals.
    """
    async with open_clinic(tmp_path / "var", quorum=1, risky=2) as clinic:
        clinic.doctor.send_photo(picture(GREEN), caption="What is it?")
        shown = await clinic.doctor.expect("Picture 1: 1 text hidden")
        assert not shows(shown.picture, GREEN)
        assert SECOND in shown.text
        await clinic.preview()
        await to_moderators(clinic)
        card = await clinic.moderator.expect("Approvals: 0 of 2", clinic.moderators)
        assert "the masking is in doubt" in card.text
        assert SECOND in card.text


async def test_a_hidden_picture_needs_one(tmp_path: Path) -> None:
    """Writing that was found at once raises no doubt: nobody is alarmed, one approval will do."""
    async with open_clinic(tmp_path / "var", quorum=1, risky=2) as clinic:
        clinic.doctor.send_photo(picture(CYAN), caption="What is it?")
        shown = await clinic.doctor.expect("Picture 1: 1 text hidden")
        assert "⚠️" not in shown.text
        await clinic.preview()
        await to_moderators(clinic)
        card = await clinic.moderator.expect("Approvals: 0 of 1", clinic.moderators)
        assert "⚠️" not in card.text


async def test_a_clean_picture_says_so(clinic: Clinic) -> None:
    """Nothing to hide is a sentence of its own."""
    clinic.doctor.send_photo(picture(), caption="?")
    await clinic.doctor.expect("Picture 1: nothing found to hide")


async def test_the_card_says_which_picture_is_in_doubt(clinic: Clinic) -> None:
    """Of an album, moderators look twice where the doubt is."""
    clinic.doctor.send_album([picture(CYAN), picture(GREEN)], caption="Two views")
    await clinic.preview()
    await to_moderators(clinic)
    card = await clinic.moderator.expect("Approvals: 0 of", clinic.moderators)
    assert f"picture 2: {SECOND}" in card.text
    assert "picture 1:" not in card.text


async def test_a_possible_tattoo_is_offered(clinic: Clinic) -> None:
    """It is numbered, not covered; one tap covers it, another offers it again, without a doubt."""
    doctor = clinic.doctor
    doctor.send_photo(picture(CYAN, BLUE), caption="?")
    shown = await doctor.expect("Perhaps also: a tattoo #2")
    assert shows(shown.picture, BLUE)
    await clinic.preview()
    await doctor.press("Hide #2")
    hidden = await doctor.expect("1 text hidden, 1 tattoo hidden")
    assert "Perhaps" not in hidden.text
    assert "In doubt" not in hidden.text
    assert not shows(hidden.picture, BLUE)
    await doctor.press("Show #2")
    await doctor.expect("Perhaps also: a tattoo #2")
    [row] = await pictures.of_case(clinic.bot.services.database.reader, 1)
    assert row.flags == frozenset()


async def test_a_strip_by_hand_is_no_doubt(clinic: Clinic) -> None:
    """Who hides more than the detectors did needs no second pair of eyes for that."""
    doctor = clinic.doctor
    doctor.send_photo(picture(CYAN), caption="?")
    await clinic.preview()
    await doctor.press("Hide more")
    await doctor.press("Bottom")
    hidden = await doctor.expect("1 area hidden by hand")
    assert "In doubt" not in hidden.text


async def test_moderators_see_what_was_left(clinic: Clinic) -> None:
    """A suggestion that the author left visible stands on the card; it is no "shown again"."""
    clinic.doctor.send_photo(picture(CYAN, BLUE), caption="What is it?")
    await clinic.preview()
    await to_moderators(clinic)
    card = await clinic.moderator.expect("Approvals: 0 of", clinic.moderators)
    assert "possible tattoo left visible: #2" in card.text
    assert "shown again" not in card.text


async def test_what_is_shown_again_is_a_doubt(clinic: Clinic) -> None:
    """What the detectors were sure of, the author may show, and moderators hear of it."""
    doctor = clinic.doctor
    doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    await doctor.press("Show #1")
    await doctor.expect("a face may still be visible")
    await to_moderators(clinic)
    card = await clinic.moderator.expect("Approvals: 0 of", clinic.moderators)
    assert "1 finding shown again by the author" in card.text
    assert "a face may still be visible" in card.text


async def test_the_attestation_asks_about_tattoos(clinic: Clinic) -> None:
    """No detector is to be trusted with ink: a line of its own, tapped like the others."""
    doctor = clinic.doctor
    doctor.send_photo(picture(), caption="?")
    await clinic.preview()
    await clinic.fill(attest=False)
    screen = await doctor.expect("Please attest")
    assert "No tattoo, or every tattoo that could identify is hidden" in screen.text
    for label in ("My patient", "Informed", "Nothing identifying", "Not me"):
        await doctor.press(label)
    assert "Please attest" in doctor.last().text
    await doctor.press("No tattoo")
    await doctor.expect("Case MP-")


async def to_moderators(clinic: Clinic) -> None:
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.doctor.expect("is with the moderators")

"""Submit: pictures in, masked preview out, corrections, questions, attestation, sending."""

import pytest

from moderation.case import CaseState
from storage import cases, pictures
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, YELLOW, picture, shows


async def only_case(clinic: Clinic) -> cases.Case:
    mine = await cases.of_author(clinic.bot.services.database.reader, clinic.doctor.id)
    assert len(mine) == 1
    return mine[0]


async def test_a_photo_comes_back_masked(clinic: Clinic) -> None:
    """What the doctor is shown has neither the face nor the writing, and says what was hidden."""
    clinic.doctor.send_photo(picture(MAGENTA, CYAN), caption="What is it?")
    shown = await clinic.doctor.expect("Picture 1: 1 face hidden, 1 text hidden")
    assert not shows(shown.picture, MAGENTA)
    assert not shows(shown.picture, CYAN)
    await clinic.preview()


@pytest.mark.parametrize("as_file", [False, True])
async def test_a_case_travels_to_the_moderators(clinic: Clinic, as_file: bool) -> None:
    """From a photo or a file to the moderators' card, by buttons."""
    doctor = clinic.doctor
    if as_file:
        doctor.send_document(picture(MAGENTA), name="case.jpg", caption="What is it?")
    else:
        doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    await doctor.press("Send to the moderators")
    await doctor.expect("is with the moderators")
    card = await clinic.moderator.expect("Approvals: 0 of", clinic.moderators)
    assert "What is it?" in card.text
    assert (await only_case(clinic)).state is CaseState.SUBMITTED


async def test_without_caption_the_question_is_asked(clinic: Clinic) -> None:
    """No caption: the question is a step of its own, answered by text."""
    clinic.doctor.send_photo(picture())
    await clinic.preview()
    await clinic.fill()
    summary = await clinic.doctor.expect("What is this lesion")
    assert "Case MP-" in summary.text


async def test_an_album_with_a_straggler_is_one_case(clinic: Clinic) -> None:
    """Parts of an album in any order, and one that comes late, are pictures of the same case."""
    doctor = clinic.doctor
    album = doctor.begin_album(caption="Two views")
    album.send(picture(MAGENTA))
    album.send(picture(CYAN))
    await clinic.preview()
    album.send(picture())
    await doctor.expect("Picture 3")
    await clinic.preview()
    case = await only_case(clinic)
    assert len(await pictures.of_case(clinic.bot.services.database.reader, case.id)) == 3


async def test_show_again_and_hide_again(clinic: Clinic) -> None:
    """The doctor may show a finding again, and hide it again."""
    clinic.doctor.send_photo(picture(CYAN), caption="?")
    await clinic.preview()
    await clinic.doctor.press("Show #1")
    shown = await clinic.doctor.expect("Left visible: #1")
    assert shows(shown.picture, CYAN)
    await clinic.doctor.press("Hide #1")
    hidden = await clinic.doctor.expect("1 text hidden")
    assert not shows(hidden.picture, CYAN)


async def test_hide_a_strip(clinic: Clinic) -> None:
    """Two presses on a side hide a fifth of the picture from there."""
    clinic.doctor.send_photo(picture(), caption="?")
    await clinic.preview()
    await clinic.doctor.press("Hide more")
    await clinic.doctor.press("Top")
    await clinic.doctor.expect("1 area hidden by hand")
    await clinic.doctor.press("Top")
    case = await only_case(clinic)
    [row] = await pictures.of_case(clinic.bot.services.database.reader, case.id)
    [found] = await pictures.findings(clinic.bot.services.database.reader, row.id)
    assert max(y for _x, y in found.polygon) == round(0.2 * row.height) - 1


async def test_a_picture_that_breaks_the_detector_is_never_shown(clinic: Clinic) -> None:
    """Fail closed: a crash of a detector gives a sentence, and nothing of the picture."""
    clinic.doctor.send_photo(picture(YELLOW), caption="?")
    told = await clinic.doctor.expect("Masking failed")
    assert told.kind == "text"
    await clinic.doctor.expect("could not be masked")
    await clinic.doctor.press("Remove this picture")
    await clinic.doctor.expect("No picture is left")


async def test_not_verified_is_a_friendly_way_in(clinic: Clinic) -> None:
    """A stranger's picture is not kept; they are told how to join."""
    clinic.stranger.send_photo(picture(MAGENTA))
    await clinic.stranger.expect("Joining takes two minutes")
    assert not list((clinic.settings.storage.folder / "files").iterdir())


@pytest.mark.parametrize("what", ["sticker", "voice", "video"])
async def test_other_media_get_one_sentence(clinic: Clinic, what: str) -> None:
    """What cannot be taken is answered by what to send instead."""
    getattr(clinic.doctor, f"send_{what}")()
    await clinic.doctor.expect("I only take still pictures")


async def test_a_pdf_gets_one_sentence(clinic: Clinic) -> None:
    """A document that is no picture is refused before it is downloaded."""
    clinic.doctor.send_document(b"%PDF-1.4", name="letter.pdf", mime="application/pdf")
    await clinic.doctor.expect("I only take pictures")


async def test_25_megabytes_get_one_sentence(clinic: Clinic) -> None:
    """Telegram hands out at most 20 MB; the doctor hears it before anything is tried."""
    clinic.doctor.send_document(b"\xff\xd8" + bytes(25_000_000), name="big.jpg")
    await clinic.doctor.expect("larger than 20 MB")


async def test_back_and_cancel(clinic: Clinic) -> None:
    """Back goes one screen back; Cancel asks, then throws pictures and files away."""
    doctor = clinic.doctor
    doctor.send_photo(picture(), caption="?")
    await clinic.preview()
    await doctor.press("Looks right")
    await doctor.expect("Which specialty")
    await doctor.press("Back")
    await doctor.expect("Look closely")
    await doctor.press("Cancel")
    await doctor.press("Yes, throw it away")
    await doctor.expect("are gone")
    assert not list((clinic.settings.storage.folder / "files").iterdir())


async def test_nothing_is_attested_beforehand(clinic: Clinic) -> None:
    """Send appears only after each line was tapped; a forged tap on it sends nothing."""
    clinic.doctor.send_photo(picture(), caption="?")
    await clinic.preview()
    await clinic.fill(attest=False)
    screen = await clinic.doctor.expect("Please attest")
    assert "☑" not in screen.text
    case = await only_case(clinic)
    answer = await clinic.doctor.forge(screen, f"send:{case.id}:{case.revision}:")
    assert "still missing" in answer.text
    assert (await only_case(clinic)).state is CaseState.DRAFT


async def test_the_original_leaves_the_chat(clinic: Clinic) -> None:
    """Once kept, the doctor's own message with the original is deleted, and they are told."""
    sent = clinic.doctor.send_photo(picture(MAGENTA), caption="?")
    await clinic.doctor.expect("removed from this chat")
    await clinic.preview()
    assert sent.deleted

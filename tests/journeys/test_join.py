"""Join: language, notice, who one is, the proof, and the moderators' answer."""

import asyncio

import pytest

from moderation.application import ApplicationState
from moderation.member import Member, Role, Standing
from sandbox.people import Person
from storage import applications, members
from tests.journeys.applying import RPPS, apply, card_photo, hand_in, prove, to_evidence, to_number
from tests.journeys.clinic import NOTICE, Clinic


async def member(clinic: Clinic, person: Person) -> Member:
    found = await members.load(clinic.bot.services.database.reader, person.id)
    assert found is not None
    return found


async def application(clinic: Clinic, person: Person) -> applications.Application:
    found = await applications.latest(clinic.bot.services.database.reader, person.id)
    assert found is not None
    return found


async def test_a_doctor_joins(clinic: Clinic) -> None:
    """From the notice to the links of the channels; the claim becomes the member's record."""
    card = await apply(clinic, clinic.stranger)
    for claim in ("Ada Applicant", "Doctor", "Dermatology", f"{RPPS}: shape and check digit"):
        assert claim in card.text
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.stranger.expect("You are in")
    await clinic.stranger.expect("The channels: tap one")
    now = await member(clinic, clinic.stranger)
    assert (now.standing, now.role, now.name) == (Standing.VERIFIED, Role.DOCTOR, "Ada Applicant")
    assert now.specialty == "dermatology"


async def test_the_notice_comes_first_and_its_version_is_kept(clinic: Clinic) -> None:
    """Nothing is asked before the notice is accepted; when and which version is remembered."""
    notice = await clinic.stranger.expect("not end-to-end encrypted")
    clinic.stranger.send_text("Ada Applicant")
    await clinic.settle()
    assert (await member(clinic, clinic.stranger)).notice_version == 0
    await clinic.stranger.press("I understand and accept", notice)
    now = await member(clinic, clinic.stranger)
    assert now.notice_version == NOTICE
    assert now.notice_at is not None
    await clinic.stranger.expect("You are…")


async def test_a_wrong_key_warns_and_can_be_kept(clinic: Clinic) -> None:
    """A failing check digit is asked about, may be kept, and the moderators are warned of it."""
    await to_number(clinic.stranger)
    await clinic.stranger.expect("Your RPPS number")
    clinic.stranger.send_text("10003461033")
    await clinic.stranger.expect("check digit of 10003461033 is wrong")
    await clinic.stranger.press("Keep this number")
    await clinic.stranger.press("Dermatology")
    card = await hand_in(clinic, clinic.stranger)
    assert "⚠️ RPPS 10003461033: the check digit does not fit" in card.text


async def test_a_wrong_shape_warns_and_can_be_typed_again(clinic: Clinic) -> None:
    """Ten digits are asked about; the right number, spaces and all, goes on."""
    await to_number(clinic.stranger)
    await clinic.stranger.expect("Your RPPS number")
    clinic.stranger.send_text("1999999990")
    await clinic.stranger.expect("not 11 digits long")
    clinic.stranger.send_text("19999 99990 7")
    await clinic.stranger.expect("Your specialty")
    assert (await application(clinic, clinic.stranger)).number == RPPS


@pytest.mark.parametrize(
    ("role", "kept"),
    [("Doctor", Role.DOCTOR), ("Other health professional", Role.OTHER)],
)
async def test_without_a_number(clinic: Clinic, role: str, kept: Role) -> None:
    """A doctor or another professional may have none; the card says so."""
    await to_number(clinic.stranger, role)
    await clinic.stranger.expect("Your RPPS number")
    await clinic.stranger.press("I have none")
    await clinic.stranger.press("General practice")
    card = await hand_in(clinic, clinic.stranger)
    assert "Number: none" in card.text
    assert (await application(clinic, clinic.stranger)).role is kept


async def test_a_student_is_asked_for_no_number(clinic: Clinic) -> None:
    """After the name comes the specialty; accepted, a student may read but not submit."""
    await to_number(clinic.student, "Student")
    await clinic.student.expect("Your specialty")
    await clinic.student.press("Surgery")
    await clinic.student.expect("student card")
    card = await hand_in(clinic, clinic.student)
    assert "Number: student" in card.text
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.student.expect("You are in")
    sent = clinic.student.send_photo(card_photo())
    await clinic.student.expect("Students learn and answer")
    assert sent.deleted
    assert not clinic.files()


async def test_the_evidence_is_gone_with_the_decision(clinic: Clinic) -> None:
    """Until then one file and one photo of our own making; afterwards neither."""
    sent = card_photo()
    card = await apply(clinic, clinic.stranger)
    [key] = clinic.files()
    photo = clinic.messenger.world.chats[clinic.moderators.key].messages[card.reply_to]
    assert photo.origin is None
    assert photo.sender_id == clinic.messenger.only_bot().user_id
    assert photo.protected
    assert (clinic.settings.storage.folder / "files" / key).read_bytes() != sent
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    assert photo.deleted
    assert "photos above" not in card.text
    assert not clinic.files()


async def test_the_evidence_leaves_the_applicants_chat(clinic: Clinic) -> None:
    """The applicant's own message with the card is deleted once it is kept."""
    await to_evidence(clinic.stranger)
    sent = await prove(clinic.stranger)
    await clinic.stranger.expect("moderators will look")
    await clinic.settle()
    assert sent.deleted


async def test_ask_again_for_the_photo(clinic: Clinic) -> None:
    """The applicant hears why and sends a new photo; the old card decides nothing any more."""
    old = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("Ask again", old, chat=clinic.moderators)
    await clinic.moderator.press("photo of the card cannot be read", old, chat=clinic.moderators)
    asked = await clinic.stranger.expect("The moderators need something more")
    assert "cannot be read" in asked.text
    assert "photo of your professional card" in asked.text
    assert not clinic.files()
    new = await hand_in(clinic, clinic.stranger)
    answer = await clinic.second.forge(old, "admit:1:1:")
    assert "earlier version" in answer.text
    assert (await application(clinic, clinic.stranger)).state is ApplicationState.SUBMITTED
    await clinic.second.press("Accept", new, chat=clinic.moderators)
    await clinic.stranger.expect("You are in")


async def test_ask_again_for_the_number(clinic: Clinic) -> None:
    """What the reason names is asked anew, then the evidence; the rest stays."""
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("Ask again", card, chat=clinic.moderators)
    await clinic.moderator.press("number does not match", card, chat=clinic.moderators)
    await clinic.stranger.expect("Your RPPS number")
    clinic.stranger.send_text("10000000009")
    await clinic.stranger.expect("photo of your professional card")
    again = await hand_in(clinic, clinic.stranger)
    assert "10000000009" in again.text
    assert "Ada Applicant" in again.text


async def test_ask_again_in_own_words(clinic: Clinic) -> None:
    """A moderator's own words reach the applicant as they are."""
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("Ask again", card, chat=clinic.moderators)
    await clinic.moderator.press("In my own words", card, chat=clinic.moderators)
    asked = await clinic.moderator.expect("write to the applicant", clinic.moderators)
    clinic.moderator.send_text("The <back> too & legible", clinic.moderators, reply_to=asked)
    told = await clinic.stranger.expect("The moderators need something more")
    assert "The <back> too & legible" in told.text
    closed = await clinic.moderator.expect("More asked for by Max Moderator", clinic.moderators)
    assert closed == card
    assert not card.keyboard


async def test_a_picture_sent_while_waiting_is_not_kept(clinic: Clinic) -> None:
    """It leaves the chat, and the applicant hears that the moderators come first."""
    await apply(clinic, clinic.stranger)
    before = clinic.files()
    sent = clinic.stranger.send_photo(card_photo())
    await clinic.stranger.expect("once the moderators have accepted you")
    assert sent.deleted
    assert clinic.files() == before


async def test_refused_and_applying_again(clinic: Clinic) -> None:
    """A refusal carries its reason; the person may apply again, from the first question on."""
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("Refuse", card, chat=clinic.moderators)
    await clinic.moderator.press("The proof is not sufficient", card, chat=clinic.moderators)
    told = await clinic.stranger.expect("could not accept your application")
    assert "proof is not sufficient" in told.text
    assert (await member(clinic, clinic.stranger)).standing is Standing.REFUSED
    assert not clinic.files()
    await clinic.stranger.press("Apply again")
    await clinic.stranger.expect("You are…")
    assert (await member(clinic, clinic.stranger)).standing is Standing.APPLICANT


async def test_back_leads_from_the_reasons_to_the_card(clinic: Clinic) -> None:
    """A moderator who opened the reasons may still accept."""
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("Refuse", card, chat=clinic.moderators)
    await clinic.moderator.press("Back", card, chat=clinic.moderators)
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.stranger.expect("You are in")
    assert "Accepted by Max Moderator" in card.text


async def test_two_moderators_at_once(clinic: Clinic) -> None:
    """One press decides, the slower one is told, and the person hears it once."""
    card = await apply(clinic, clinic.stranger)
    answers = await asyncio.gather(
        clinic.moderator.press("Accept", card, chat=clinic.moderators),
        clinic.second.press("Accept", card, chat=clinic.moderators),
    )
    assert sum("Somebody was first" in (answer.text or "") for answer in answers) == 1
    assert sum("You are in" in message.text for message in clinic.stranger.sees()) == 1


async def test_a_moderator_cannot_admit_themself(clinic: Clinic) -> None:
    """In the moderators' group or not: one's own application is another's to decide."""
    card = await apply(clinic, clinic.second)
    answer = await clinic.second.press("Accept", card, chat=clinic.moderators)
    assert "your own" in answer.text
    assert (await member(clinic, clinic.second)).standing is Standing.APPLICANT


async def test_nobody_else_decides(clinic: Clinic) -> None:
    """An applicant who forges the moderators' button in the private chat is refused."""
    await apply(clinic, clinic.stranger)
    answer = await clinic.stranger.forge(clinic.stranger.last(), "admit:1:1:")
    assert "moderators' group" in answer.text
    assert (await member(clinic, clinic.stranger)).standing is Standing.APPLICANT


@pytest.mark.parametrize("data", ["role:1:1:emperor", "ownspec:1:1:alchemy", "lang:0:0:xx"])
async def test_forged_answers_are_not_taken(clinic: Clinic, data: str) -> None:
    """Words that no button of ours carries change nothing, and the tap is answered."""
    await clinic.stranger.press("I understand and accept")
    before = await application(clinic, clinic.stranger)
    await clinic.stranger.forge(clinic.stranger.last(), data)
    assert await application(clinic, clinic.stranger) == before
    assert (await member(clinic, clinic.stranger)).language == "en"


async def test_a_french_person_is_spoken_to_in_french(clinic: Clinic) -> None:
    """Their Telegram says French: notice, questions and decision are; the card stays English."""
    fanny = clinic.messenger.add_person("Fanny Française", language="fr-CA")
    fanny.start()
    await fanny.expect("de bout en bout")
    await fanny.press("compris")
    await fanny.press("Étudiant")
    fanny.send_text("Fanny Française")
    await fanny.expect("Votre spécialité")
    await fanny.press("Dermatologie")
    sent = fanny.send_photo(card_photo())
    await fanny.press("Envoyer aux modérateurs")
    card = await clinic.moderator.expect("Role: Student", clinic.moderators, since=sent)
    await clinic.moderator.press("Refuse", card, chat=clinic.moderators)
    await clinic.moderator.press("The proof is not sufficient", card, chat=clinic.moderators)
    await fanny.expect("justificatif")
    await fanny.press("Refaire une demande")


async def test_the_notice_can_be_read_in_the_other_language(clinic: Clinic) -> None:
    """The button under the notice turns it into French in place."""
    notice = await clinic.stranger.expect("Welcome to MedPics")
    await clinic.stranger.press("Français", notice)
    assert notice.text.startswith("Bienvenue sur MedPics")
    assert (await member(clinic, clinic.stranger)).language == "fr"


async def test_language_switches(clinic: Clinic) -> None:
    """/language offers both, each in its own words; what follows is in the one chosen."""
    clinic.doctor.send_text("/language")
    await clinic.doctor.expect("Français \\? English")
    await clinic.doctor.press("Français")
    await clinic.doctor.expect("Votre compte est vérifié")
    clinic.doctor.send_text("/language")
    await clinic.doctor.expect("Français \\? English")
    await clinic.doctor.press("English")
    await clinic.doctor.expect("You are a verified member")

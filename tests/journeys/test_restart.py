"""Restart: the bot is stopped and started between every two steps of the whole story."""

import pytest

from handlers.context import Services
from moderation.case import CaseState
from sandbox.people import Person
from sandbox.seen import Seen
from storage import cases, members, posts
from tests.journeys.applying import RPPS, prove, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture, shows

LINES = ("My patient", "Informed", "Nothing identifying", "No tattoo", "Not me")


def services(clinic: Clinic) -> Services:
    return clinic.bot.services


async def state(clinic: Clinic, case_id: int = 1) -> CaseState:
    case = await cases.load(services(clinic).database.reader, case_id)
    assert case is not None
    return case.state


async def press_each(clinic: Clinic, person: Person, *labels: str) -> None:
    """One press, one restart, and so on."""
    for label in labels:
        await person.press(label)
        await clinic.restart()


async def say(clinic: Clinic, person: Person, words: str) -> None:
    person.send_text(words)
    await clinic.restart()


async def join(clinic: Clinic, person: Person) -> None:
    """The way in, from /start to the channels."""
    await press_each(clinic, person, "I understand and accept", "Doctor")
    await say(clinic, person, "Ada Applicant")
    await say(clinic, person, "10003461033")
    await press_each(clinic, person, "Keep this number", "Dermatology")
    await prove(person)
    await clinic.restart()
    await clinic.moderator.press("Ask again", chat=clinic.moderators)
    await clinic.restart()
    await clinic.moderator.press("number does not match", chat=clinic.moderators)
    await clinic.restart()
    await say(clinic, person, RPPS)
    await prove(person)
    await clinic.restart()
    await clinic.moderator.press("Accept", chat=clinic.moderators)
    await clinic.restart()
    await person.expect("You are in")


async def submit(clinic: Clinic, person: Person) -> None:
    """An album, corrected, questioned, attested and sent."""
    album = person.begin_album()
    for colour in (MAGENTA, CYAN):
        album.send(picture(colour))
        await clinic.restart()
    await clinic.preview(person)
    await clinic.restart()
    await press_each(clinic, person, "Show #1", "Hide #1", "Hide more", "Left", "Looks right")
    await press_each(clinic, person, "Dermatology")
    await say(clinic, person, "What is it?")
    await press_each(clinic, person, "40–49 years", "Female")
    await say(clinic, person, "For three weeks")
    await press_each(clinic, person, "Anonymous", *LINES, "Send to the moderators")


async def test_the_whole_story(clinic: Clinic) -> None:
    """From the notice to the withdrawal, with a stop between every two steps."""
    ada = clinic.stranger
    await join(clinic, ada)
    await submit(clinic, ada)
    await clinic.moderator.press("Ask for changes", chat=clinic.moderators)
    await clinic.restart()
    await clinic.moderator.press("In my own words", chat=clinic.moderators)
    await clinic.restart()
    asked = clinic.moderator.last(clinic.moderators)
    clinic.moderator.send_text("Which side?", clinic.moderators, reply_to=asked)
    await clinic.restart()
    await ada.expect("Which side")
    await revise(clinic, ada)
    await clinic.moderator.press("Approve", chat=clinic.moderators)
    await clinic.restart()
    await ada.expect("is published")
    await discuss(clinic, ada)
    await press_each(clinic, ada, "My cases", "MP-00001", "Withdraw", "Yes, withdraw it")
    assert await state(clinic) is CaseState.WITHDRAWN
    assert not clinic.operator.sees(clinic.channel)
    assert not clinic.files()


async def revise(clinic: Clinic, person: Person) -> None:
    await press_each(clinic, person, "Revise")
    await clinic.preview(person)
    await press_each(clinic, person, "Looks right", "Keep it")
    await say(clinic, person, "What is it, on the left leg?")
    await press_each(clinic, person, "Keep it", "Keep it", "Keep it", "Keep it")
    await press_each(clinic, person, *LINES, "Send to the moderators")


async def discuss(clinic: Clinic, author: Person) -> None:
    post = clinic.operator.sees(clinic.channel)[0]
    assert "on the left leg" in post.text
    assert not shows(post.picture, MAGENTA)
    clinic.discussion.add(clinic.colleague)
    await clinic.restart()
    root = next(m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo")
    clinic.colleague.send_text("Erythema nodosum", clinic.discussion, root)
    await clinic.restart()
    await author.expect("answered your case")
    author.send_text("/start")
    await clinic.restart()


def previews(clinic: Clinic) -> list[Seen]:
    return [m for m in clinic.doctor.sees() if m.kind == "photo" and m.find_button("Remove")]


async def test_stopped_while_pictures_wait(clinic: Clinic) -> None:
    """Pictures that were kept but not masked yet are masked after the start."""
    with clinic.busy():
        album = clinic.doctor.begin_album(caption="Two views")
        for colour in (MAGENTA, CYAN):
            album.send(picture(colour))
        await clinic.doctor.expect("0 of . done")
        await clinic.stop()
    assert not previews(clinic)
    await clinic.start()
    await clinic.preview()
    await clinic.settle()
    assert len(previews(clinic)) == 2


@pytest.mark.parametrize("method", ["sendPhoto", "sendMessage"])
@pytest.mark.parametrize("fault", ["server_error", "reset_before"])
async def test_submitted_but_the_card_never_came(clinic: Clinic, method: str, fault: str) -> None:
    """Telegram failed while the card was shown: the moderators get it after the start, once."""
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    screen = clinic.doctor.last()
    getattr(clinic.messenger.faults, fault)(method, count=3)
    await clinic.doctor.forge(screen, "send:1:1:")
    await clinic.settle()
    clinic.messenger.faults.clear()
    await clinic.restart()
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)
    await clinic.restart()
    cards = [m for m in clinic.moderator.sees(clinic.moderators) if "Case MP-00001" in m.text]
    assert len(cards) == 1
    assert len([m for m in clinic.moderator.sees(clinic.moderators) if m.kind == "photo"]) == 1


async def test_the_application_waits_for_its_card(clinic: Clinic) -> None:
    """The same for an application; its evidence stands in the group once."""
    await to_evidence(clinic.stranger)
    clinic.messenger.faults.server_error("sendPhoto")
    await prove(clinic.stranger)
    await clinic.restart()
    card = await clinic.moderator.expect("Application no", clinic.moderators)
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    assert not [m for m in clinic.moderator.sees(clinic.moderators) if m.kind == "photo"]
    member = await members.load(services(clinic).database.reader, clinic.stranger.id)
    assert member is not None
    assert member.is_verified


async def test_posting_was_refused_by_flood(clinic: Clinic) -> None:
    """Too many requests, again and again: the post comes with a later sweep, exactly once."""
    await clinic.submit()
    clinic.messenger.faults.flood("sendPhoto", retry_after=3, count=4)
    await clinic.approve(clinic.moderator)
    assert await state(clinic) is CaseState.APPROVED
    await clinic.restart()
    await clinic.doctor.expect("is published")
    await clinic.sweep()
    assert len(clinic.operator.sees(clinic.channel)) == 1


@pytest.mark.parametrize("fault", ["server_error", "reset_before", "timeout_before"])
async def test_posting_failed_and_was_not_done(clinic: Clinic, fault: str) -> None:
    """No answer came: moderators look, find nothing, press the button, and it is posted once."""
    await clinic.submit()
    getattr(clinic.messenger.faults, fault)("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("did not say whether", clinic.moderators)
    await clinic.restart()
    await clinic.sweep()
    assert not clinic.operator.sees(clinic.channel)
    await clinic.moderator.press("It is missing", chat=clinic.moderators)
    await clinic.doctor.expect("is published")
    assert len(clinic.operator.sees(clinic.channel)) == 1
    assert await posts.load(services(clinic).database.reader, 1)


@pytest.mark.parametrize("fault", ["reset_after", "timeout_after"])
async def test_posting_was_done_but_the_answer_was_lost(clinic: Clinic, fault: str) -> None:
    """Its automatic forward tells that it stands in the channel; it is posted once."""
    await clinic.submit()
    getattr(clinic.messenger.faults, fault)("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    for _again in range(2):
        await clinic.sweep()
        await clinic.restart()
    assert len(clinic.operator.sees(clinic.channel)) == 1
    assert await state(clinic) is CaseState.PUBLISHED
    asked = [m for m in clinic.moderator.sees(clinic.moderators) if "did not say" in m.text]
    assert not asked


async def test_without_a_forward_moderators_look(clinic: Clinic) -> None:
    """The answer was lost and no forward comes: it is never posted a second time by itself."""
    clinic.messenger.hold_forwards()
    await clinic.submit()
    clinic.messenger.faults.timeout_after("sendPhoto")
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("did not say whether", clinic.moderators)
    for _again in range(2):
        await clinic.sweep()
        await clinic.restart()
    assert len(clinic.operator.sees(clinic.channel)) == 1
    assert await state(clinic) is CaseState.APPROVED
    clinic.messenger.release_forwards()
    await clinic.doctor.expect("is published")

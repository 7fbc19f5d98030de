"""A moderators' group becomes a supergroup while cards, letters and words wait: all goes on."""

from moderation.case import CaseState
from moderation.post import MODERATION
from sandbox.rooms import Room
from storage import cases, erasures, places
from tests.journeys.applying import prove, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture


async def basic_group(clinic: Clinic) -> Room:
    """The moderators work in a small group, which Telegram may turn into a supergroup."""
    basic = clinic.messenger.add_group(
        "Team", owner=clinic.operator, members=[clinic.moderator, clinic.second], basic=True
    )
    clinic.messenger.admit_bot(basic)
    clinic.operator.send_text("/bind moderation", basic)
    await clinic.operator.expect("Bound", basic)
    return basic


async def submit(clinic: Clinic, room: Room) -> None:
    clinic.doctor.send_photo(picture(MAGENTA, CYAN), caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-00001", room)


async def test_a_waiting_card_is_shown_in_the_new_group(clinic: Clinic) -> None:
    """It is decided there; moderators hear that the old one is out of the bot's reach."""
    await submit(clinic, await basic_group(clinic))
    place = await places.of_duty(clinic.bot.services.database.reader, MODERATION)
    grown = clinic.messenger.room(place.chat_id).migrate() if place else None
    assert grown is not None
    await clinic.moderator.expect("I can no longer change or delete", grown)
    await clinic.moderator.expect("Case MP-00001", grown)
    await clinic.settle()
    assert len([seen for seen in grown.messages() if seen.text.startswith("Case MP")]) == 1
    await clinic.moderator.press("Approve", chat=grown)
    await clinic.doctor.expect("is published")


async def test_letters_that_wait_are_said_in_the_new_group(clinic: Clinic) -> None:
    """Each once, in order, though the group moved while the first was under way."""
    basic = await basic_group(clinic)
    await clinic.settle()
    saying = clinic.messenger.faults.hold("sendMessage")
    clinic.moderator.send_text("/queue", basic)
    clinic.moderator.send_text("/takedown 7", basic)
    await saying.arrived.wait()
    grown = basic.migrate()
    saying.release()
    await clinic.settle()
    said = [seen.text for seen in grown.messages() if seen.sender_name == "MedPics"]
    assert said == ["Nothing is waiting.", "Which case? Write its number: /takedown MP-00012"]


async def test_words_that_were_asked_for(clinic: Clinic) -> None:
    """The question stands in the old group; the card in the new one asks again."""
    basic = await basic_group(clinic)
    await submit(clinic, basic)
    await clinic.moderator.press("Reject", chat=basic)
    await clinic.moderator.press("In my own words", chat=basic)
    grown = basic.migrate()
    await clinic.moderator.expect("Case MP-00001", grown)
    clinic.moderator.send_text("Nothing to do with it", grown)
    await clinic.settle()
    assert not [seen for seen in clinic.doctor.sees() if "Nothing to do with it" in seen.text]
    await clinic.moderator.press("Reject", chat=grown)
    await clinic.moderator.press("In my own words", chat=grown)
    asked = clinic.moderator.last(grown)
    clinic.moderator.send_text("Too dark", grown, asked)
    await clinic.doctor.expect("Too dark")


async def test_a_question_that_stayed_behind_is_asked_again(clinic: Clinic) -> None:
    """No reply reaches the old group; the new question says what it is about."""
    basic = await basic_group(clinic)
    await submit(clinic, basic)
    await clinic.moderator.press("Reject", chat=basic)
    await clinic.moderator.press("In my own words", chat=basic)
    await clinic.settle()
    grown = basic.migrate()
    asked = await clinic.moderator.expect("question about MP-00001 stayed behind", grown)
    await clinic.settle()
    clinic.moderator.send_text("Too dark", grown, asked)
    await clinic.doctor.expect("Too dark")


async def test_an_application_is_shown_in_the_new_group(clinic: Clinic) -> None:
    """With its photo; the one in the old group is nobody's any more to delete but a person's."""
    basic = await basic_group(clinic)
    await to_evidence(clinic.stranger)
    await prove(clinic.stranger)
    await clinic.moderator.expect("Application no", basic)
    grown = basic.migrate()
    card = await clinic.moderator.expect("Application no", grown)
    others = {seen.id for seen in grown.messages()}
    await clinic.moderator.press("Accept", card, chat=grown)
    await clinic.settle()
    left = {seen.id for seen in grown.messages()}
    assert len(others - left) == 1
    await clinic.stranger.expect("You are in")


async def test_nothing_else_is_deleted_in_the_new_group(clinic: Clinic) -> None:
    """A message that has the number of an old card is somebody else's, and stays."""
    basic = await basic_group(clinic)
    await submit(clinic, basic)
    old = [seen.id for seen in basic.messages() if seen.sender_name == "MedPics"]
    grown = basic.migrate()
    await clinic.moderator.expect("Case MP-00001", grown)
    while clinic.moderator.last(grown).id < max(old):
        clinic.moderator.send_text("talk", grown)
    talk = [seen for seen in grown.messages() if seen.text == "talk"]
    await clinic.moderator.press("Approve", chat=grown)
    await clinic.doctor.expect("is published")
    clinic.moderator.send_text("/takedown MP-00001", grown)
    await clinic.settle()
    await clinic.sweep()
    assert all(not seen.deleted and seen.text == "talk" for seen in talk)
    case = await cases.load(clinic.bot.services.database.reader, 1)
    assert case is not None
    assert case.state is CaseState.TAKEN_DOWN
    assert await erasures.pending(clinic.bot.services.database.reader) == []

"""Requests: a patient without an account is heard by moderators, and hears what becomes of it."""

from moderation.case import CaseState
from moderation.request import RequestState
from storage import cases, requests
from tests.journeys.clinic import Clinic
from tests.journeys.rights import CONTACT, DAY, WHY, ask, published

MONTH = 31 * 24 * 3600


async def state(clinic: Clinic, request_id: int = 1) -> RequestState:
    request = await requests.load(clinic.bot.services.database.reader, request_id)
    assert request is not None
    return request.state


async def case_state(clinic: Clinic) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, 1)
    assert case is not None
    return case.state


async def test_a_patient_has_a_case_taken_down(clinic: Clinic) -> None:
    """From the link to the outcome: the card holds no name, the post goes, the person hears."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    await clinic.stranger.expect("I replaced what could identify somebody")
    assert "MP-00001" in card.text
    assert "no member, perhaps the patient" in card.text
    assert "[name]" in card.text
    assert "Durand" not in card.text.replace(CONTACT, "")
    assert f"Contact: {CONTACT}" in card.text
    assert "Steve" not in card.text
    assert "https://t.me/c/" in card.html
    await clinic.moderator.press("Take down now", card, chat=clinic.moderators)
    await clinic.stranger.expect("is being removed everywhere")
    await clinic.settle()
    assert "Taken down by Max Moderator" in card.text
    assert not card.keyboard
    assert not clinic.operator.sees(clinic.channel)
    assert await case_state(clinic) is CaseState.TAKEN_DOWN
    await clinic.doctor.expect("took your case MP-00001 down")


async def test_a_refusal_has_its_reason(clinic: Clinic) -> None:
    """Keep asks why; the person reads it, and whom else to turn to."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    await clinic.moderator.press("Keep the case", card, chat=clinic.moderators)
    await clinic.moderator.press("Back", card, chat=clinic.moderators)
    await clinic.moderator.press("Keep the case", card, chat=clinic.moderators)
    await clinic.moderator.press("Nobody can be recognised", card, chat=clinic.moderators)
    told = await clinic.stranger.expect("leave the case where it is")
    await clinic.settle()
    assert "Nobody can be recognised in it." in told.text
    assert "data protection authority" in told.text
    assert "Kept by Max Moderator: Nobody can be recognised" in card.text
    assert not card.keyboard
    assert await case_state(clinic) is CaseState.PUBLISHED
    assert len(clinic.operator.sees(clinic.channel)) == 1


async def test_a_refusal_in_own_words(clinic: Clinic) -> None:
    """Asked for as a reply; what identifies is replaced before the person reads it."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    await clinic.moderator.press("Keep the case", card, chat=clinic.moderators)
    await clinic.moderator.press("In my own words", card, chat=clinic.moderators)
    asked = await clinic.moderator.expect("say why case MP-00001 stays", clinic.moderators)
    clinic.moderator.send_text("Mme Martin is not on it", clinic.moderators, asked)
    told = await clinic.stranger.expect("leave the case where it is")
    assert "[name] is not on it" in told.text
    await clinic.moderator.expect("I replaced", clinic.moderators)
    assert await state(clinic) is RequestState.KEPT


async def test_the_command_takes_the_words_along(clinic: Clinic) -> None:
    """/report, number and words in one message; the contact may be left out."""
    await published(clinic)
    clinic.stranger.send_text("/report mp-1 My tattoo can be seen")
    await clinic.stranger.expect("I will answer you here")
    await clinic.stranger.press("Answer me here only")
    await clinic.stranger.expect("is with the moderators")
    card = await clinic.moderator.expect("Request no. 1", clinic.moderators)
    assert "My tattoo can be seen" in card.text
    assert "Contact" not in card.text


async def test_it_can_be_thought_over(clinic: Clinic) -> None:
    """Cancel forgets what was written, and the next words go their usual way."""
    await published(clinic)
    clinic.stranger.start("takedown_MP00001")
    await clinic.stranger.expect("You need no account")
    await clinic.stranger.press("Cancel")
    await clinic.stranger.expect("Nothing was sent")
    clinic.stranger.send_text(WHY)
    await clinic.stranger.expect("Welcome to MedPics")
    assert not any("Request" in m.text for m in clinic.moderator.sees(clinic.moderators))


async def test_an_undecided_request_is_remembered(clinic: Clinic) -> None:
    """After a day the moderators are reminded, once a day, and /queue lists it all along."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    await clinic.sweep()
    reminders = [m for m in clinic.moderator.sees(clinic.moderators) if "⏰" in m.text]
    assert not reminders
    clinic.messenger.clock.advance(DAY)
    await clinic.sweep()
    await clinic.sweep()
    [reminder] = [m for m in clinic.moderator.sees(clinic.moderators) if "⏰" in m.text]
    assert "24 hours" in reminder.text
    assert reminder.reply_to == card.id
    clinic.moderator.send_text("/queue", clinic.moderators)
    await clinic.moderator.expect("Request no. 1 about case MP-00001", clinic.moderators)
    clinic.messenger.clock.advance(DAY)
    await clinic.sweep()
    assert len([m for m in clinic.moderator.sees(clinic.moderators) if "⏰" in m.text]) == 2


async def test_words_and_contact_do_not_stay(clinic: Clinic) -> None:
    """A month after the decision the card and the database hold neither."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    await clinic.moderator.press("Take down now", card, chat=clinic.moderators)
    await clinic.stranger.expect("is being removed")
    await clinic.sweep()
    assert CONTACT in card.text
    clinic.messenger.clock.advance(MONTH)
    await clinic.sweep()
    assert CONTACT not in card.text
    assert "did not agree" not in card.text
    request = await requests.load(clinic.bot.services.database.reader, 1)
    assert request is not None
    assert (request.words, request.contact) == (None, None)


async def test_every_ending_answers_the_request(clinic: Clinic) -> None:
    """The author withdraws: the person hears it, and the card says that nothing is left to do."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    clinic.doctor.send_text("/cases")
    await clinic.doctor.expect("Your cases")
    for label in ("MP-00001", "Withdraw", "Yes, withdraw it"):
        await clinic.doctor.press(label)
    await clinic.stranger.expect("is being removed everywhere")
    await clinic.settle()
    assert "no longer shown" in card.text
    answer = await clinic.moderator.forge(card, "rqdown:1:0:")
    assert "Somebody was first" in answer.text


async def test_two_moderators_at_once(clinic: Clinic) -> None:
    """One wins; the other is told who, and the person hears one outcome."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    await clinic.moderator.press("Take down now", card, chat=clinic.moderators)
    answer = await clinic.second.forge(card, "rqwhy:1:0:nobody")
    assert "Somebody was first: this is now “taken down”" in answer.text
    assert "Max Moderator" in answer.text
    await clinic.settle()
    assert not any("leave the case" in m.text for m in clinic.stranger.sees())


async def test_a_request_survives_a_stop(clinic: Clinic) -> None:
    """At every step; and the card comes once there is a group to see it."""
    await published(clinic)
    clinic.stranger.start("takedown_MP00001")
    await clinic.restart()
    clinic.stranger.send_text("It is me")
    await clinic.restart()
    await clinic.stranger.press("Answer me here only")
    await clinic.restart()
    card = await clinic.moderator.expect("Request no. 1", clinic.moderators)
    room = clinic.messenger.add_group("New moderators", owner=clinic.operator)
    room.add(clinic.second)
    clinic.messenger.admit_bot(room)
    clinic.operator.send_text("/bind moderation", room)
    fresh = await clinic.second.expect("Request no. 1", room)
    await clinic.settle()
    assert card.deleted
    await clinic.second.press("Take down now", fresh, chat=room)
    await clinic.stranger.expect("is being removed everywhere")


async def test_a_requester_who_is_erased(clinic: Clinic) -> None:
    """Their words wait for a decision, without a contact, and nobody is told the outcome."""
    await published(clinic)
    card = await ask(clinic, clinic.stranger)
    clinic.stranger.send_text("/forget")
    await clinic.stranger.expect("Erase your account?")
    await clinic.stranger.press("Erase my account")
    await clinic.stranger.press("Yes, erase it")
    await clinic.settle()
    assert CONTACT not in card.text
    assert "did not agree" in card.text
    count = len(clinic.stranger.sees())
    await clinic.moderator.press("Take down now", card, chat=clinic.moderators)
    await clinic.settle()
    assert len(clinic.stranger.sees()) == count


async def test_french_from_end_to_end(clinic: Clinic) -> None:
    """A patient who writes French reads French, whatever the moderators' group speaks."""
    await published(clinic)
    patient = clinic.messenger.add_person("Paul Patient", language="fr")
    patient.start("takedown_MP00001")
    await patient.expect("sans compte")
    patient.send_text("Je suis le patient et je n’ai pas donné mon accord")
    await patient.expect("Je vous répondrai ici")
    await patient.press("Répondez-moi seulement ici")
    await patient.expect("transmise aux modérateurs")
    card = await clinic.moderator.expect("Request no. 1", clinic.moderators)
    await clinic.moderator.press("Keep the case", card, chat=clinic.moderators)
    await clinic.moderator.press("about another case", card, chat=clinic.moderators)
    told = await patient.expect("semble concerner un autre cas")
    assert "cnil.fr" in told.text

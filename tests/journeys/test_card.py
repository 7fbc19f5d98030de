"""The card of an application: one moderator at a time, earlier attempts, and a number twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moderation.case import CaseState
from moderation.member import Role, Standing
from sandbox.people import Person
from storage import applications, audit, cases, members
from tests.journeys.applying import RPPS, apply, hand_in, number_like, to_evidence
from tests.journeys.clinic import Clinic
from tests.journeys.test_doors import known, link


async def number_of(clinic: Clinic, person: Person, number: str = RPPS) -> None:
    """The membership of somebody rests on this number."""
    services = clinic.bot.services
    async with services.database.transaction() as tx:
        begun = await applications.begin(tx, person.id, services.clock())
        accepted = replace(begun, number=number, role=Role.DOCTOR, decided_at=services.clock())
        await applications.swap(tx, begun, replace(accepted, state="accepted"))  # type: ignore[arg-type]


async def standing(clinic: Clinic, person: Person) -> Standing:
    member = await known(clinic, person)
    assert member is not None
    return member.standing


async def test_one_takes_it_and_the_other_waits(clinic: Clinic) -> None:
    """The card says who and until when; a colleague can do nothing, and reads why."""
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("I take this one", card, chat=clinic.moderators)
    await clinic.settle()
    assert "Max Moderator is looking at it" in card.text
    for label in ("Accept", "Refuse", "I take this one"):
        answer = await clinic.second.press(label, card, chat=clinic.moderators)
        assert "A colleague is looking" in answer.text
        assert "Max Moderator" in answer.text
    assert await standing(clinic, clinic.stranger) is Standing.APPLICANT
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.stranger.expect("You are in")


async def test_what_was_taken_is_free_again(clinic: Clinic) -> None:
    """After ten minutes, or when it is let go: nobody has to be asked."""
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("I take this one", card, chat=clinic.moderators)
    clinic.messenger.clock.advance(timedelta(minutes=11).total_seconds())
    await clinic.second.press("I take this one", card, chat=clinic.moderators)
    await clinic.settle()
    assert "Sam Second is looking at it" in card.text
    await clinic.second.press("I take this one", card, chat=clinic.moderators)
    await clinic.settle()
    assert "is looking at it" not in card.text
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.stranger.expect("You are in")


async def test_earlier_attempts_stand_on_the_card(clinic: Clinic) -> None:
    """Number, date and reason of the one before."""
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("Refuse", card, chat=clinic.moderators)
    await clinic.moderator.press("The proof is not sufficient", card, chat=clinic.moderators)
    await clinic.stranger.press("Apply again")
    await clinic.stranger.press("Doctor")
    clinic.stranger.send_text("Ada Applicant")
    await clinic.stranger.expect("Your RPPS number")
    clinic.stranger.send_text(RPPS)
    await clinic.stranger.press("Dermatology")
    await clinic.stranger.expect("professional card")
    again = await hand_in(clinic, clinic.stranger)
    assert "Earlier: no. 1, refused on" in again.text
    assert "proof is not sufficient" in again.text


async def test_two_applications_with_one_number(clinic: Clinic) -> None:
    """The second card names the first; accepted, the first one's number is held."""
    first = await apply(clinic, clinic.stranger)
    second = await apply(clinic, clinic.student)
    assert "Same number: Ada Applicant, waiting as well (application no. 1)" in second.text
    await clinic.moderator.press("Accept", first, chat=clinic.moderators)
    answer = await clinic.moderator.press("Accept", second, chat=clinic.moderators)
    assert "belongs to another account" in answer.text
    assert await standing(clinic, clinic.student) is Standing.APPLICANT


async def test_a_number_that_is_taken_is_told_to_both(clinic: Clinic) -> None:
    """The card warns and offers no Accept; the holder and the applicant hear of it, once."""
    await number_of(clinic, clinic.colleague)
    card = await apply(clinic, clinic.stranger)
    await clinic.settle()
    assert "already belongs to: Dr Cleo Colleague" in card.text
    assert not any("✅ Accept" in label for row in card.keyboard for label in row)
    await clinic.colleague.expect("Another account applies with your professional number")
    await clinic.stranger.expect("already belongs to an account")
    answer = await clinic.moderator.forge(card, "admit:2:1:")
    assert "belongs to another account" in answer.text
    assert await standing(clinic, clinic.stranger) is Standing.APPLICANT


async def test_the_membership_goes_to_the_new_account(clinic: Clinic) -> None:
    """With its cases and its name; the old account leaves every channel and is nobody any more."""
    case_id = await clinic.submit()
    clinic.doctor.join(await link(clinic))
    await clinic.settle()
    await number_of(clinic, clinic.doctor)
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("The same person", card, chat=clinic.moderators)
    await clinic.stranger.expect("membership of your earlier account")
    await clinic.doctor.expect("now belongs to another account of yours")
    await clinic.settle()
    assert not clinic.doctor.is_in(clinic.channel)
    new, old = await known(clinic, clinic.stranger), await known(clinic, clinic.doctor)
    assert new is not None
    assert old is not None
    assert (new.standing, new.name) == (Standing.VERIFIED, "Dr Dora Doctor")
    assert (old.standing, old.name, old.role) == (Standing.LAPSED, None, None)
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    assert case.author_id == clinic.stranger.id
    rows = await audit.trail(clinic.bot.services.database.reader, f"member {clinic.doctor.id}")
    assert [row["action"] for row in rows] == ["lapse", "hand_over"]


async def test_a_case_that_moved_can_be_published(clinic: Clinic) -> None:
    """It is what was submitted, byte for byte, and its new owner hears of it."""
    case_id = await clinic.submit()
    await number_of(clinic, clinic.doctor)
    card = await apply(clinic, clinic.stranger)
    await clinic.moderator.press("The same person", card, chat=clinic.moderators)
    await clinic.stranger.expect("membership of your earlier account")
    review = next(s for s in clinic.second.sees(clinic.moderators) if "Case MP" in s.text)
    await clinic.second.press("✅ Approve", review, chat=clinic.moderators)
    await clinic.stranger.expect("is published")
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    assert case.state is CaseState.PUBLISHED


async def test_a_suspension_is_not_shaken_off(clinic: Clinic) -> None:
    """A new account takes over nothing from one that is suspended."""
    await number_of(clinic, clinic.doctor)
    member = await known(clinic, clinic.doctor)
    assert member is not None
    await clinic.stand(member, Standing.SUSPENDED)
    card = await apply(clinic, clinic.stranger)
    assert "They are suspended" in card.text
    assert not any("same person" in label for row in card.keyboard for label in row)
    for data in ("admit:2:1:", f"admove:2:1:{clinic.doctor.id}"):
        answer = await clinic.moderator.forge(card, data)
        assert "belongs to another account" in answer.text
    assert await standing(clinic, clinic.stranger) is Standing.APPLICANT


async def test_a_refusal_says_how_to_contest(clinic: Clinic) -> None:
    """The operator's address stands in it, beside the way to apply again."""
    rules = clinic.bot.services.rules
    clinic.bot.services.rules = replace(rules, privacy_contact="dpo@example.org")
    await to_evidence(clinic.stranger, number_like(5))
    card = await hand_in(clinic, clinic.stranger)
    await clinic.moderator.press("Refuse", card, chat=clinic.moderators)
    await clinic.moderator.press("The proof is not sufficient", card, chat=clinic.moderators)
    told = await clinic.stranger.expect("could not accept your application")
    assert "dpo@example.org" in told.text


@pytest.mark.parametrize("taps", [("Accept",), ("Refuse", "proof is not sufficient")])
async def test_three_taps_at_most(clinic: Clinic, taps: tuple[str, ...]) -> None:
    """Taking the card, and deciding."""
    card = await apply(clinic, clinic.stranger)
    pressed = ("I take this one", *taps)
    for label in pressed:
        await clinic.moderator.press(label, card, chat=clinic.moderators)
    await clinic.settle()
    assert len(pressed) <= 3
    assert not card.keyboard
    assert await members.load(clinic.bot.services.database.reader, clinic.stranger.id)

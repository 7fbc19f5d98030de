"""Suspend: a member is put outside for a time, may appeal once, and comes back."""

from datetime import timedelta

from handlers.entrance import standings
from moderation.case import CaseState
from moderation.member import Standing, StandingAction
from sandbox.people import Person
from sandbox.seen import Seen
from storage import audit, cases, members, suspensions
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture
from tests.journeys.test_doors import known, link


async def enter(clinic: Clinic, person: Person) -> None:
    """Into the channel by its door, and into the discussion by hand."""
    person.join(await link(clinic))
    await clinic.settle()
    clinic.discussion.add(person)
    await clinic.settle()
    assert person.is_in(clinic.channel)


async def suspend(
    clinic: Clinic, who: str = "dora", span: str = "7 days", reason: str = "identify patients"
) -> Seen:
    """The three steps of a moderator; returns the card."""
    clinic.moderator.send_text(f"/suspend {who}", clinic.moderators)
    card = await clinic.moderator.expect("Suspend for how long", clinic.moderators)
    await clinic.moderator.press(span, card, chat=clinic.moderators)
    await clinic.moderator.press(reason, card, chat=clinic.moderators)
    await clinic.settle()
    return card


async def standing(clinic: Clinic, person: Person) -> Standing:
    member = await known(clinic, person)
    assert member is not None
    return member.standing


async def actions(clinic: Clinic, person: Person) -> list[str]:
    rows = await audit.trail(clinic.bot.services.database.reader, f"member {person.id}")
    return [row["action"] for row in rows]


async def test_a_suspended_member_leaves_every_channel(clinic: Clinic) -> None:
    """At once, with the reason and the end; the moderators' card says who did it."""
    await enter(clinic, clinic.doctor)
    card = await suspend(clinic)
    told = await clinic.doctor.expect("Your access is suspended")
    assert "could identify patients" in told.text
    assert "ends by itself" in told.text
    assert "Suspended by Max Moderator" in card.text
    assert not clinic.doctor.is_in(clinic.channel)
    assert not clinic.doctor.is_in(clinic.discussion)
    assert await standing(clinic, clinic.doctor) is Standing.SUSPENDED
    assert await actions(clinic, clinic.doctor) == ["suspend"]


async def test_the_door_stays_closed_and_opens_again(clinic: Clinic) -> None:
    """Nobody is banned: after /reinstate the same link lets them in, and they are told."""
    await enter(clinic, clinic.doctor)
    await suspend(clinic)
    clinic.doctor.join(await link(clinic))
    await clinic.settle()
    assert not clinic.doctor.is_in(clinic.channel)
    clinic.second.send_text(f"/reinstate {clinic.doctor.id}", clinic.moderators)
    card = await clinic.second.expect("Give them their access back", clinic.moderators)
    await clinic.second.press("Reinstate", card, chat=clinic.moderators)
    await clinic.doctor.expect("Your access is back")
    door = await clinic.doctor.expect("The channels: tap one")
    clinic.doctor.join(next(button.body["url"] for button in door.buttons))
    await clinic.settle()
    assert clinic.doctor.is_in(clinic.channel)
    assert await actions(clinic, clinic.doctor) == ["suspend", "reinstate"]


async def test_a_timed_suspension_ends_by_itself(clinic: Clinic) -> None:
    """Not a day too early, and once; a restart between changes nothing."""
    await suspend(clinic)
    clinic.messenger.clock.advance(timedelta(days=6).total_seconds())
    await clinic.restart()
    await clinic.sweep()
    assert await standing(clinic, clinic.doctor) is Standing.SUSPENDED
    clinic.messenger.clock.advance(timedelta(days=1, minutes=1).total_seconds())
    await clinic.sweep()
    await clinic.sweep()
    assert await standing(clinic, clinic.doctor) is Standing.VERIFIED
    assert sum("access is back" in message.text for message in clinic.doctor.sees()) == 1
    assert await actions(clinic, clinic.doctor) == ["suspend", "reinstate"]


async def test_without_an_end_only_moderators_end_it(clinic: Clinic) -> None:
    """A year later nothing has happened by itself."""
    await suspend(clinic, span="Until moderators end it", reason="doubt about who you are")
    clinic.messenger.clock.advance(timedelta(days=365).total_seconds())
    await clinic.sweep()
    assert await standing(clinic, clinic.doctor) is Standing.SUSPENDED


async def test_a_waiting_case_waits(clinic: Clinic) -> None:
    """It cannot be approved meanwhile; once the author is back it can, and appears."""
    case_id = await clinic.submit()
    await suspend(clinic)
    card = await clinic.second.expect("Case MP", clinic.moderators)
    answer = await clinic.second.press("Approve", card, chat=clinic.moderators)
    assert "may not send cases" in answer.text
    clinic.messenger.clock.advance(timedelta(days=8).total_seconds())
    await clinic.sweep()
    await clinic.second.press("Approve", card, chat=clinic.moderators)
    await clinic.settle()
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    assert case.state is CaseState.PUBLISHED


async def test_drafts_wait(clinic: Clinic) -> None:
    """A draft that would be thrown away after a day outlasts the suspension, by a day."""
    reader = clinic.bot.services.database.reader
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    await clinic.settle()
    await suspend(clinic)
    clinic.messenger.clock.advance(timedelta(days=3).total_seconds())
    await clinic.sweep()
    assert await cases.draft_of(reader, clinic.doctor.id) is not None
    clinic.messenger.clock.advance(timedelta(days=5).total_seconds())
    await clinic.sweep()
    assert await standing(clinic, clinic.doctor) is Standing.VERIFIED
    assert await cases.draft_of(reader, clinic.doctor.id) is not None
    clinic.messenger.clock.advance(timedelta(days=1, hours=1).total_seconds())
    await clinic.sweep()
    assert await cases.draft_of(reader, clinic.doctor.id) is None


async def appeal(clinic: Clinic, words: str = "It was my brother's account") -> Seen:
    """The one message; returns the moderators' card."""
    await clinic.doctor.press("Appeal")
    await clinic.doctor.expect("in one message")
    clinic.doctor.send_text(words)
    await clinic.doctor.expect("appeal is with the moderators")
    card = await clinic.second.expect("Appeal", clinic.moderators)
    assert words in card.text
    return card


async def test_an_appeal_that_is_granted(clinic: Clinic) -> None:
    """Another moderator looks again, and one tap brings the person back."""
    await suspend(clinic)
    card = await appeal(clinic)
    clinic.moderator.send_text("/queue", clinic.moderators)
    await clinic.moderator.expect("Appeal of Dr Dora Doctor", clinic.moderators)
    await clinic.second.press("Reinstate", card, chat=clinic.moderators)
    await clinic.doctor.expect("Your access is back")
    assert "Reinstated by Sam Second" in card.text
    assert not card.keyboard
    said = await actions(clinic, clinic.doctor)
    assert said == ["suspend", "appeal", "appeal_granted", "reinstate"]


async def test_an_appeal_is_made_and_answered_once(clinic: Clinic) -> None:
    """Kept with a reason; the person cannot appeal again, nor moderators answer again."""
    await suspend(clinic)
    card = await appeal(clinic)
    await clinic.second.press("Keep it, and say why", card, chat=clinic.moderators)
    asked = await clinic.second.expect("write to Dr Dora", clinic.moderators)
    clinic.second.send_text("We asked you twice", clinic.moderators, reply_to=asked)
    told = await clinic.doctor.expect("the suspension lasts")
    assert "We asked you twice" in told.text
    answer = await clinic.moderator.press("Reinstate", card, chat=clinic.moderators)
    assert "earlier version" in answer.text
    answer = await clinic.doctor.forge(clinic.doctor.last(), "appeal:1:0:")
    assert "earlier version" in answer.text
    clinic.doctor.send_text("Please!")
    greeted = await clinic.doctor.expect("answered your appeal")
    assert not greeted.keyboard
    assert await standing(clinic, clinic.doctor) is Standing.SUSPENDED


async def test_several_fit_and_one_is_chosen(clinic: Clinic) -> None:
    """By an accented, partial name in any case; the moderator's own words are the reason."""
    clinic.moderator.send_text("/suspend DR", clinic.moderators)
    asked = await clinic.moderator.expect("Whom do you mean", clinic.moderators)
    await clinic.moderator.press("Cleo", asked, chat=clinic.moderators)
    await clinic.moderator.press("30 days", asked, chat=clinic.moderators)
    await clinic.moderator.press("In my own words", asked, chat=clinic.moderators)
    ask = await clinic.moderator.expect("write the reason for Dr Cleo", clinic.moderators)
    clinic.moderator.send_text("Sold accounts < & more", clinic.moderators, reply_to=ask)
    told = await clinic.colleague.expect("Your access is suspended")
    assert "Sold accounts < & more" in told.text


async def test_nobody_fits(clinic: Clinic) -> None:
    """A sentence says how to name somebody, and nothing changes."""
    for words in ("/suspend", "/suspend Nobody", "/reinstate dora"):
        clinic.moderator.send_text(words, clinic.moderators)
        await clinic.moderator.expect("Nobody fits", clinic.moderators)
    assert await standing(clinic, clinic.doctor) is Standing.VERIFIED


async def test_an_old_card_suspends_nobody_again(clinic: Clinic) -> None:
    """After the person is back, the button of the earlier suspension is out of date."""
    clinic.moderator.send_text("/suspend dora", clinic.moderators)
    old = await clinic.moderator.expect("Suspend for how long", clinic.moderators)
    await suspend(clinic)
    clinic.messenger.clock.advance(timedelta(days=8).total_seconds())
    await clinic.sweep()
    answer = await clinic.moderator.press("90 days", old, chat=clinic.moderators)
    assert "earlier version" in answer.text
    assert await standing(clinic, clinic.doctor) is Standing.VERIFIED


async def test_who_cannot_be_removed_is_told_of(clinic: Clinic) -> None:
    """An administrator of the channel: moderators hear that an owner has to do it."""
    await enter(clinic, clinic.doctor)
    clinic.channel.promote(clinic.doctor)
    await suspend(clinic)
    told = await clinic.moderator.expect("I could not remove them", clinic.moderators)
    assert "Dr Dora Doctor" in told.text
    await clinic.doctor.expect("please leave it yourself")


async def test_a_door_about_to_open_stays_closed(clinic: Clinic) -> None:
    """Let in by the bot but not yet by Telegram, and suspended meanwhile."""
    clinic.is_heard = False
    clinic.doctor.join(await link(clinic))
    services = clinic.bot.services
    member = await known(clinic, clinic.doctor)
    assert member is not None
    async with services.database.unit():
        await standings.change(services, member, StandingAction.SUSPEND, None)
    clinic.is_heard = True
    await clinic.settle()
    assert not clinic.doctor.is_in(clinic.channel)


async def test_erasing_the_account_erases_the_suspension(clinic: Clinic) -> None:
    """Reason and appeal are about a person, and go with them."""
    await suspend(clinic)
    clinic.doctor.send_text("/forget")
    await clinic.doctor.press("Erase my account")
    await clinic.doctor.press("Yes, erase it")
    await clinic.settle()
    assert not await suspensions.of_member(clinic.bot.services.database.reader, clinic.doctor.id)
    assert await members.load(clinic.bot.services.database.reader, clinic.doctor.id) is not None

"""Doorkeeping: requests that wait for a decision, channels without students, and other ways in."""

from dataclasses import replace

import pytest

from handlers.entrance import doorkeeping
from moderation.member import Role, Standing
from storage import doors, members
from tests.journeys.applying import apply
from tests.journeys.clinic import Clinic
from tests.journeys.test_doors import known, link


async def close_to_students(clinic: Clinic) -> None:
    clinic.moderator.send_text("/doors", clinic.moderators)
    listed = await clinic.moderator.expect("May students enter", clinic.moderators)
    await clinic.moderator.press("Dermatology: no students", listed, chat=clinic.moderators)
    await clinic.settle()
    assert "no students" in listed.text


async def stock(clinic: Clinic) -> None:
    """What is done once a day."""
    doorkeeping.wake(clinic.bot.services)
    await clinic.settle()


async def waits(clinic: Clinic) -> bool:
    return clinic.stranger.id in clinic.channel.chat.requests


async def test_an_applicants_request_is_kept_and_granted(clinic: Clinic) -> None:
    """It waits at Telegram, and the decision opens the door without asking again."""
    card = await apply(clinic, clinic.stranger)
    clinic.stranger.join(await link(clinic))
    await clinic.stranger.expect("I keep your request to join")
    await clinic.restart()
    assert await waits(clinic)
    assert not clinic.stranger.is_in(clinic.channel)
    await clinic.moderator.press("Accept", card, chat=clinic.moderators)
    await clinic.stranger.expect("You are in")
    await clinic.settle()
    assert clinic.stranger.is_in(clinic.channel)
    assert not await waits(clinic)


async def test_an_applicants_request_is_kept_and_declined(clinic: Clinic) -> None:
    """Refused, nothing is left of it."""
    card = await apply(clinic, clinic.stranger)
    clinic.stranger.join(await link(clinic))
    await clinic.stranger.expect("I keep your request to join")
    await clinic.moderator.press("Refuse", card, chat=clinic.moderators)
    await clinic.moderator.press("The proof is not sufficient", card, chat=clinic.moderators)
    await clinic.settle()
    assert not await waits(clinic)
    assert not clinic.stranger.is_in(clinic.channel)


async def test_erasing_takes_the_request_back(clinic: Clinic) -> None:
    """Nobody waits before a door whose account is gone."""
    await apply(clinic, clinic.stranger)
    clinic.stranger.join(await link(clinic))
    await clinic.stranger.expect("I keep your request to join")
    clinic.stranger.send_text("/forget")
    await clinic.stranger.press("Erase my account")
    await clinic.stranger.press("Yes, erase it")
    await clinic.settle()
    assert not await waits(clinic)


async def test_a_channel_without_students(clinic: Clinic) -> None:
    """Those inside leave, others are declined with the reason, doctors stay; and back again."""
    await clinic.verify(clinic.student, Role.STUDENT)
    for person in (clinic.student, clinic.doctor):
        person.join(await link(clinic))
    await clinic.settle()
    assert clinic.student.is_in(clinic.channel)
    await close_to_students(clinic)
    assert not clinic.student.is_in(clinic.channel)
    assert clinic.doctor.is_in(clinic.channel)
    clinic.student.join(await link(clinic))
    await clinic.student.expect("not open for students")
    assert not clinic.student.is_in(clinic.channel)
    clinic.student.send_text("/channels")
    await clinic.student.expect("No channel is open yet")
    await clinic.moderator.press("Dermatology: let students in", chat=clinic.moderators)
    clinic.student.join(await link(clinic))
    await clinic.settle()
    assert clinic.student.is_in(clinic.channel)


async def test_bound_again_it_stays_closed(clinic: Clinic) -> None:
    """An operator who repeats /bind opens nothing."""
    await close_to_students(clinic)
    await clinic.bind()
    await clinic.verify(clinic.student, Role.STUDENT)
    clinic.student.join(await link(clinic))
    await clinic.student.expect("not open for students")


@pytest.mark.parametrize("room", ["channel", "discussion"])
async def test_whoever_comes_in_another_way_leaves(clinic: Clinic, room: str) -> None:
    """Added by an administrator's hand: a member stays, a stranger does not."""
    place = getattr(clinic, room)
    place.add(clinic.stranger, clinic.doctor)
    await clinic.settle()
    assert not clinic.stranger.is_in(place)
    assert clinic.doctor.is_in(place)


async def test_operators_and_moderators_stay(clinic: Clinic) -> None:
    """They need not be members of anything; power by duty is not taken by accident."""
    clinic.moderator.send_text("/queue", clinic.moderators)
    await clinic.moderator.expect("Nothing is waiting", clinic.moderators)
    clinic.channel.add(clinic.moderator)
    await clinic.settle()
    await stock(clinic)
    assert clinic.moderator.is_in(clinic.channel)
    assert clinic.operator.is_in(clinic.channel)


async def test_the_daily_look_removes_who_lost_the_right(clinic: Clinic) -> None:
    """Whatever was missed: seen inside, or once a member and never seen."""
    for person in (clinic.doctor, clinic.colleague):
        person.join(await link(clinic))
    await clinic.settle()
    services = clinic.bot.services
    async with services.database.transaction() as tx:
        for person, standing in (
            (clinic.doctor, Standing.REFUSED),
            (clinic.colleague, Standing.LAPSED),
        ):
            member = await members.load(tx, person.id)
            assert member is not None
            await members.save(tx, replace(member, standing=standing))
        await doors.went(tx, clinic.channel.id, clinic.colleague.id)
    await stock(clinic)
    assert not clinic.doctor.is_in(clinic.channel)
    assert not clinic.colleague.is_in(clinic.channel)


async def test_the_daily_look_reports_administrators(clinic: Clinic) -> None:
    """A stranger who administers the channel cannot be removed: moderators read the name."""
    clinic.channel.promote(clinic.stranger)
    clinic.channel.promote(clinic.doctor)
    await clinic.settle()
    await stock(clinic)
    told = await clinic.moderator.expect("are no verified members", clinic.moderators)
    assert "Steve Stranger" in told.text
    assert "Dora" not in told.text
    assert "Olive" not in told.text


async def test_a_member_bears_a_tag_in_the_discussion(clinic: Clinic) -> None:
    """What they are, as far as the bot may set it."""
    clinic.messenger.admit_bot(clinic.discussion, rights="all")
    clinic.discussion.add(clinic.doctor)
    await clinic.settle()
    assert clinic.discussion.chat.members[clinic.doctor.id].tag == "Dermatology"


async def test_without_the_right_to_tags_nothing_breaks(clinic: Clinic) -> None:
    """The member is in, without a tag."""
    clinic.messenger.admit_bot(clinic.discussion, rights=["can_restrict_members"])
    clinic.discussion.add(clinic.doctor)
    await clinic.settle()
    assert clinic.doctor.is_in(clinic.discussion)
    assert not clinic.discussion.chat.members[clinic.doctor.id].tag
    assert await known(clinic, clinic.doctor)

"""Doors: members get links that ask first; verified members are let in, others shown the way."""

import pytest

from moderation.member import Member, Role, Standing
from sandbox.membership import settle_request
from sandbox.people import Person
from sandbox.rooms import Room
from storage import members, places
from tests.journeys.clinic import Clinic


async def link(clinic: Clinic) -> str:
    """The link that members are given for the channel."""
    place = await places.of_duty(clinic.bot.services.database.reader, "dermatology")
    assert place is not None
    assert place.invite_link is not None
    return place.invite_link


async def known(clinic: Clinic, person: Person) -> Member | None:
    return await members.load(clinic.bot.services.database.reader, person.id)


async def test_a_member_gets_a_link_and_is_let_in(clinic: Clinic) -> None:
    """The link of /channels asks first, and the bot approves at once."""
    clinic.doctor.send_text("/channels")
    await clinic.doctor.expect("The channels")
    answer = await clinic.doctor.press("Dermatology")
    assert answer.url == await link(clinic)
    clinic.doctor.join(answer.url)
    await clinic.settle()
    assert clinic.doctor.is_in(clinic.channel)


async def test_a_verified_student_is_let_in(clinic: Clinic) -> None:
    """Students read and answer, so the doors are theirs too."""
    await clinic.verify(clinic.student, Role.STUDENT)
    clinic.student.join(await link(clinic))
    await clinic.settle()
    assert clinic.student.is_in(clinic.channel)


async def test_the_link_is_of_no_use_to_a_visitor(clinic: Clinic) -> None:
    """A visitor who got hold of the link is declined and told the way in, in private."""
    clinic.stranger.join(await link(clinic))
    await clinic.stranger.expect("for verified health professionals")
    assert not clinic.stranger.is_in(clinic.channel)
    assert clinic.stranger.id not in clinic.channel.chat.requests


async def test_somebody_who_never_wrote_to_the_bot_is_told_too(clinic: Clinic) -> None:
    """A join request opens a private word for five minutes, in their own language."""
    nadia = clinic.messenger.add_person("Nadia Nouvelle", language="fr")
    nadia.join(await link(clinic))
    told = await nadia.expect("/start")
    assert "vérifi" in told.text
    assert not nadia.is_in(clinic.channel)


async def test_who_cannot_be_written_to_is_declined_all_the_same(clinic: Clinic) -> None:
    """A visitor who blocked the bot is declined, and nothing breaks."""
    clinic.stranger.block_bot()
    await clinic.settle()
    clinic.stranger.join(await link(clinic))
    await clinic.settle()
    assert clinic.stranger.id not in clinic.channel.chat.requests


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.LAPSED, Standing.REFUSED])
async def test_who_is_no_longer_verified_stays_outside(clinic: Clinic, standing: Standing) -> None:
    """The door looks at the standing of today, not at the link."""
    before = await known(clinic, clinic.colleague)
    assert before is not None
    await clinic.stand(before, standing)
    clinic.colleague.join(await link(clinic))
    await clinic.settle()
    assert not clinic.colleague.is_in(clinic.channel)


async def test_visitors_get_no_links(clinic: Clinic) -> None:
    """/channels is for verified members; others are shown the way in."""
    clinic.stranger.send_text("/channels")
    told = await clinic.stranger.expect("verified members")
    assert not told.buttons
    assert "t.me/+" not in told.text


async def test_the_discussion_group_has_the_same_door(clinic: Clinic) -> None:
    """Who asks to join the linked group is let in, or not, by the same rule."""
    asks = clinic.discussion.invite_link(asks_first=True)
    clinic.doctor.join(asks)
    clinic.stranger.join(asks)
    await clinic.stranger.expect("for verified health professionals")
    await clinic.settle()
    assert clinic.doctor.is_in(clinic.discussion)
    assert not clinic.stranger.is_in(clinic.discussion)


async def test_the_doors_of_others_are_left_alone(clinic: Clinic) -> None:
    """Requests to the moderators' group, or to an unbound one, are for people to answer."""
    other = clinic.messenger.add_group("Tennis", owner=clinic.operator)
    clinic.messenger.admit_bot(other)
    for room in (other, clinic.moderators):
        clinic.doctor.join(room.invite_link(asks_first=True))
    await clinic.settle()
    assert clinic.doctor.id in other.chat.requests
    assert clinic.doctor.id in clinic.moderators.chat.requests


@pytest.mark.parametrize("let_in", [True, False])
async def test_settled_by_an_administrator_first(clinic: Clinic, let_in: bool) -> None:
    """Telegram refuses the second answer; the person still can use the bot, nothing breaks."""
    method = "approveChatJoinRequest"
    gate = clinic.messenger.faults.hold(method)
    clinic.doctor.join(await link(clinic))
    await gate.arrived.wait()
    room: Room = clinic.channel
    settle_request(
        clinic.messenger, room.chat, clinic.doctor.id, approve=let_in, by=clinic.operator.id
    )
    gate.release()
    await clinic.settle()
    assert clinic.doctor.is_in(clinic.channel) is let_in
    clinic.doctor.send_text("/start")
    await clinic.doctor.expect("verified member")


async def test_without_the_right_to_invite_nothing_breaks(clinic: Clinic) -> None:
    """The bot lost the right after the request arrived: the request waits for a person."""
    gate = clinic.messenger.faults.hold("approveChatJoinRequest")
    clinic.doctor.join(await link(clinic))
    await gate.arrived.wait()
    clinic.messenger.admit_bot(clinic.channel, rights=["can_post_messages"])
    gate.release()
    await clinic.settle()
    assert clinic.doctor.id in clinic.channel.chat.requests
    clinic.doctor.send_text("/start")
    await clinic.doctor.expect("verified member")

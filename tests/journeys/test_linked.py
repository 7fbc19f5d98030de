"""Linked: a channel gets a discussion group that nobody bound; no picture goes to its people."""

import pytest

from sandbox.rooms import Room
from tests.journeys.clinic import Clinic
from tests.journeys.test_upkeep import days_later, place, posts, says


@pytest.fixture
async def other(clinic: Clinic) -> Room:
    """A group of people whom nobody verified."""
    await clinic.settle()
    owner, anybody = clinic.operator, [clinic.stranger]
    return clinic.messenger.add_group("Anybody", owner=owner, members=anybody)


async def approved(clinic: Clinic) -> None:
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.settle()


async def test_another_group_between_two_looks(clinic: Clinic, other: Room) -> None:
    """The link is compared before each post: the case waits, and appears once it is mended."""
    clinic.channel.link(other)
    await approved(clinic)
    assert posts(clinic) == posts(clinic, other) == 0
    assert (await place(clinic, "dermatology")).is_paused
    await clinic.doctor.expect("it waits, and appears by itself")
    assert len(says(clinic.moderator, "no longer the one that was bound", clinic.moderators)) == 1
    clinic.channel.link(clinic.discussion)
    await clinic.sweep()
    await clinic.doctor.expect("is published")
    await clinic.settle()
    assert posts(clinic) == posts(clinic, clinic.discussion) == 1
    assert posts(clinic, other) == 0


async def test_a_first_group_where_none_was_bound(clinic: Clinic, other: Room) -> None:
    """A group that nobody bound pauses as another one does, until it is bound."""
    clinic.channel.link(None)
    await clinic.bind()
    await clinic.settle()
    clinic.channel.link(other)
    await days_later(clinic)
    assert (await place(clinic, "dermatology")).is_paused
    await approved(clinic)
    assert posts(clinic) == posts(clinic, other) == 0
    clinic.messenger.admit_bot(other)
    await clinic.bind()
    await clinic.sweep()
    await clinic.doctor.expect("is published")


async def test_an_unlinked_channel_still_posts(clinic: Clinic) -> None:
    """Without a discussion group, bound so, nothing is compared with anything."""
    clinic.channel.link(None)
    await clinic.bind()
    await approved(clinic)
    assert posts(clinic) == 1


async def test_a_copy_out_of_reach_is_named(clinic: Clinic, other: Room) -> None:
    """Linked in the very moment of posting: at the takedown moderators hear where to look."""
    await clinic.submit()
    posting = clinic.messenger.faults.hold("sendPhoto")
    await clinic.approve(clinic.moderator)
    await posting.arrived.wait()
    clinic.channel.link(other)
    posting.release()
    await clinic.doctor.expect("is published")
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    told = await clinic.moderator.expect("another discussion group", clinic.moderators)
    assert "MP-00001" in told.text
    assert str(other.id) in told.text
    await clinic.sweep()
    assert len(says(clinic.moderator, "another discussion group", clinic.moderators)) == 1


async def test_a_takedown_names_no_group_of_ours(clinic: Clinic) -> None:
    """Every copy is known, or the group is the bound one: there is nothing to look for."""
    clinic.messenger.hold_forwards()
    await approved(clinic)
    clinic.moderator.send_text("/takedown MP-00001", clinic.moderators)
    await clinic.moderator.expect("is taken down", clinic.moderators)
    await clinic.settle()
    assert not says(clinic.moderator, "another discussion group", clinic.moderators)

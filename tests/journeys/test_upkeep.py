"""Upkeep: what people do to the bot's rooms is noticed, told once, and loses nothing."""

from datetime import timedelta

import pytest

from moderation.case import CaseState
from moderation.post import MODERATION, Place
from sandbox.people import Person
from sandbox.rooms import Room
from sandbox.seen import Seen
from storage import cases, outbox, places
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import CYAN, MAGENTA, picture


async def place(clinic: Clinic, duty: str) -> Place:
    found = await places.of_duty(clinic.bot.services.database.reader, duty)
    assert found is not None
    return found


async def state(clinic: Clinic, case_id: int = 1) -> CaseState:
    case = await cases.load(clinic.bot.services.database.reader, case_id)
    assert case is not None
    return case.state


def says(person: Person, words: str, room: Room | None = None) -> list[Seen]:
    return [seen for seen in person.sees(room) if words in seen.text]


def posts(clinic: Clinic, room: Room | None = None) -> int:
    return len([m for m in clinic.operator.sees(room or clinic.channel) if m.kind == "photo"])


async def days_later(clinic: Clinic, days: float = 1) -> None:
    """The next daily look."""
    await clinic.settle()
    clinic.messenger.clock.advance(timedelta(days=days).total_seconds() + 60)
    await clinic.sweep()


async def test_demoted_between_approval_and_post(clinic: Clinic) -> None:
    """The case stays approved, everybody hears of it once; mended, it is posted, once."""
    await clinic.submit()
    posting = clinic.messenger.faults.hold("sendPhoto")
    await clinic.approve(clinic.moderator)
    await posting.arrived.wait()
    clinic.messenger.admit_bot(clinic.channel, rights=["can_invite_users", "can_edit_messages"])
    posting.release()
    for _time in range(3):
        await clinic.settle()
        await clinic.sweep()
    assert await state(clinic) is CaseState.APPROVED
    assert len(says(clinic.doctor, "it waits, and appears by itself")) == 1
    for person, room in ((clinic.operator, None), (clinic.moderator, clinic.moderators)):
        [told] = says(person, "does not let me post", room)
        assert "can_post_messages" in told.text
        assert "can_edit_messages" not in told.text
    assert says(clinic.moderator, "waits for its channel", clinic.moderators)

    clinic.messenger.admit_bot(clinic.channel)
    await clinic.doctor.expect("is published")
    await clinic.settle()
    assert posts(clinic) == 1
    assert len(says(clinic.operator, "is in order again")) == 1
    assert not says(clinic.moderator, "waits for its channel", clinic.moderators)


async def test_approved_while_demoted(clinic: Clinic) -> None:
    """Nothing is even tried in a paused channel; a second case there waits as well."""
    await clinic.submit()
    clinic.messenger.admit_bot(clinic.channel, rights=["can_invite_users"])
    await clinic.settle()
    assert (await place(clinic, "dermatology")).is_paused
    await clinic.approve(clinic.moderator)
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.settle()
    assert len(says(clinic.doctor, "it waits, and appears by itself")) == 2
    assert len(says(clinic.operator, "does not let me post")) == 1
    clinic.messenger.admit_bot(clinic.channel)
    await clinic.settle()
    assert posts(clinic) == 2


async def test_other_specialties_go_on(clinic: Clinic) -> None:
    """Only the affected place is paused."""
    async with clinic.bot.services.database.transaction() as tx:
        earlier = await place(clinic, "dermatology")
        await places.bind(tx, Place("radiology", -1, "Rays", 1, earlier.bound_at))
    await clinic.bot.services.errands.finish()
    await days_later(clinic)
    assert (await place(clinic, "radiology")).is_gone
    assert not (await place(clinic, "dermatology")).is_paused
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")


async def test_removed_from_the_moderators_group_while_a_case_waits(clinic: Clinic) -> None:
    """Cards and letters wait, operators hear it; back again, everything that waited is there."""
    await clinic.submit()
    clinic.moderators.remove_bot()
    await clinic.operator.expect("I cannot work in “Moderators”")
    clinic.doctor.send_photo(picture(MAGENTA, CYAN), caption="And this?")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.doctor.expect("is with the moderators")
    clinic.messenger.admit_bot(clinic.channel, rights=["can_invite_users"])
    await clinic.sweep()
    assert len(says(clinic.operator, "I cannot work in “Moderators”")) == 1
    assert await state(clinic, 2) is CaseState.SUBMITTED

    clinic.messenger.admit_bot(clinic.channel)
    clinic.messenger.admit_bot(clinic.moderators)
    await clinic.moderator.expect("Case MP-00002", clinic.moderators)
    for number in (1, 2):
        [card] = says(clinic.moderator, f"Case MP-0000{number} ·", clinic.moderators)
        await clinic.moderator.press("Approve", card, chat=clinic.moderators)
    await clinic.settle()
    assert posts(clinic) == 2


async def test_what_is_said_to_a_lost_group_waits(clinic: Clinic) -> None:
    """A letter that finds the group gone, without a word of warning, is said when it is back."""
    await clinic.submit()
    [card] = says(clinic.moderator, "Case MP-00001 ·", clinic.moderators)
    answering = clinic.messenger.faults.hold("editMessageText")
    await clinic.approve(clinic.moderator)
    await answering.arrived.wait()
    member = clinic.moderators.chat.members[clinic.messenger.only_bot().user_id]
    clinic.moderators.vanish()
    answering.release()
    await clinic.operator.expect("I cannot work in “Moderators”")
    await clinic.settle()
    assert "Approvals: 0 of 1" in card.text
    assert await outbox.waiting(clinic.bot.services.database.reader) == 0

    clinic.moderators.chat.members[member.user_id] = member
    await days_later(clinic)
    assert "published" in card.text


async def test_no_card_where_the_bot_may_not_delete(clinic: Clinic) -> None:
    """What it shows to moderators it must be able to take away again."""
    clinic.messenger.admit_bot(clinic.moderators, rights=["can_invite_users"])
    await clinic.moderator.expect("can_delete_messages", clinic.moderators)
    before = len(clinic.moderators.messages())
    clinic.doctor.send_photo(picture(MAGENTA), caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.sweep()
    assert len(clinic.moderators.messages()) == before
    clinic.messenger.admit_bot(clinic.moderators)
    await clinic.moderator.expect("Case MP-00001", clinic.moderators)


async def test_the_discussion_group_is_unlinked(clinic: Clinic) -> None:
    """Telegram tells nobody: the daily look finds it and says so once; every sweep asks whether it
    is mended.
    """
    clinic.channel.link(None)
    await days_later(clinic)
    await clinic.operator.expect("no longer the one that was bound")
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("it waits")
    await days_later(clinic)
    await days_later(clinic)
    assert len(says(clinic.operator, "no longer the one that was bound")) == 1
    assert posts(clinic) == 0
    clinic.channel.link(clinic.discussion)
    await clinic.sweep()
    await clinic.doctor.expect("is published")
    assert posts(clinic) == 1


async def test_thrown_out_of_the_discussion(clinic: Clinic) -> None:
    """Comments could neither be counted nor taken down: the channel waits for its return."""
    clinic.discussion.remove_bot()
    await clinic.operator.expect("not in its discussion group any more")
    assert (await place(clinic, "dermatology")).is_paused
    clinic.messenger.admit_bot(clinic.discussion)
    await clinic.operator.expect("in order again")


async def test_the_channel_is_deleted(clinic: Clinic) -> None:
    """Found when a case is to be posted; bound to another channel, it appears there."""
    await clinic.submit()
    clinic.channel.vanish()
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("it was deleted", clinic.moderators)
    await clinic.doctor.expect("it waits")
    fresh = clinic.messenger.add_channel("Skin", owner=clinic.operator)
    clinic.messenger.admit_bot(fresh)
    clinic.operator.send_text("/bind dermatology", fresh)
    await clinic.operator.expect("Bind the channel")
    await clinic.operator.press("Yes, bind it")
    await clinic.doctor.expect("is published")
    await clinic.settle()
    assert posts(clinic, fresh) == 1
    assert len(says(clinic.doctor, "it waits, and appears by itself")) == 1


async def test_people_who_can_edit_posts(clinic: Clinic) -> None:
    """Operators hear how many, never who, once; posting goes on, and the end of it is told."""
    clinic.channel.promote(clinic.colleague, ["can_edit_messages", "can_post_messages"])
    clinic.channel.promote(clinic.second, ["can_post_messages"])
    await days_later(clinic)
    told = await clinic.operator.expect("can edit posts: 1; can write some: 2")
    assert clinic.colleague.name not in told.text
    assert not says(clinic.moderator, "can edit posts", clinic.moderators)
    await days_later(clinic)
    assert len(says(clinic.operator, "can edit posts")) == 1
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    clinic.channel.demote(clinic.second)
    clinic.channel.demote(clinic.colleague)
    await days_later(clinic)
    await clinic.operator.expect("“Dermatology” (dermatology) is in order")


async def test_history_for_newcomers(clinic: Clinic) -> None:
    """New moderators would read the names of earlier applicants: operators are told."""
    clinic.moderators.show_history(visible=True)
    await days_later(clinic)
    await clinic.operator.expect("Hide the chat history")
    assert not (await place(clinic, MODERATION)).is_paused


async def test_rights_lost_while_the_bot_was_away(clinic: Clinic) -> None:
    """A start looks at everything, for the update may have been lost."""
    await clinic.settle()
    await clinic.stop()
    clinic.messenger.admit_bot(clinic.channel, rights=["can_invite_users"])
    clinic.messenger.only_bot().queue.clear()
    await clinic.start()
    await clinic.operator.expect("does not let me post")
    await clinic.restart()
    await clinic.settle()
    assert len(says(clinic.operator, "does not let me post")) == 1


@pytest.mark.parametrize("days", [-3, 3])
async def test_a_clock_that_jumps(clinic: Clinic, days: int) -> None:
    """Forward or back, the next sweep looks, once, and nothing is said twice."""
    await clinic.settle()
    clinic.channel.promote(clinic.colleague, ["can_edit_messages"])
    services = clinic.bot.services
    earlier = services.clock() - timedelta(days=days)
    async with services.database.transaction() as tx:
        for each in await places.everywhere(tx):
            assert await places.note(tx, each, each.flaws, earlier)
    await clinic.sweep()
    await clinic.operator.expect("can edit posts")
    asking = clinic.messenger.faults.hold("getChatMember")
    await clinic.sweep()
    assert not asking.arrived.is_set()
    assert len(says(clinic.operator, "can edit posts")) == 1


async def test_telegram_away_changes_nothing(clinic: Clinic) -> None:
    """No answer is no flaw: the place stays as it was, and the next sweep looks."""
    await clinic.settle()
    clinic.messenger.clock.advance(timedelta(days=2).total_seconds())
    clinic.messenger.faults.server_error("getChatMember", count=2)
    await clinic.sweep()
    assert not (await place(clinic, MODERATION)).is_paused
    assert not (await place(clinic, "dermatology")).is_paused
    clinic.channel.link(None)
    await clinic.sweep()
    await clinic.operator.expect("no longer the one that was bound")


async def test_strangers_rooms_are_none_of_its_business(clinic: Clinic) -> None:
    """Thrown out of a chat that nobody bound, or blocked by a person, it says nothing."""
    room = clinic.messenger.add_group("Elsewhere", owner=clinic.stranger)
    clinic.messenger.admit_bot(room)
    room.remove_bot()
    clinic.stranger.block_bot()
    before = len(clinic.operator.sees())
    await clinic.settle()
    assert len(clinic.operator.sees()) == before


@pytest.mark.parametrize("language", ["fr"])
async def test_in_french(clinic: Clinic) -> None:
    """What operators, moderators and the author hear, and the card, in their language."""
    clinic.messenger.admit_bot(clinic.channel, rights=["can_invite_users"])
    told = await clinic.operator.expect("ne me laisse pas publier")
    assert "il me manque" in told.text
    clinic.messenger.admit_bot(clinic.channel)
    await clinic.moderator.expect("de nouveau en ordre", clinic.moderators)

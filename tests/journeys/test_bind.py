"""Bind: an operator ties rooms to duties from inside them; nobody else can."""

from moderation.post import MODERATION, Place
from sandbox.membership import find_link
from storage import places, posts
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import picture


async def bound(clinic: Clinic, duty: str) -> Place | None:
    return await places.of_duty(clinic.bot.services.database.reader, duty)


async def test_an_operator_binds_a_group(clinic: Clinic) -> None:
    """/bind moderation in a group ties it at once, and the case goes there from now on."""
    room = clinic.messenger.add_group("New moderators", owner=clinic.operator)
    clinic.messenger.admit_bot(room)
    clinic.operator.send_text("/bind moderation", room)
    await clinic.operator.expect("Bound", room)
    place = await bound(clinic, MODERATION)
    assert place is not None
    assert (place.chat_id, place.title) == (room.id, "New moderators")
    assert place.bound_by == clinic.operator.id


async def test_nobody_else_binds_a_group(clinic: Clinic) -> None:
    """The same words by a moderator, or by an anonymous administrator, do nothing at all."""
    clinic.moderators.promote(clinic.moderator, anonymous=True)
    nobody = clinic.moderator.as_anonymous_admin(clinic.moderators)
    before = await bound(clinic, "radiology")
    count = len(clinic.moderators.messages())
    for person in (clinic.second, nobody):
        person.send_text("/bind radiology", clinic.moderators)
        person.send_text("/bind nonsense", clinic.moderators)
    await clinic.settle()
    assert before is None
    assert await bound(clinic, "radiology") is None
    assert len(clinic.moderators.messages()) == count + 4


async def test_in_private_nothing_is_bound(clinic: Clinic) -> None:
    """/bind belongs into a group; in private the operator is told what there is."""
    clinic.operator.send_text("/bind moderation")
    await clinic.settle()
    place = await bound(clinic, MODERATION)
    assert place is not None
    assert place.chat_id == clinic.moderators.id


async def test_an_unknown_duty_names_the_known_ones(clinic: Clinic) -> None:
    """A slip is answered by the list of duties."""
    clinic.operator.send_text("/bind derma", clinic.moderators)
    told = await clinic.operator.expect("/bind DUTY", clinic.moderators)
    assert "moderation" in told.text
    assert "dermatology" in told.text


async def test_an_unknown_duty_in_an_operators_channel_is_answered(clinic: Clinic) -> None:
    """There somebody reads it who can do something about it."""
    clinic.operator.send_text("/bind derma", clinic.channel)
    await clinic.operator.expect("/bind DUTY", clinic.channel)


async def test_missing_rights_are_named(clinic: Clinic) -> None:
    """Without its rights the room is not bound; with them, the same words do it."""
    room = clinic.messenger.add_group("Radiology", owner=clinic.operator)
    clinic.messenger.admit_bot(room, rights=["can_invite_users"])
    clinic.operator.send_text("/bind radiology", room)
    told = await clinic.operator.expect("Not bound", room)
    assert "can_delete_messages" in told.text
    assert "can_invite_users" not in told.text
    assert await bound(clinic, "radiology") is None
    clinic.messenger.admit_bot(room)
    clinic.operator.send_text("/bind radiology", room)
    await clinic.operator.expect("Bound", room)


async def test_a_plain_member_lacks_every_right(clinic: Clinic) -> None:
    """The bot is in the group, but no administrator."""
    room = clinic.messenger.add_group("Radiology", owner=clinic.operator)
    clinic.messenger.admit_bot(room, admin=False, rights=[])
    room.set_bot(clinic.messenger.only_bot(), None)
    clinic.operator.send_text("/bind radiology", room)
    told = await clinic.operator.expect("Not bound", room)
    assert "can_delete_messages" in told.text
    assert "can_invite_users" in told.text


async def test_a_channel_asks_the_operator_in_private(clinic: Clinic) -> None:
    """A channel post names no person, so an operator confirms; the discussion group is found."""
    talk = clinic.messenger.add_group("Radiology talk", owner=clinic.operator)
    room = clinic.messenger.add_channel("X <rays>", owner=clinic.operator, discussion=talk)
    clinic.messenger.admit_bot(room)
    clinic.messenger.admit_bot(talk)
    clinic.operator.send_text("/bind radiology", room)
    asked = await clinic.operator.expect("X <rays>")
    assert await bound(clinic, "radiology") is None
    await clinic.operator.press("Yes, bind it", asked)
    assert "Bound" in asked.text
    place = await bound(clinic, "radiology")
    assert place is not None
    assert (place.chat_id, place.discussion_id) == (room.id, talk.id)
    _chat, link = find_link(clinic.messenger, place.invite_link or "")
    assert link.creates_join_request


async def test_a_forged_confirmation_is_refused(clinic: Clinic) -> None:
    """Neither a stranger nor a moderator confirms by a made-up button."""
    room = clinic.messenger.add_channel("Radiology", owner=clinic.stranger)
    clinic.messenger.admit_bot(room)
    data = f"bind:{room.id}:0:radiology"
    for person, message in (
        (clinic.stranger, clinic.stranger.last()),
        (clinic.moderator, clinic.moderator.last()),
    ):
        answer = await person.forge(message, data)
        assert answer.alert
    assert await bound(clinic, "radiology") is None


async def test_a_forged_duty_is_refused(clinic: Clinic) -> None:
    """Even from an operator, a duty that is none binds nothing."""
    message = clinic.operator.last()
    await clinic.operator.forge(message, f"bind:{clinic.channel.id}:0:astrology")
    assert await bound(clinic, "astrology") is None


async def test_a_channel_without_discussion_says_so(clinic: Clinic) -> None:
    """It is bound, and the operator hears that nobody can answer there."""
    room = clinic.messenger.add_channel("Radiology", owner=clinic.operator)
    clinic.messenger.admit_bot(room)
    clinic.operator.send_text("/bind radiology", room)
    await clinic.operator.expect("Radiology")
    await clinic.operator.press("Yes, bind it")
    assert "nobody can answer" in clinic.operator.last().text


async def test_what_waited_appears_when_its_channel_is_bound(clinic: Clinic) -> None:
    """An approved case without a channel is posted by itself after /bind."""
    async with clinic.bot.services.database.transaction() as tx:
        await places.unbind(tx, "dermatology")
    await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.moderator.expect("no channel is bound", clinic.moderators)
    clinic.operator.send_text("/bind dermatology", clinic.channel)
    await clinic.operator.expect("Bind the channel")
    await clinic.operator.press("Yes, bind it")
    await clinic.doctor.expect("is published")
    posted = [m for m in clinic.operator.sees(clinic.channel) if m.kind == "photo"]
    assert len(posted) == 1


async def test_a_forum_topic(clinic: Clinic) -> None:
    """A topic of a forum is a place too: cases appear in it, and answers to them are counted."""
    forum = clinic.messenger.add_group("Forum", owner=clinic.operator, forum=True)
    clinic.messenger.admit_bot(forum)
    topic = forum.add_topic("Skin")
    clinic.operator.send_text("/bind dermatology", forum, thread=topic.id)
    bound_message = await clinic.operator.expect("Bound", forum)
    assert bound_message.thread == topic.id
    case_id = await clinic.submit()
    await clinic.approve(clinic.moderator)
    await clinic.doctor.expect("is published")
    post = clinic.operator.last(forum)
    assert (post.kind, post.thread) == ("photo", topic.id)
    forum.add(clinic.colleague)
    clinic.colleague.send_text("A melanoma", forum, post, topic.id)
    await clinic.doctor.expect("answered your case")
    known = await posts.load(clinic.bot.services.database.reader, case_id)
    assert known is not None
    assert known.replies == 1


async def test_moderators_in_a_forum_topic(clinic: Clinic) -> None:
    """Cards, reasons in own words and the queue stay in the moderators' topic."""
    forum = clinic.messenger.add_group(
        "Team", owner=clinic.operator, members=[clinic.moderator], forum=True
    )
    clinic.messenger.admit_bot(forum)
    topic = forum.add_topic("Review")
    clinic.operator.send_text("/bind moderation", forum, thread=topic.id)
    await clinic.operator.expect("Bound", forum)
    clinic.doctor.send_photo(picture(), caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-00001", forum)
    await clinic.moderator.press("Reject", chat=forum)
    await clinic.moderator.press("In my own words", chat=forum)
    asked = clinic.moderator.last(forum)
    clinic.moderator.send_text("Too dark", forum, asked, topic.id)
    await clinic.doctor.expect("Too dark")
    clinic.moderator.send_text("/queue", forum, thread=topic.id)
    await clinic.moderator.expect("Nothing is waiting", forum)
    ours = [m for m in forum.messages() if m.sender_name == "MedPics"]
    assert {message.thread for message in ours} == {topic.id}


async def test_a_group_that_became_a_supergroup_keeps_its_duty(clinic: Clinic) -> None:
    """Telegram gives it a new number; cards, prompts and places follow."""
    basic = clinic.messenger.add_group(
        "Team", owner=clinic.operator, members=[clinic.moderator], basic=True
    )
    clinic.messenger.admit_bot(basic)
    clinic.operator.send_text("/bind moderation", basic)
    await clinic.operator.expect("Bound", basic)
    grown = basic.migrate()
    await clinic.settle()
    place = await bound(clinic, MODERATION)
    assert place is not None
    assert place.chat_id == grown.id
    clinic.doctor.send_photo(picture(), caption="What is it?")
    await clinic.preview()
    await clinic.fill()
    await clinic.doctor.press("Send to the moderators")
    await clinic.moderator.expect("Case MP-00001", grown)
    await clinic.moderator.press("Approve", chat=grown)
    await clinic.doctor.expect("is published")


async def test_what_waits_follows_the_moderators(clinic: Clinic) -> None:
    """Bound to another group, a waiting case leaves the old one and is decided in the new."""
    await clinic.submit()
    group = clinic.messenger.add_group(
        "New moderators", owner=clinic.operator, members=[clinic.moderator]
    )
    clinic.messenger.admit_bot(group, rights="all")
    clinic.operator.send_text("/bind moderation", chat=group)
    await clinic.moderator.expect("Approvals: 0 of 1", group)
    left = [seen for seen in clinic.operator.sees(clinic.moderators) if seen.kind == "photo"]
    assert left == []
    await clinic.moderator.press("Approve", chat=group)
    await clinic.doctor.expect("is published")

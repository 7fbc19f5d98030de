"""Media: where cases are discussed members cannot send any; what comes all the same is removed."""

import pytest

from moderation.member import Role
from sandbox import files
from sandbox.people import Person
from sandbox.posting import revise
from sandbox.rights import DEFAULT_PERMISSIONS
from sandbox.seen import Seen
from sandbox.writing import NotAllowedError
from storage import erasures, posts
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture
from tests.journeys.test_discuss import published
from tests.journeys.test_upkeep import days_later, place, says

TEXT_ONLY = {"can_send_messages", "can_send_polls", "can_react_to_messages", "can_invite_users"}


async def test_binding_takes_the_permission_to_send_media(clinic: Clinic) -> None:
    """Members of the discussion group can write, and send no picture, file or voice any more."""
    assert clinic.discussion.chat.permissions == TEXT_ONLY
    clinic.discussion.add(clinic.colleague)
    clinic.colleague.send_text("I can write", clinic.discussion)
    with pytest.raises(NotAllowedError):
        clinic.colleague.send_photo(picture(MAGENTA), chat=clinic.discussion)
    with pytest.raises(NotAllowedError):
        clinic.colleague.send_document(picture(MAGENTA), chat=clinic.discussion)
    with pytest.raises(NotAllowedError):
        clinic.colleague.send_voice(clinic.discussion)


async def test_the_moderators_group_keeps_its_permissions(clinic: Clinic) -> None:
    """Only where cases are discussed: what moderators show each other is theirs."""
    assert clinic.moderators.chat.permissions == DEFAULT_PERMISSIONS


async def test_other_permissions_stay_as_they_are(clinic: Clinic) -> None:
    """What the owner forbade stays forbidden, what was allowed stays allowed; it is said."""
    room = clinic.messenger.add_group("Rays", owner=clinic.operator)
    clinic.messenger.admit_bot(room)
    room.allow({"can_send_messages", "can_send_photos", "can_pin_messages"})
    clinic.operator.send_text("/bind radiology", room)
    told = await clinic.operator.expect("Bound", room)
    assert "send no media any more" in told.text
    assert room.chat.permissions == {"can_send_messages", "can_pin_messages"}


async def test_a_forum_is_left_to_its_owner(clinic: Clinic) -> None:
    """Permissions hold for the whole forum, and its other topics are not ours to close."""
    room = clinic.messenger.add_group("Forum", owner=clinic.operator, forum=True)
    clinic.messenger.admit_bot(room)
    topic = room.add_topic("Rays")
    clinic.operator.send_text("/bind radiology", room, thread=topic.id)
    await clinic.operator.expect("Bound", room)
    assert room.chat.permissions == DEFAULT_PERMISSIONS
    assert not (await place(clinic, "radiology")).flaws


async def test_without_the_right_operators_hear_of_it(clinic: Clinic) -> None:
    """The bot may not change permissions there: the look that follows says what to do."""
    room = clinic.messenger.add_group("Talk", owner=clinic.operator)
    clinic.messenger.admit_bot(room, rights=["can_delete_messages", "can_invite_users"])
    channel = clinic.messenger.add_channel("Rays", owner=clinic.operator, discussion=room)
    clinic.messenger.admit_bot(channel)
    clinic.operator.send_text("/bind radiology", channel)
    await clinic.operator.press("Yes, bind it")
    told = await clinic.operator.expect("Members may send pictures")
    assert "can_restrict_members" in told.text
    assert room.chat.permissions == DEFAULT_PERMISSIONS


async def test_media_allowed_again_is_noticed(clinic: Clinic) -> None:
    """The daily look tells operators once; posting goes on; mended, that is told as well."""
    clinic.discussion.allow(TEXT_ONLY | {"can_send_voice_notes"})
    await days_later(clinic)
    await days_later(clinic)
    assert len(says(clinic.operator, "Members may send pictures")) == 1
    assert not (await place(clinic, "dermatology")).is_paused
    clinic.discussion.allow(TEXT_ONLY)
    await days_later(clinic)
    await clinic.operator.expect("“Dermatology” (dermatology) is in order")


def root(clinic: Clinic) -> Seen:
    """The automatic forward under which people answer."""
    return next(m for m in clinic.operator.sees(clinic.discussion) if m.kind == "photo")


def media(clinic: Clinic) -> list[Seen]:
    """What is not words in the discussion, but the post itself."""
    seen = clinic.operator.sees(clinic.discussion)
    mute = {"text", "photo"} | {m.kind for m in seen if m.record.service}
    return [m for m in seen if m.kind not in mute or (m.kind == "photo" and m != root(clinic))]


async def notices(clinic: Clinic, person: Person) -> list[Seen]:
    await clinic.settle()
    return says(person, "I removed what you sent")


async def test_a_picture_of_an_administrator_is_removed(clinic: Clinic) -> None:
    """Permissions do not bind them; they hear so in private, and of the way there is."""
    await published(clinic)
    clinic.discussion.promote(clinic.colleague, ["can_pin_messages"])
    clinic.colleague.send_photo(
        picture(MAGENTA), "Mine was alike", clinic.discussion, root(clinic)
    )
    [told] = await notices(clinic, clinic.colleague)
    assert media(clinic) == []
    assert "MP-00001" in told.text
    link = await clinic.colleague.press("Answer with a picture", told)
    assert link.url == "https://t.me/medpics_bot?start=answer_MP00001"
    post = await posts.load(clinic.bot.services.database.reader, 1)
    assert post is not None
    assert post.replies == 0
    assert says(clinic.operator, "removed", clinic.discussion) == []
    await clinic.restart()
    assert await erasures.pending(clinic.bot.services.database.reader) == []


@pytest.mark.parametrize("kind", ["document", "voice", "video", "sticker", "contact"])
async def test_media_of_any_kind_is_removed(clinic: Clinic, kind: str) -> None:
    """Files, recordings, films, stickers, and what names somebody without words."""
    await published(clinic)
    clinic.discussion.allow(DEFAULT_PERMISSIONS)
    clinic.discussion.add(clinic.colleague)
    match kind:
        case "document":
            clinic.colleague.send_document(picture(MAGENTA), chat=clinic.discussion)
        case _:
            getattr(clinic.colleague, f"send_{kind}")(chat=clinic.discussion)
    assert len(await notices(clinic, clinic.colleague)) == 1
    assert media(clinic) == []


async def test_an_album_is_told_of_once(clinic: Clinic) -> None:
    """Each of its pictures goes."""
    await published(clinic)
    clinic.discussion.allow(DEFAULT_PERMISSIONS)
    clinic.discussion.add(clinic.colleague)
    clinic.colleague.send_album([picture(MAGENTA)] * 3, chat=clinic.discussion)
    assert len(await notices(clinic, clinic.colleague)) == 1
    assert media(clinic) == []


async def test_an_answer_that_gains_a_picture_is_removed(clinic: Clinic) -> None:
    """It was counted while it was words; it is counted no more."""
    await published(clinic)
    clinic.discussion.promote(clinic.colleague, ["can_pin_messages"])
    said = clinic.colleague.send_text("A naevus", clinic.discussion, root(clinic))
    await clinic.settle()
    said.record.media = files.photo(clinic.messenger, picture(MAGENTA))
    revise(clinic.messenger, said.record)
    assert len(await notices(clinic, clinic.colleague)) == 1
    assert said.deleted
    post = await posts.load(clinic.bot.services.database.reader, 1)
    assert post is not None
    assert post.replies == 0


async def test_nobody_hides_behind_a_channel_or_a_group(clinic: Clinic) -> None:
    """Pictures in the name of the group or of a channel go as well; nobody can be told."""
    await published(clinic)
    clinic.discussion.promote(clinic.colleague, anonymous=True)
    club = clinic.messenger.add_channel("Club", owner=clinic.colleague)
    before = len(clinic.colleague.sees())
    for person in (
        clinic.colleague.as_anonymous_admin(clinic.discussion),
        clinic.colleague.as_channel(club),
    ):
        person.send_photo(picture(MAGENTA), chat=clinic.discussion)
        await clinic.settle()
        assert media(clinic) == []
    assert len(clinic.colleague.sees()) == before


async def test_a_student_is_shown_no_way_that_is_closed(clinic: Clinic) -> None:
    """They read that words may stand there, and get no button."""
    await published(clinic)
    await clinic.verify(clinic.student, Role.STUDENT)
    clinic.discussion.promote(clinic.student, ["can_pin_messages"])
    clinic.student.send_photo(picture(MAGENTA), chat=clinic.discussion, reply_to=root(clinic))
    [told] = await notices(clinic, clinic.student)
    assert not told.keyboard


async def test_telegram_refuses_to_delete(clinic: Clinic) -> None:
    """It stays on record, is tried again, and then moderators are asked to do it by hand."""
    await published(clinic)
    clinic.discussion.promote(clinic.colleague, ["can_pin_messages"])
    clinic.messenger.admit_bot(clinic.discussion, rights=["can_invite_users"])
    clinic.colleague.send_photo(picture(MAGENTA), chat=clinic.discussion)
    await clinic.settle()
    assert len(await erasures.pending(clinic.bot.services.database.reader)) == 1
    await clinic.sweep()
    told = await clinic.moderator.expect("Telegram would not delete", clinic.moderators)
    assert "t.me/c/" in told.text


async def test_a_crash_between_leaves_it_on_record(clinic: Clinic) -> None:
    """Telegram did not answer, and the bot stopped: the next start deletes it."""
    await published(clinic)
    clinic.discussion.promote(clinic.colleague, ["can_pin_messages"])
    clinic.messenger.faults.server_error("deleteMessage", count=2)
    clinic.colleague.send_photo(picture(MAGENTA), chat=clinic.discussion)
    await clinic.restart()
    await clinic.settle()
    assert media(clinic) == []


async def test_a_forum_topic_that_is_ours(clinic: Clinic) -> None:
    """There pictures go; those in other topics of the forum are none of the bot's business."""
    room = clinic.messenger.add_group("Forum", owner=clinic.operator, forum=True)
    clinic.messenger.admit_bot(room)
    ours, other = room.add_topic("Rays"), room.add_topic("Holidays")
    clinic.operator.send_text("/bind radiology", room, thread=ours.id)
    await clinic.operator.expect("Bound", room)
    room.add(clinic.colleague)
    gone = clinic.colleague.send_photo(picture(MAGENTA), chat=room, thread=ours.id)
    kept = clinic.colleague.send_photo(picture(MAGENTA), chat=room, thread=other.id)
    await clinic.settle()
    assert gone.deleted
    assert not kept.deleted


async def test_what_moderators_show_each_other_stays(clinic: Clinic) -> None:
    """Only where cases are discussed does anything go."""
    shown = clinic.moderator.send_photo(picture(MAGENTA), chat=clinic.moderators)
    await clinic.settle()
    assert not shown.deleted


@pytest.mark.parametrize("language", ["fr"])
async def test_in_french(clinic: Clinic) -> None:
    """Who sent a picture reads why it is gone in their language."""
    clinic.discussion.promote(clinic.colleague, ["can_pin_messages"])
    clinic.colleague.send_photo(picture(MAGENTA), chat=clinic.discussion)
    await clinic.colleague.expect("J’ai retiré ce que vous avez envoyé")

"""Media: where cases are discussed members cannot send any; what comes all the same is removed."""

import pytest

from sandbox.rights import DEFAULT_PERMISSIONS
from sandbox.writing import NotAllowedError
from tests.journeys.clinic import Clinic
from tests.journeys.hiders import MAGENTA, picture
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

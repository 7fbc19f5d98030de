"""Members: states, rights, and the updates that tell of them."""

import pytest

from sandbox.messenger import Messenger
from sandbox.people import Person
from tests.sandbox.fakes import BotClient, Stage

WITH_MEMBERS = ["message", "my_chat_member", "chat_member"]


@pytest.fixture
def member(stage: Stage) -> Person:
    stage.group.add(stage.doctor)
    return stage.doctor


async def test_admission_tells_the_bot(bot: BotClient, stage: Stage) -> None:
    """my_chat_member names who did it, and the state before and after."""
    stage.group.remove_bot()
    stage.messenger.admit_bot(stage.group, rights={"can_delete_messages"})
    changes = [x["my_chat_member"] for x in await bot.updates() if "my_chat_member" in x]
    assert [x["new_chat_member"]["status"] for x in changes] == ["kicked", "administrator"]
    assert changes[1]["from"]["id"] == stage.moderator.id
    assert changes[1]["new_chat_member"]["can_delete_messages"] is True
    assert changes[1]["new_chat_member"]["can_pin_messages"] is False


async def test_a_block_tells_the_bot(bot: BotClient, stage: Stage) -> None:
    """In private the bot becomes kicked, and a member again."""
    stage.doctor.block_bot()
    stage.doctor.unblock_bot()
    changes = [x["my_chat_member"] for x in await bot.updates() if "my_chat_member" in x]
    assert [x["new_chat_member"]["status"] for x in changes] == ["kicked", "member"]


async def test_chat_member_must_be_asked_for(bot: BotClient, stage: Stage) -> None:
    """By default only the service message comes."""
    stage.group.add(stage.doctor)
    assert ["message" in x for x in await bot.updates()] == [True]
    await bot.updates(allowed_updates=WITH_MEMBERS)
    stage.doctor.leave(stage.group)
    kinds = [set(x) - {"update_id"} for x in await bot.updates()]
    assert kinds == [{"chat_member"}, {"message"}]


async def test_getting_members(bot: BotClient, stage: Stage, member: Person) -> None:
    """Owner, administrator, member and stranger each have their kind."""
    values = {"chat_id": stage.group.id}
    people = (stage.moderator.id, 123456, member.id)
    found = [await bot.call("getChatMember", **values, user_id=x) for x in people]
    assert [x["status"] for x in found] == ["creator", "administrator", "member"]
    member.leave(stage.group)
    assert (await bot.call("getChatMember", **values, user_id=member.id))["status"] == "left"
    text = await bot.refused("getChatMember", **values, user_id=42)
    assert text == "Bad Request: invalid user_id specified"


async def test_administrators_are_listed(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Other bots only on request."""
    other = messenger.add_bot("Other", username="other_bot", token="777:OTHER")
    messenger.admit_bot(stage.group, bot=other)
    listed = await bot.call("getChatAdministrators", chat_id=stage.group.id)
    assert [x["user"]["id"] for x in listed] == [stage.moderator.id, 123456]
    every = await bot.call("getChatAdministrators", chat_id=stage.group.id, return_bots=True)
    assert len(every) == 3
    text = await bot.refused("getChatAdministrators", chat_id=stage.doctor.id)
    assert text == "Bad Request: there are no administrators in the private chat"


async def test_a_ban_and_its_end(bot: BotClient, stage: Stage, member: Person) -> None:
    """The banned cannot come back by a link; unbanned they can."""
    link = stage.group.invite_link()
    values = {"chat_id": stage.group.id, "user_id": member.id}
    await bot.call("banChatMember", **values)
    assert not member.is_in(stage.group)
    with pytest.raises(Exception, match="banned"):
        member.join(link)
    await bot.call("unbanChatMember", **values, only_if_banned=True)
    member.join(link)
    assert member.is_in(stage.group)


async def test_unban_without_a_ban_throws_out(
    bot: BotClient, stage: Stage, member: Person
) -> None:
    """Unless it is for the banned only."""
    values = {"chat_id": stage.group.id, "user_id": member.id}
    await bot.call("unbanChatMember", **values, only_if_banned=True)
    assert member.is_in(stage.group)
    await bot.call("unbanChatMember", **values)
    assert not member.is_in(stage.group)


async def test_who_cannot_be_banned(bot: BotClient, stage: Stage, member: Person) -> None:
    """The owner, an administrator, and anybody for a bot without the right."""
    values = {"chat_id": stage.group.id}
    text = await bot.refused("banChatMember", **values, user_id=stage.moderator.id)
    assert text == "Bad Request: can't remove chat owner"
    stage.group.promote(member)
    text = await bot.refused("banChatMember", **values, user_id=member.id)
    assert text == "Bad Request: user is an administrator of the chat"
    stage.messenger.admit_bot(stage.group, rights={"can_invite_users"})
    text = await bot.refused("banChatMember", **values, user_id=member.id)
    assert text == "Bad Request: not enough rights to restrict/unrestrict chat member"


async def test_a_restriction_binds_and_is_remembered(
    bot: BotClient, stage: Stage, member: Person
) -> None:
    """Pictures withheld, words allowed; leaving and coming back does not lift it."""
    permissions = {"can_send_messages": True}
    values = {"chat_id": stage.group.id, "user_id": member.id}
    await bot.call("restrictChatMember", **values, permissions=permissions)
    member.send_text("words", chat=stage.group)
    with pytest.raises(Exception, match="stickers are not allowed"):
        member.send_sticker(stage.group)
    member.leave(stage.group)
    found = await bot.call("getChatMember", **values)
    assert (found["status"], found["is_member"]) == ("restricted", False)
    stage.group.add(member)
    assert (await bot.call("getChatMember", **values))["is_member"] is True


async def test_permissions_of_the_group(bot: BotClient, stage: Stage, member: Person) -> None:
    """Photos can be withheld from all members at once."""
    values = {"permissions": {"can_send_messages": True, "can_send_documents": False}}
    await bot.call("setChatPermissions", chat_id=stage.group.id, **values)
    with pytest.raises(Exception, match="stickers are not allowed"):
        member.send_sticker(stage.group)
    shown = (await bot.call("getChat", chat_id=stage.group.id))["permissions"]
    assert (shown["can_send_messages"], shown["can_send_photos"]) == (True, False)


async def test_promotion_gives_no_more_than_one_has(
    bot: BotClient, stage: Stage, member: Person
) -> None:
    """A bot cannot hand on a right it lacks."""
    rights = {"can_promote_members", "can_pin_messages"}
    stage.messenger.admit_bot(stage.group, rights=rights)
    values = {"chat_id": stage.group.id, "user_id": member.id}
    await bot.call("promoteChatMember", **values, can_pin_messages=True)
    text = await bot.refused("promoteChatMember", **values, can_delete_messages=True)
    assert text == "Bad Request: RIGHT_FORBIDDEN"
    await bot.call("promoteChatMember", **values, can_pin_messages=False)
    assert (await bot.call("getChatMember", **values))["status"] == "member"


async def test_a_tag_stands_beside_the_name(bot: BotClient, stage: Stage, member: Person) -> None:
    """At most 16 characters, no emoji."""
    values = {"chat_id": stage.group.id, "user_id": member.id}
    await bot.call("setChatMemberTag", **values, tag="Dermatologist")
    await bot.updates()
    member.send_text("hello", chat=stage.group)
    assert (await bot.updates())[0]["message"]["sender_tag"] == "Dermatologist"
    text = await bot.refused("setChatMemberTag", **values, tag="a" * 17)
    assert text == "Bad Request: TAG_INVALID"
    text = await bot.refused("setChatMemberTag", **values, tag="🩺")
    assert text == "Bad Request: TAG_EMOJI_NOT_ALLOWED"


async def test_a_ban_for_an_hour_ends(bot: BotClient, stage: Stage, member: Person) -> None:
    """Less than 30 seconds means for ever."""
    clock, link = stage.messenger.clock, stage.group.invite_link()
    values = {"chat_id": stage.group.id, "user_id": member.id}
    for seconds, ends in ((20, False), (3600, True)):
        await bot.call("banChatMember", **values, until_date=clock.unix() + seconds)
        clock.advance(seconds)
        found = await bot.call("getChatMember", **values)
        assert (found["status"] == "left") is ends
    assert member.join(link).status == "member"

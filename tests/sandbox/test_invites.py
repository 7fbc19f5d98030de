"""Invite links, join requests and the answers to them."""

import pytest

from sandbox.membership import CannotJoinError
from sandbox.messenger import Messenger
from sandbox.model import JoinRequest
from tests.sandbox.fakes import BotClient, Stage


async def asking_link(bot: BotClient, stage: Stage) -> str:
    values = {"chat_id": stage.channel.id, "creates_join_request": True, "name": "doctors"}
    return str((await bot.call("createChatInviteLink", **values))["invite_link"])


async def test_a_request_reaches_the_bot(bot: BotClient, stage: Stage) -> None:
    """With the link and the number of the private chat."""
    link = await asking_link(bot, stage)
    assert isinstance(stage.doctor.join(link), JoinRequest)
    (update,) = await bot.updates()
    request = update["chat_join_request"]
    assert request["user_chat_id"] == stage.doctor.id
    assert request["invite_link"]["name"] == "doctors"
    assert not stage.doctor.is_in(stage.channel)


async def test_approval_lets_in_once(bot: BotClient, stage: Stage) -> None:
    """Approving twice, or whom nobody asked for, is refused."""
    stage.doctor.join(await asking_link(bot, stage))
    await bot.updates(allowed_updates=["chat_member"])
    values = {"chat_id": stage.channel.id, "user_id": stage.doctor.id}
    await bot.call("approveChatJoinRequest", **values)
    (update,) = [x for x in await bot.updates() if "chat_member" in x]
    assert update["chat_member"]["via_join_request"] is True
    assert stage.doctor.is_in(stage.channel)
    text = await bot.refused("approveChatJoinRequest", **values)
    assert text == "Bad Request: USER_ALREADY_PARTICIPANT"
    values["user_id"] = stage.messenger.add_person("Nobody").id
    text = await bot.refused("approveChatJoinRequest", **values)
    assert text == "Bad Request: HIDE_REQUESTER_MISSING"


async def test_a_declined_request_is_gone(bot: BotClient, stage: Stage) -> None:
    """The person stays outside and may ask again."""
    link = await asking_link(bot, stage)
    stage.doctor.join(link)
    values = {"chat_id": stage.channel.id, "user_id": stage.doctor.id}
    await bot.call("declineChatJoinRequest", **values)
    text = await bot.refused("declineChatJoinRequest", **values)
    assert text == "Bad Request: HIDE_REQUESTER_MISSING"
    assert isinstance(stage.doctor.join(link), JoinRequest)


async def test_who_asks_may_be_written_to_for_five_minutes(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Although they never started the bot."""
    stranger = messenger.add_person("New Doctor")
    stranger.join(await asking_link(bot, stage))
    values = {"chat_id": stranger.id, "text": "welcome"}
    await bot.call("sendMessage", **values)
    messenger.clock.advance(301)
    text = await bot.refused("sendMessage", **values)
    assert text == "Forbidden: bot can't initiate conversation with a user"


async def test_a_revoked_link_leads_nowhere(bot: BotClient, stage: Stage) -> None:
    """Nor an expired, nor a used-up one."""
    link = await asking_link(bot, stage)
    revoked = await bot.call("revokeChatInviteLink", chat_id=stage.channel.id, invite_link=link)
    assert revoked["is_revoked"] is True
    with pytest.raises(CannotJoinError, match="expired"):
        stage.doctor.join(link)


async def test_a_link_for_one(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """The second person comes too late."""
    values = {"chat_id": stage.channel.id, "member_limit": 1}
    link = (await bot.call("createChatInviteLink", **values))["invite_link"]
    stage.doctor.join(link)
    with pytest.raises(CannotJoinError):
        messenger.add_person("Second").join(link)


async def test_a_link_that_ends(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """The clock decides."""
    end = messenger.clock.unix() + 60
    values = {"chat_id": stage.channel.id, "expire_date": end}
    link = (await bot.call("createChatInviteLink", **values))["invite_link"]
    messenger.clock.advance(60)
    with pytest.raises(CannotJoinError):
        stage.doctor.join(link)


async def test_a_new_primary_link_ends_the_old(bot: BotClient, stage: Stage) -> None:
    """exportChatInviteLink replaces it."""
    old = await bot.call("exportChatInviteLink", chat_id=stage.channel.id)
    new = await bot.call("exportChatInviteLink", chat_id=stage.channel.id)
    with pytest.raises(CannotJoinError):
        stage.doctor.join(old)
    stage.doctor.join(new)
    assert stage.doctor.is_in(stage.channel)


async def test_limits_of_links(bot: BotClient, stage: Stage) -> None:
    """A name of 32; a limit and approval exclude each other; the right is needed."""
    values = {"chat_id": stage.channel.id}
    text = await bot.refused("createChatInviteLink", **values, name="a" * 33)
    assert text == "Bad Request: invite link name is too long"
    both = {"member_limit": 5, "creates_join_request": True}
    text = await bot.refused("createChatInviteLink", **values, **both)
    assert text.startswith("Bad Request: member limit can't be specified")
    stage.messenger.admit_bot(stage.channel, rights={"can_post_messages"})
    text = await bot.refused("createChatInviteLink", **values)
    assert text == "Bad Request: not enough rights to manage chat invite link"


async def test_a_link_can_be_changed(bot: BotClient, stage: Stage) -> None:
    """By its creator, until it is revoked."""
    link = await asking_link(bot, stage)
    values = {"chat_id": stage.channel.id, "invite_link": link}
    changed = await bot.call("editChatInviteLink", **values, name="students")
    assert (changed["name"], changed["creates_join_request"]) == ("students", False)
    await bot.call("revokeChatInviteLink", **values)
    text = await bot.refused("editChatInviteLink", **values)
    assert text == "Bad Request: INVITE_HASH_EXPIRED"


async def test_requests_are_told_to_bots_that_may_answer(bot: BotClient, stage: Stage) -> None:
    """Without the right to invite a bot hears nothing, and may not answer."""
    link = stage.channel.invite_link(asks_first=True)
    stage.messenger.admit_bot(stage.channel, rights={"can_post_messages"})
    await bot.updates()
    stage.doctor.join(link)
    assert await bot.updates() == []
    values = {"chat_id": stage.channel.id, "user_id": stage.doctor.id}
    text = await bot.refused("approveChatJoinRequest", **values)
    assert text == "Bad Request: CHAT_ADMIN_REQUIRED"

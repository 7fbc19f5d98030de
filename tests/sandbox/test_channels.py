"""Channels, the automatic forward, and those who write in other names than their own."""

from sandbox.messenger import Messenger
from tests.sandbox.fakes import BotClient, Stage, picture


async def test_each_item_of_an_album_is_forwarded(bot: BotClient, stage: Stage) -> None:
    """From 777000 in the channel's name, under a common new album number."""
    files = {"a": ("a.png", picture()), "b": ("b.png", picture())}
    media = [{"type": "photo", "media": f"attach://{x}"} for x in "ab"]
    sent = await bot.call("sendMediaGroup", chat_id=stage.channel.id, media=media, files=files)
    copies = [x["message"] for x in await bot.updates()]
    assert [x["from"]["id"] for x in copies] == [777000, 777000]
    assert all(x["is_automatic_forward"] for x in copies)
    assert {x["sender_chat"]["id"] for x in copies} == {stage.channel.id}
    origins = [x["forward_origin"]["message_id"] for x in copies]
    assert origins == [x["message_id"] for x in sent]
    assert len({x["media_group_id"] for x in copies}) == 1
    assert copies[0]["media_group_id"] != sent[0]["media_group_id"]


async def test_comments_share_the_thread_of_the_forward(bot: BotClient, stage: Stage) -> None:
    """Also a reply to a reply; readers of the channel may comment without joining."""
    await bot.call("sendMessage", chat_id=stage.channel.id, text="case")
    stage.channel.add(stage.doctor)
    root = stage.discussion.messages()[-1]
    first = stage.doctor.send_text("eczema?", chat=stage.discussion, reply_to=root)
    stage.moderator.send_text("yes", chat=stage.discussion, reply_to=first)
    comments = [x["message"] for x in await bot.updates()][-2:]
    assert [x["message_thread_id"] for x in comments] == [root.id, root.id]
    assert comments[0]["reply_to_message"]["is_automatic_forward"]
    assert "is_topic_message" not in comments[0]


async def test_forwards_can_be_late(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """Held back they come when they are released."""
    messenger.hold_forwards()
    await bot.call("sendMessage", chat_id=stage.channel.id, text="case")
    assert await bot.updates() == []
    messenger.release_forwards()
    (update,) = await bot.updates()
    assert update["message"]["text"] == "case"


async def test_buttons_do_not_travel(bot: BotClient, stage: Stage) -> None:
    """Only links survive a forward."""
    for button, kept in (({"callback_data": "x"}, False), ({"url": "https://a.org"}, True)):
        markup = {"inline_keyboard": [[{"text": "Go", **button}]]}
        values = {"chat_id": stage.channel.id, "text": "case", "reply_markup": markup}
        await bot.call("sendMessage", **values)
        (update,) = await bot.updates()
        assert ("reply_markup" in update["message"]) is kept


async def test_a_post_of_a_person_is_a_channel_post(bot: BotClient, stage: Stage) -> None:
    """Without a sender; the bot's own posts are not sent to it."""
    stage.moderator.send_text("notice", chat=stage.channel)
    await bot.call("sendMessage", chat_id=stage.channel.id, text="own")
    posts = [x["channel_post"] for x in await bot.updates() if "channel_post" in x]
    assert [x["text"] for x in posts] == ["notice"]
    assert "from" not in posts[0]


async def test_an_anonymous_admin(bot: BotClient, stage: Stage) -> None:
    """Writes as the group, through the account 1087968824."""
    stage.moderator.as_anonymous_admin(stage.group).send_text("we say", chat=stage.group)
    (update,) = await bot.updates()
    assert update["message"]["from"]["id"] == 1087968824
    assert update["message"]["sender_chat"]["id"] == stage.group.id


async def test_a_promoted_anonymous_admin_writes_as_the_group(
    bot: BotClient, stage: Stage
) -> None:
    """Without asking for it each time."""
    stage.group.promote(stage.doctor, anonymous=True)
    stage.doctor.send_text("hello", chat=stage.group)
    message = (await bot.updates())[-1]["message"]
    assert message["from"]["id"] == 1087968824


async def test_a_channel_identity(bot: BotClient, stage: Stage) -> None:
    """Writes through the account 136817688."""
    stage.moderator.as_channel(stage.channel).send_text("hello", chat=stage.group)
    (update,) = await bot.updates()
    assert update["message"]["from"]["id"] == 136817688
    assert update["message"]["sender_chat"]["id"] == stage.channel.id


async def test_pins(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """A pin is told by a service message and shown by getChat; the right is needed."""
    sent = await bot.call("sendMessage", chat_id=stage.group.id, text="rules")
    values = {"chat_id": stage.group.id, "message_id": sent["message_id"]}
    await bot.call("pinChatMessage", **values)
    assert (await bot.call("getChat", chat_id=stage.group.id))["pinned_message"]["text"] == "rules"
    assert stage.group.messages()[-1].kind == "pinned_message"
    await bot.call("unpinChatMessage", **values)
    text = await bot.refused("unpinChatMessage", **values)
    assert text == "Bad Request: message to unpin not found"
    messenger.admit_bot(stage.group, rights={"can_invite_users"})
    text = await bot.refused("pinChatMessage", **values)
    assert text == "Bad Request: not enough rights to manage pinned messages in the chat"


async def test_what_get_chat_tells(bot: BotClient, stage: Stage) -> None:
    """Channel and discussion name each other; a private chat has names."""
    channel = await bot.call("getChat", chat_id=stage.channel.id)
    assert channel["linked_chat_id"] == stage.discussion.id
    private = await bot.call("getChat", chat_id=stage.doctor.id)
    assert (private["first_name"], private["last_name"]) == ("Léa", "Martin")


async def test_title_and_description(bot: BotClient, stage: Stage) -> None:
    """The same again is refused."""
    values = {"chat_id": stage.group.id}
    await bot.call("setChatTitle", **values, title="New")
    assert stage.group.title == "New"
    assert await bot.refused("setChatTitle", **values, title="New") == (
        "Bad Request: chat title is not modified"
    )
    await bot.call("setChatDescription", **values, description="for doctors")
    text = await bot.refused("setChatDescription", **values, description="for doctors")
    assert text == "Bad Request: chat description is not modified"


async def test_all_pins_go_at_once(bot: BotClient, stage: Stage) -> None:
    """And nobody is counted who is not there."""
    sent = await bot.call("sendMessage", chat_id=stage.group.id, text="rules")
    values = {"chat_id": stage.group.id}
    await bot.call("pinChatMessage", **values, message_id=sent["message_id"])
    await bot.call("unpinAllChatMessages", **values)
    assert "pinned_message" not in await bot.call("getChat", **values)
    assert await bot.call("getChatMemberCount", **values) == 2

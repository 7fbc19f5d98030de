"""Forums: topics and the threads of messages in them."""

import pytest

from sandbox.messenger import Messenger
from sandbox.rooms import Room
from tests.sandbox.fakes import BotClient, Stage


@pytest.fixture
def forum(messenger: Messenger, stage: Stage) -> Room:
    made = messenger.add_group("Forum", owner=stage.moderator, forum=True)
    messenger.admit_bot(made)
    messenger.only_bot().queue.clear()
    return made


async def test_writing_into_a_topic(bot: BotClient, stage: Stage, forum: Room) -> None:
    """Messages of a topic reply to its creation unless they reply to something else."""
    topic = await bot.call("createForumTopic", chat_id=forum.id, name="Skin")
    thread = topic["message_thread_id"]
    values = {"chat_id": forum.id, "message_thread_id": thread, "text": "hello"}
    sent = await bot.call("sendMessage", **values)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Skin"


@pytest.mark.parametrize("thread", [1, 999])
async def test_general_and_unknown_topics_are_refused(
    bot: BotClient, forum: Room, thread: int
) -> None:
    """General is written to by naming no topic."""
    values = {"chat_id": forum.id, "text": "x"}
    text = await bot.refused("sendMessage", **values, message_thread_id=thread)
    assert text == "Bad Request: message thread not found"
    sent = await bot.call("sendMessage", **values)
    assert "message_thread_id" not in sent


async def test_outside_forums_the_thread_is_ignored(bot: BotClient, stage: Stage) -> None:
    """To comment below a post one replies to its forward."""
    values = {"chat_id": stage.group.id, "text": "x", "message_thread_id": 999}
    assert "message_thread_id" not in await bot.call("sendMessage", **values)


async def test_a_reply_goes_into_the_topic_of_its_message(
    bot: BotClient, stage: Stage, forum: Room
) -> None:
    """Without naming the topic again."""
    topic = forum.add_topic("Skin")
    message = stage.moderator.send_text("question", chat=forum, thread=topic.id)
    reply = {"message_id": message.id}
    sent = await bot.call("sendMessage", chat_id=forum.id, text="x", reply_parameters=reply)
    assert sent["message_thread_id"] == topic.id


async def test_a_closed_topic(
    bot: BotClient, stage: Stage, forum: Room, messenger: Messenger
) -> None:
    """Closed for members and for bots without the right; closing twice is refused."""
    topic = forum.add_topic("Skin")
    values = {"chat_id": forum.id, "message_thread_id": topic.id}
    await bot.call("closeForumTopic", **values)
    text = await bot.refused("closeForumTopic", **values)
    assert text == "Bad Request: TOPIC_NOT_MODIFIED"
    assert await bot.call("sendMessage", **values, text="x")
    forum.add(stage.doctor)
    with pytest.raises(Exception, match="closed"):
        stage.doctor.send_text("x", chat=forum, thread=topic.id)
    messenger.admit_bot(forum, rights={"can_pin_messages"})
    assert await bot.refused("sendMessage", **values, text="x") == "Bad Request: TOPIC_CLOSED"
    messenger.admit_bot(forum)
    await bot.call("reopenForumTopic", **values)
    stage.doctor.send_text("x", chat=forum, thread=topic.id)


async def test_a_deleted_topic_takes_its_messages(
    bot: BotClient, stage: Stage, forum: Room
) -> None:
    """And can no longer be named."""
    topic = forum.add_topic("Skin")
    message = stage.moderator.send_text("x", chat=forum, thread=topic.id)
    values = {"chat_id": forum.id, "message_thread_id": topic.id}
    await bot.call("deleteForumTopic", **values)
    assert message.deleted
    text = await bot.refused("editForumTopic", **values, name="New")
    assert text == "Bad Request: message thread not found"


async def test_limits_of_topics(bot: BotClient, stage: Stage, forum: Room) -> None:
    """A name of 1 to 128, a known colour, a forum, the right."""
    values = {"chat_id": forum.id}
    text = await bot.refused("createForumTopic", **values, name=" ")
    assert text == "Bad Request: topic name is empty"
    text = await bot.refused("createForumTopic", **values, name="a" * 129)
    assert text == "Bad Request: TOPIC_TITLE_INVALID"
    text = await bot.refused("createForumTopic", **values, name="x", icon_color=1)
    assert text == "Bad Request: invalid icon color specified"
    text = await bot.refused("createForumTopic", chat_id=stage.group.id, name="x")
    assert text == "Bad Request: the chat is not a forum"
    stage.messenger.admit_bot(forum, rights={"can_pin_messages"})
    text = await bot.refused("createForumTopic", **values, name="x")
    assert text == "Bad Request: not enough rights to manage topics"

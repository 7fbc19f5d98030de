"""People as tests drive them: what they wait for, see, and may not do."""

import asyncio

import pytest

from sandbox.messenger import Messenger
from sandbox.writing import NotAllowedError
from tests.sandbox.fakes import BotClient, Stage, picture


async def say(bot: BotClient, stage: Stage, text: str) -> int:
    sent = await bot.call("sendMessage", chat_id=stage.doctor.id, text=text)
    return int(sent["message_id"])


async def test_expect_waits(bot: BotClient, stage: Stage) -> None:
    """It wakes when the message comes; each message is given once."""
    waiting = asyncio.create_task(stage.doctor.expect("hel+o"))
    await asyncio.sleep(0)
    await say(bot, stage, "hello")
    assert (await waiting).text == "hello"
    with pytest.raises(AssertionError, match="did not see"):
        await stage.doctor.expect("hello", timeout=0)


async def test_expect_takes_an_edit_for_news(bot: BotClient, stage: Stage) -> None:
    """The same message in a new state."""
    number = await say(bot, stage, "1 of 2")
    first = await stage.doctor.expect("1 of 2")
    values = {"chat_id": stage.doctor.id, "message_id": number, "text": "2 of 2"}
    await bot.call("editMessageText", **values)
    assert await stage.doctor.expect("2 of 2") == first


async def test_expect_tells_what_was_said_meanwhile(bot: BotClient, stage: Stage) -> None:
    """The failure is enough to understand."""
    await say(bot, stage, "sorry")
    with pytest.raises(AssertionError, match="sorry"):
        await stage.doctor.expect("thanks", timeout=0)


async def test_expect_since(bot: BotClient, stage: Stage) -> None:
    """Only what came after."""
    await say(bot, stage, "same")
    mark = stage.doctor.send_text("again")
    with pytest.raises(AssertionError, match="nothing"):
        await stage.doctor.expect("same", timeout=0, since=mark)


async def test_own_words_are_not_expected(bot: BotClient, stage: Stage) -> None:
    """Nor is a deleted message."""
    stage.doctor.send_text("hello")
    await say(bot, stage, "hello too")
    stage.doctor.delete(stage.doctor.last())
    with pytest.raises(AssertionError):
        await stage.doctor.expect("hello", timeout=0)


def test_outsiders_neither_read_nor_write(stage: Stage) -> None:
    """A group is closed to who is not in it."""
    with pytest.raises(NotAllowedError):
        stage.doctor.send_text("x", chat=stage.group)
    with pytest.raises(NotAllowedError):
        stage.doctor.sees(stage.group)


def test_readers_do_not_post(stage: Stage) -> None:
    """In a channel only administrators do."""
    stage.channel.add(stage.doctor)
    with pytest.raises(NotAllowedError, match="administrators"):
        stage.doctor.send_text("x", chat=stage.channel)


def test_photos_can_be_withheld(stage: Stage) -> None:
    """The client would not offer it; words stay allowed."""
    stage.group.add(stage.doctor)
    stage.group.allow({"can_send_messages"})
    with pytest.raises(NotAllowedError, match="photos"):
        stage.doctor.send_photo(picture(), chat=stage.group)
    stage.doctor.send_text("x", chat=stage.group)


def test_deep_links_have_limits(stage: Stage) -> None:
    """64 of a few characters."""
    assert stage.doctor.start("case-12_a").text == "/start case-12_a"
    for payload in ("a" * 65, "a b", "é"):
        with pytest.raises(ValueError, match="payload"):
            stage.doctor.start(payload)


async def test_starting_unblocks(bot: BotClient, stage: Stage) -> None:
    """Whoever presses Start can be written to again."""
    stage.doctor.block_bot()
    stage.doctor.start()
    assert await say(bot, stage, "welcome back")


async def test_a_reply_keyboard_is_typed(bot: BotClient, stage: Stage) -> None:
    """Its buttons send their label."""
    markup = {"keyboard": [[{"text": "Yes"}, {"text": "No"}]]}
    values = {"chat_id": stage.doctor.id, "text": "Sure?", "reply_markup": markup}
    await bot.call("sendMessage", **values)
    await stage.doctor.press("Yes")
    assert (await bot.updates())[-1]["message"]["text"] == "Yes"


async def test_all_kinds_arrive(bot: BotClient, stage: Stage) -> None:
    """Sticker, voice, video and contact are told apart."""
    await bot.updates()
    for send in (
        stage.doctor.send_sticker,
        stage.doctor.send_voice,
        stage.doctor.send_video,
        stage.doctor.send_contact,
    ):
        send()
    messages = [x["message"] for x in await bot.updates()]
    for message, kind in zip(messages, ("sticker", "voice", "video", "contact"), strict=True):
        assert kind in message


async def test_listeners_hear_of_changes(messenger: Messenger) -> None:
    """The live page follows chats by their numbers."""
    stage = Stage(messenger)
    with messenger.subscribe() as changes:
        stage.doctor.send_text("hello")
        assert await anext(changes) == stage.doctor.id
    assert messenger.listeners == []


async def test_markup_is_seen_as_html(bot: BotClient, stage: Stage) -> None:
    """Escaped, with its entities as tags."""
    text = '<b>1 &lt; 2</b> <a href="https://a.org/">link</a>'
    values = {"chat_id": stage.doctor.id, "text": text, "parse_mode": "HTML"}
    await bot.call("sendMessage", **values)
    assert stage.doctor.last().html == text


async def test_what_one_cannot_read_is_not_expected(bot: BotClient, stage: Stage) -> None:
    """Unless one joins meanwhile."""
    await bot.call("sendMessage", chat_id=stage.group.id, text="secret")
    with pytest.raises(AssertionError, match="nothing"):
        await stage.doctor.expect("secret", chat=stage.group, timeout=0)
    stage.group.add(stage.doctor)
    assert await stage.doctor.expect("secret", chat=stage.group)

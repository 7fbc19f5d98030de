"""Flood control by the clock, for who switches it on."""

import pytest

from sandbox.messenger import Messenger
from tests.sandbox.fakes import BotClient, Refused, Stage, picture


async def burst(bot: BotClient, chat_id: int, count: int) -> None:
    for number in range(count):
        await bot.call("sendMessage", chat_id=chat_id, text=str(number))


async def test_a_group_takes_twenty_a_minute(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """The refusal says how long to wait; after that it works."""
    messenger.limit_flood()
    await burst(bot, stage.group.id, 20)
    with pytest.raises(Refused) as caught:
        await burst(bot, stage.group.id, 1)
    assert caught.value.parameters == {"retry_after": 60}
    messenger.clock.advance(60)
    await burst(bot, stage.group.id, 20)


async def test_thirty_a_second_overall(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """Whichever chats they go to."""
    messenger.limit_flood()
    await burst(bot, stage.doctor.id, 15)
    await burst(bot, stage.group.id, 15)
    with pytest.raises(Refused, match="retry after 1"):
        await burst(bot, stage.channel.id, 1)


async def test_each_item_of_an_album_counts(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Four albums of five fill a minute."""
    messenger.limit_flood()
    media = [{"type": "photo", "media": "attach://a"}] * 5
    values = {"chat_id": stage.group.id, "media": media, "files": {"a": ("a", picture())}}
    for _ in range(4):
        await bot.call("sendMediaGroup", **values)
    with pytest.raises(Refused, match="Too Many Requests"):
        await bot.call("sendMediaGroup", **values)


async def test_without_it_nothing_is_counted(bot: BotClient, stage: Stage) -> None:
    """Tests are faster than people."""
    await burst(bot, stage.group.id, 31)

"""getUpdates: offsets, kinds, waiting, conflicts, privacy mode."""

import asyncio

import pytest

from sandbox.messenger import Messenger
from tests.sandbox.fakes import BotClient, Refused, Stage


async def test_updates_stay_until_they_are_acknowledged(bot: BotClient, stage: Stage) -> None:
    """An offset acknowledges what lies before it."""
    first = await bot.call("getUpdates")
    assert first == await bot.call("getUpdates")
    number = first[-1]["update_id"]
    assert await bot.call("getUpdates", offset=number) == first[-1:]
    assert await bot.call("getUpdates", offset=number + 1) == []
    assert await bot.call("getUpdates", offset=number) == []


@pytest.fixture
def stage(messenger: Messenger) -> Stage:
    made = Stage(messenger)
    made.doctor.send_text("one")
    made.doctor.send_text("two")
    return made


async def test_a_limit(bot: BotClient, stage: Stage) -> None:
    """The oldest come first."""
    (update,) = await bot.call("getUpdates", limit=1)
    assert update["message"]["text"] == "one"


async def test_a_negative_offset_forgets(bot: BotClient, stage: Stage) -> None:
    """Only the last ones remain."""
    (update,) = await bot.call("getUpdates", offset=-1)
    assert update["message"]["text"] == "two"
    assert len(await bot.call("getUpdates")) == 1


async def test_a_poll_waits_for_news(bot: BotClient, stage: Stage) -> None:
    """It answers as soon as there is something."""
    await bot.updates()
    waiting = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await asyncio.sleep(0)
    stage.doctor.send_text("three")
    assert [x["message"]["text"] for x in await waiting] == ["three"]


async def test_a_second_poller_ends_the_first(bot: BotClient, stage: Stage) -> None:
    """The first one gets 409; the second gets the updates."""
    await bot.updates()
    first = asyncio.create_task(bot.call("getUpdates", timeout=30))
    for _ in range(20):
        await asyncio.sleep(0)
    second = asyncio.create_task(bot.call("getUpdates", timeout=30))
    with pytest.raises(Refused) as caught:
        await first
    assert caught.value.code == 409
    assert caught.value.text == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    stage.doctor.send_text("three")
    assert len(await second) == 1


async def test_polling_while_a_webhook_is_set(bot: BotClient, stage: Stage) -> None:
    """409 until it is deleted."""
    await bot.call("setWebhook", url="https://bot.example/hook")
    assert await bot.refused("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await bot.call("deleteWebhook", drop_pending_updates=True)
    assert await bot.call("getUpdates") == []


async def test_the_kinds_are_remembered(bot: BotClient, stage: Stage) -> None:
    """Until another list is given; an empty one means the default."""
    await bot.updates(allowed_updates=["callback_query"])
    stage.doctor.send_text("unheard")
    assert await bot.updates() == []
    await bot.updates(allowed_updates=[])
    stage.doctor.send_text("heard")
    assert len(await bot.updates()) == 1


async def test_an_invented_kind_is_refused(bot: BotClient, stage: Stage) -> None:
    """A typing error must not make a bot deaf."""
    text = await bot.refused("getUpdates", allowed_updates=["mesage"])
    assert text == 'Bad Request: unknown update kind "mesage" in allowed_updates'


async def test_after_a_day_updates_are_lost(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Telegram keeps them for 24 hours."""
    messenger.clock.advance(24 * 3600)
    stage.doctor.send_text("fresh")
    assert [x["message"]["text"] for x in await bot.updates()] == ["fresh"]


async def test_privacy_mode(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """A plain member hears commands, replies and mentions only; an administrator hears all."""
    messenger.admit_bot(stage.group, admin=False)
    own = await bot.call("sendMessage", chat_id=stage.group.id, text="hello")
    await bot.updates()
    stage.moderator.send_text("gossip", chat=stage.group)
    stage.moderator.send_text("/queue", chat=stage.group)
    stage.moderator.send_text("@medpics_bot hi", chat=stage.group)
    stage.moderator.send_text("answer", chat=stage.group, reply_to=own["message_id"])
    texts = [x["message"]["text"] for x in await bot.updates()]
    assert texts == ["/queue", "@medpics_bot hi", "answer"]
    messenger.admit_bot(stage.group)
    stage.moderator.send_text("gossip", chat=stage.group)
    assert (await bot.updates())[-1]["message"]["text"] == "gossip"


async def test_idle_waits_for_the_acknowledgement(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """Fetching alone is not enough."""
    await bot.call("getUpdates")
    with pytest.raises(AssertionError, match="unacknowledged"):
        await messenger.idle(timeout=0.01)
    await bot.updates()
    await messenger.idle()

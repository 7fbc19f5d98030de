"""Faults on demand, each aimed at a method and a count."""

import asyncio

import httpx
import pytest

from sandbox.messenger import Messenger
from tests.sandbox.fakes import BotClient, Refused, Stage


async def send(bot: BotClient, stage: Stage) -> object:
    return await bot.call("sendMessage", chat_id=stage.doctor.id, text="hello")


async def test_flood_control(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """The next two calls are refused with the time to wait, the third works."""
    messenger.faults.flood("sendMessage", retry_after=7, count=2)
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            await send(bot, stage)
        assert (caught.value.code, caught.value.parameters) == (429, {"retry_after": 7})
        assert caught.value.text == "Too Many Requests: retry after 7"
    assert await send(bot, stage)


async def test_other_methods_are_spared(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """A fault waits for its method."""
    messenger.faults.flood("sendPhoto")
    assert await send(bot, stage)
    assert len(messenger.faults.planned) == 1


async def test_a_server_error_has_no_json(
    bot: BotClient, stage: Stage, messenger: Messenger
) -> None:
    """As from a gateway that is ill."""
    messenger.faults.server_error("getMe", status=502)
    response = await bot.http.post(f"/bot{bot.token}/getMe")
    assert (response.status_code, response.headers["content-type"]) == (
        502,
        "text/plain; charset=utf-8",
    )


@pytest.mark.parametrize(
    ("plan", "error", "delivered"),
    [
        ("reset_before", httpx.ReadError, False),
        ("reset_after", httpx.ReadError, True),
        ("timeout_before", httpx.ReadTimeout, False),
        ("timeout_after", httpx.ReadTimeout, True),
    ],
)
async def test_a_lost_answer_may_mean_delivered(
    bot: BotClient,
    stage: Stage,
    messenger: Messenger,
    plan: str,
    error: type[Exception],
    delivered: bool,
) -> None:
    """The client sees the same, whether the message went out or not."""
    getattr(messenger.faults, plan)("sendMessage")
    before = len(stage.doctor.sees())
    with pytest.raises(error):
        await send(bot, stage)
    assert len(stage.doctor.sees()) == before + delivered
    assert await send(bot, stage)


async def test_latency_is_a_gate(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """A held call has done nothing until it is released."""
    gate = messenger.faults.hold("sendMessage")
    before = len(stage.doctor.sees())
    sending = asyncio.create_task(send(bot, stage))
    await gate.arrived.wait()
    assert len(stage.doctor.sees()) == before
    gate.release()
    assert await sending
    assert len(stage.doctor.sees()) == before + 1


async def test_clearing_lets_go(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """Also of what was held but not yet called."""
    messenger.faults.hold("sendMessage", count=5)
    messenger.faults.clear()
    assert await send(bot, stage)


async def test_downloads_fail_too(bot: BotClient, stage: Stage, messenger: Messenger) -> None:
    """They are no method; their name in the plan is "download"."""
    stage.doctor.send_document(b"bytes", "x.bin")
    file_id = (await bot.updates())[-1]["message"]["document"]["file_id"]
    path = (await bot.call("getFile", file_id=file_id))["file_path"]
    messenger.faults.reset_before("download")
    with pytest.raises(httpx.ReadError):
        await bot.http.get(f"/file/bot{bot.token}/{path}")
    assert (await bot.http.get(f"/file/bot{bot.token}/{path}")).content == b"bytes"
